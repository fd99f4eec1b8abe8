"""Other services that Argus asks. Each has timeouts, and none breaks a page when it is dead."""

from __future__ import annotations

from typing import Any

UPSTREAM_ANSWER: dict[int | str, dict[str, Any]] = {502: {"description": "A service outside of Argus failed."}}
"""`responses=` of an endpoint that fails when such a service does."""
