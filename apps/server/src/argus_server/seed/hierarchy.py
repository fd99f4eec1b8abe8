"""Releases, groups and tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from argus_server.seed.catalogue import DISABLED_TESTS, IDLE_TESTS, RELEASES, SCT, GroupModel, ReleaseModel
from argus_server.seed.scope import Scope, TableRow, name_id

JENKINS = "https://jenkins.example"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be tested, and the day it was built."""

    text: str
    built: datetime
    revision: str
    build_id: str

    @property
    def date(self) -> str:
        """The day as packages carry it."""
        return f"{self.built:%Y%m%d}"

    @property
    def full(self) -> str:
        """The long form."""
        return f"{self.text}-0.{self.date}.{self.revision}"


@dataclass(frozen=True, slots=True)
class DemoTest:
    """A test with its place."""

    id: UUID
    name: str
    build_id: str
    release: ReleaseModel
    release_id: UUID
    group: GroupModel
    group_id: UUID
    versions: Sequence[Version]

    @property
    def url(self) -> str:
        """The job."""
        return JENKINS + "".join(f"/job/{quote(part)}" for part in self.build_id.split("/"))

    @property
    def measures(self) -> bool:
        """Whether it is a performance test."""
        return self.name.startswith("perf-")


def release_id(name: str) -> UUID:
    """The id of a release."""
    return name_id("release", name)


def group_id(release: str, group: str) -> UUID:
    """The id of a group."""
    return name_id("group", release, group)


def build_tests(scope: Scope) -> list[DemoTest]:
    """All tests, in the order of the catalogue."""
    found = []
    for release in RELEASES:
        versions = _versions(scope, release)
        for group in release.groups:
            for name in group.tests:
                build_id = f"{release.name}/{group.name}/{name}"
                found.append(
                    DemoTest(
                        id=name_id("test", build_id),
                        name=name,
                        build_id=build_id,
                        release=release,
                        release_id=release_id(release.name),
                        group=group,
                        group_id=group_id(release.name, group.name),
                        versions=versions,
                    )
                )
    return found


def _versions(scope: Scope, release: ReleaseModel) -> list[Version]:
    """Versions of a release, evenly over its life; the first one is there before the first run."""
    draw = scope.draw("versions", release.name)
    first, last = release.activity.value
    step = (first - last) / len(release.versions)
    return [
        Version(
            text=text,
            built=scope.day - timedelta(days=int(first - step * place) + 2),
            revision=draw.digits(12),
            build_id=draw.digits(40),
        )
        for place, text in enumerate(release.versions)
    ]


def hierarchy_rows(tests: Sequence[DemoTest]) -> Iterator[TableRow]:
    """Rows of releases, groups and tests."""
    for release in RELEASES:
        yield "argus_release_v2", _release_columns(release)
        for group in release.groups:
            yield "argus_group_v2", _group_columns(release, group)
    for test in tests:
        yield "argus_test_v2", _test_columns(test)


def _release_columns(release: ReleaseModel) -> dict[str, object]:
    return {
        "id": release_id(release.name),
        "name": release.name,
        "pretty_name": release.pretty_name,
        "description": release.description,
        "enabled": release.activity.name != "DISABLED",
        "dormant": release.activity.name == "DORMANT",
        "perpetual": release.perpetual,
    }


def _group_columns(release: ReleaseModel, group: GroupModel) -> dict[str, object]:
    return {
        "id": group_id(release.name, group.name),
        "release_id": release_id(release.name),
        "name": group.name,
        "pretty_name": group.pretty_name,
        "description": "",
        "build_system_id": f"{release.name}/{group.name}",
        "enabled": group.enabled,
    }


def _test_columns(test: DemoTest) -> dict[str, object]:
    ran = test.name not in IDLE_TESTS
    return {
        "id": test.id,
        "group_id": test.group_id,
        "release_id": test.release_id,
        "name": test.name,
        "pretty_name": test.name.removesuffix("-test").replace("-", " ").capitalize() if test.measures else None,
        "description": "Fails while the ring is moving <= see the wiki" if test.name.startswith("rolling") else None,
        "build_system_id": test.build_id,
        "build_system_url": test.url,
        "enabled": test.name not in DISABLED_TESTS,
        "plugin_name": test.group.plugin if ran else None,
        "plugin_subtype": test.group.subtype if test.group.plugin == SCT else None,
    }
