"""Commands that put load on the cluster of a run."""
