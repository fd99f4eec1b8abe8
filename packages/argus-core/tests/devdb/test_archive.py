"""The class data archive, made by a stand-in for Java."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from argus_core.devdb.archive import BUILD_TIMEOUT, UNUSED, ClassArchive
from argus_core.devdb.storage import NodeFolder

DUMPING_JAVA = """#!/bin/sh
for argument in "$@"; do
  case $argument in
    -XX:SharedClassListFile=*) list=${argument#*=} ;;
    -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
  esac
done
cp "$list" "$archive"
"""


@pytest.fixture
def node(tmp_path: Path) -> NodeFolder:
    node = NodeFolder(tmp_path / "node")
    node.prepare()
    return node


@pytest.fixture
def archive(tmp_path: Path) -> ClassArchive:
    java = tmp_path / "java"
    java.write_text(DUMPING_JAVA)
    java.chmod(0o755)
    (tmp_path / "cache").mkdir()
    return ClassArchive(tmp_path / "cache", java, [tmp_path / "cassandra.jar"])


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_node_lists_its_classes_and_the_next_uses_the_archive(
    node: NodeFolder, archive: ClassArchive
) -> None:
    assert archive.options(node) == [f"-XX:DumpLoadedClassList={node.class_list}"]
    node.class_list.write_text("java/lang/Object\norg/apache/Cass")
    archive.build(node)
    wait_for(archive.path)
    assert archive.path.read_text() == "java/lang/Object\n"
    assert archive.options(node) == [f"-XX:SharedArchiveFile={archive.path}"]


def test_another_java_has_another_archive(tmp_path: Path, archive: ClassArchive) -> None:
    java = tmp_path / "other"
    java.write_text("")
    assert ClassArchive(tmp_path / "cache", java, [tmp_path / "cassandra.jar"]).path != archive.path


def test_an_archive_is_made_once_at_a_time_but_an_abandoned_one_is_made_again(
    node: NodeFolder, archive: ClassArchive
) -> None:
    node.class_list.write_text("java/lang/Object\n")
    being_made = archive.path.with_suffix(".lst")
    being_made.write_text("")
    archive.build(node)
    assert being_made.read_text() == ""
    long_ago = time.time() - BUILD_TIMEOUT - 1
    os.utime(being_made, (long_ago, long_ago))
    archive.build(node)
    wait_for(archive.path)


def test_archives_that_nobody_uses_are_removed(node: NodeFolder, archive: ClassArchive) -> None:
    unused = archive.path.with_name("classes-0000000000000000.jsa")
    used = archive.path.with_name("classes-1111111111111111.jsa")
    for path in (unused, used):
        path.write_text("")
    long_ago = time.time() - UNUSED - 1
    os.utime(unused, (long_ago, long_ago))
    node.class_list.write_text("java/lang/Object\n")
    archive.build(node)
    wait_for(archive.path)
    assert not unused.exists()
    assert used.exists()


def test_a_node_without_a_list_is_no_error(node: NodeFolder, archive: ClassArchive) -> None:
    archive.build(node)
    assert not archive.path.with_suffix(".lst").exists()
