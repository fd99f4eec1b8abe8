"""Which releases the list shows, and how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from argus_core.hierarchy.rows import Release


def listed(releases: Iterable[Release]) -> list[dict[str, Any]]:
    """Active releases by name, then dormant ones; with the address of the dashboard of each."""
    ordered = sorted(releases, key=lambda release: (bool(release.dormant), release.name or ""))
    return [
        {
            "id": release.id,
            "name": release.name,
            "pretty_name": release.pretty_name,
            "description": release.description,
            "dormant": bool(release.dormant),
            "perpetual": bool(release.perpetual),
            "dashboard": f"/dashboard/{release.name}",
        }
        for release in ordered
    ]
