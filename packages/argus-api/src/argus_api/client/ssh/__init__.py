"""SSH tunnels, as clients and proxies use them."""
