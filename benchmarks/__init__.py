"""What `make bench` measures: `python -m benchmarks [data_layer|http]`."""
