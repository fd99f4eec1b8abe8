"""Reports of driver versions."""
