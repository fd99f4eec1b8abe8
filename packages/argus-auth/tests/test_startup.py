"""What operators are told when the server starts."""

from __future__ import annotations

from typing import Any

import pytest

from argus_auth.startup import warn
from argus_core.config import Settings


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({"login_methods": ["password"]}, []),
        (
            {"login_methods": ["cf"]},
            ["Cloudflare Access enabled but CLOUDFLARE_ACCESS_TEAM_DOMAIN is missing"],
        ),
        ({"login_methods": ["cf"], "cloudflare_access_team_domain": "x.example"}, []),
        (
            {"login_methods": ["gh"]},
            ["GITHUB_REQUIRED_ORGANIZATIONS is empty: everybody on GitHub can make an account"],
        ),
        ({"login_methods": ["gh"], "github_required_organizations": ["x"]}, []),
    ],
)
def test_risky_settings(
    settings: Settings, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], warnings: list[str]
) -> None:
    warn(settings.model_copy(update=changes))
    assert [record.getMessage() for record in caplog.records] == warnings
