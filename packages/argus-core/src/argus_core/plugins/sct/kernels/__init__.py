"""Which kernels the runs of a release had."""
