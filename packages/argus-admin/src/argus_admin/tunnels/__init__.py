"""Proxies and keys of SSH tunnels, as administrators see them."""
