"""Periodic work: one worker of the whole fleet does it."""

from argus_core.jobs.scheduling import scheduled
from argus_core.jobs.service import JobState, JobTable

__all__ = ["JobState", "JobTable", "scheduled"]
