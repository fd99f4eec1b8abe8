"""All SCT endpoints, in the order in which paths are tried."""

from __future__ import annotations

from argus_api.client.sct import events, files, nemesis, packages, resources, similar, verdicts
from argus_core.http.routes import ArgusRoute


class _All:
    """Looks like a feature to the blueprint."""

    parts = (similar, files, packages, resources, nemesis, events, verdicts)

    @property
    def routes(self) -> list[ArgusRoute]:
        """Routes of all parts."""
        return [route for part in self.parts for route in part.routes.routes]


routes = _All()
