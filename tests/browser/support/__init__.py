"""What the browser tests stand on: a server, rows, pages."""
