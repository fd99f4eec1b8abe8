"""Making an account after the first login through Cloudflare Access."""
