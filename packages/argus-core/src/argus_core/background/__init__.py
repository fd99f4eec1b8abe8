"""Work that nobody waits for."""

from argus_core.background.service import AfterAnswer, Ended, Later, run_guarded

__all__ = ["AfterAnswer", "Ended", "Later", "run_guarded"]
