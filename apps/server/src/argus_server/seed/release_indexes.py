"""Rows that are derived from the runs of a release: versions and images seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argus_server.seed.catalogue import SCT, SIRENADA
from argus_server.seed.machines import image_of
from argus_server.seed.runs import DemoRun
from argus_server.seed.scope import TableRow


def release_index_rows(runs: Sequence[DemoRun]) -> Iterator[TableRow]:
    """One row per release and version, and per release and image."""
    told = [run for run in runs if run.version_text and run.test.group.plugin != SIRENADA]
    for release, version in dict.fromkeys((run.test.release_id, run.version_text) for run in told):
        yield "release_distinct_versions", {"release_id": release, "version": version}
    installed = [run for run in runs if run.test.group.plugin == SCT]
    for release, image in dict.fromkeys((run.test.release_id, image_of(run)) for run in installed):
        yield "release_distinct_images", {"release_id": release, "image_id": image}
