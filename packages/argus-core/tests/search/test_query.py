"""Reading what people type."""

from __future__ import annotations

from uuid import UUID

import pytest

from argus_core.search.query import Query, as_uuid, parse_query
from argus_core.search.runs import Build, builds_in


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("10GB", Query("10gb")),
        ("release:5.4 artifacts", Query("artifacts", releases=("5.4",))),
        ('group:"Artifacts" centos release:5.3', Query("centos", releases=("5.3",), groups=("artifacts",))),
        ("a group:x  b", Query("a   b", groups=("x",))),
        ("type:Test type: test", Query("test", types=("test", ""))),
        ("Type:test", Query("type:test")),
        ("release:größe", Query("", releases=("größe",))),
        ("100%25", Query("100%")),
        (" ", Query("")),
    ],
)
def test_facets_and_text(typed: str, query: Query) -> None:
    assert parse_query(typed) == query


@pytest.mark.parametrize("form", ["{}", " {} ", "{{{}}}", "urn:uuid:{}"])
def test_ids_in_any_form(form: str) -> None:
    text = "6f0c8a52-6f33-4d6e-9b5e-0123456789ab"
    assert as_uuid(form.format(text)) == as_uuid(text.replace("-", "").upper()) == UUID(text)


def test_a_part_of_an_id_is_a_text() -> None:
    assert as_uuid("6f0c8a52-6f33-4d6e") is None


@pytest.mark.parametrize(
    ("typed", "builds"),
    [
        ("folder/name#12", [Build("folder/name", 12)]),
        ("folder/name/12", [Build("folder/name", 12)]),
        ("https://ci.example.com/job/folder/job/name/12/", [Build("folder/name", 12)]),
        ("https://ci.example.com/jenkins/job/folder/job/name/12/console?x=1#top", [Build("folder/name", 12)]),
        ("https://ci.example.com/job/a%2Fb/job/n/7/", [Build("a/b/n", 7)]),
        ("https://ci.example.com/view/x/job/folder/name/12/artifact/3", [Build("folder/name/12/artifact", 3)]),
        ("name", []),
        ("#12", []),
        ("12", []),
        ("a/99999999999", []),
    ],
)
def test_builds(typed: str, builds: list[Build]) -> None:
    assert builds_in(typed)[: len(builds) or None] == builds


def test_inner_numbers_are_tried_after_the_last_one() -> None:
    assert builds_in("https://ci/job/a/12/artifact/3/") == [Build("a/12/artifact", 3), Build("a", 12)]
