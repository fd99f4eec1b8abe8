"""When tested software was built."""

from __future__ import annotations

from datetime import datetime

import pytest

from argus_core.errors import BadRequest
from argus_core.plugins.sct.errors import PackageNotFound
from argus_core.plugins.sct.packages.versions import built_at
from argus_core.plugins.sct.types import PackageVersion


def package(name: str, date: str | None, revision: str | None) -> PackageVersion:
    return PackageVersion(name=name, version="1", date=date, revision_id=revision)


def test_what_was_upgraded_to_tells_the_day_and_the_revision_the_fraction() -> None:
    plain = package("scylla-server", "20240501", "ff")
    target = package("scylla-server-upgrade-target", "20240503", "1e240")
    assert built_at([plain, target], None) == datetime(2024, 5, 3, 0, 0, 0, 123000)
    assert built_at([plain], "scylla-server") == datetime(2024, 5, 1)


def test_without_a_package_nothing_is_known() -> None:
    with pytest.raises(PackageNotFound, match="scylla-manager package not found in packages"):
        built_at([package("scylla-server", "20240501", "ff")], "scylla-manager")


@pytest.mark.parametrize(("date", "revision"), [(None, "ff"), ("yesterday", "ff"), ("20240501", None)])
def test_a_package_must_tell_day_and_revision(date: str | None, revision: str | None) -> None:
    with pytest.raises(BadRequest, match="has no date and revision"):
        built_at([package("scylla-server", date, revision)], None)
