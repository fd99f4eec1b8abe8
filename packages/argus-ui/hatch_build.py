"""Build hook: a wheel carries the built front end. A development install does not; `make` builds it there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))


class FrontEnd(BuildHookInterface[Any]):
    """Builds the front end before the files of the wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, except for editable installs."""
        if version != "editable":
            from build_frontend import build_if_changed

            build_if_changed()
