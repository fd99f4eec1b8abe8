"""Versions and vectors."""

from __future__ import annotations

from uuid import UUID, uuid4

from argus_core.live.versions import LONGEST_VECTOR, SECTIONS, decode_vector, encode_vector, version_of


def test_versions_tell_values_apart() -> None:
    assert version_of("a", 1) == version_of("a", 1)
    assert len({version_of("a", 1), version_of("a", 2), version_of("a", None), version_of("a"), version_of()}) == 5


def test_a_vector_comes_back_as_it_was() -> None:
    run_ids = [uuid4() for _ in range(20)]
    versions = {
        run_id: {name: version_of(run_id, name) for name in SECTIONS[n % 3 :]} for n, run_id in enumerate(run_ids)
    }
    text = encode_vector(run_ids, versions)
    assert len(text) < LONGEST_VECTOR / 2
    assert text.isascii()
    assert decode_vector(run_ids, text) == versions


def test_runs_that_are_not_known_yet_are_empty() -> None:
    run_id = uuid4()
    assert decode_vector([run_id], encode_vector([run_id], {})) == {run_id: {}}


def test_a_vector_of_other_runs_is_none() -> None:
    one, two = uuid4(), uuid4()
    text = encode_vector([one, two], {})
    assert decode_vector([two, one], text) is None
    assert decode_vector([one], text) is None
    run_ids: list[UUID] = [one, two]
    for broken in ("", "1", text[:-1], text + "x", text + ".------", "2" + text[1:], "x" * 10_000, "1.é"):
        assert decode_vector(run_ids, broken) is None
