"""Disruptions in a run."""
