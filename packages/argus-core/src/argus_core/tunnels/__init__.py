"""SSH tunnels: proxies, and the public keys that clients register for them."""
