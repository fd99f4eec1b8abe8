"""Logging in through Cloudflare Access."""
