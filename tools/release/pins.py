"""`deploy/requirements.txt`: one exact, hashed line per package, and the third parties of all of them."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.release.commands import uv
from tools.release.packages import PREFIX
from tools.release.wheels import Wheel

FILE = "deploy/requirements.txt"
OLDEST_PYTHON = "3.11"
HEADING = """\
# What a server is installed from, together with a folder of the wheels of the first part. `make release` writes it.
# Rolling a package back is changing its one line: docs/operations/releasing.md
"""
THIRD_PARTIES = "\n# Third parties, in the versions of uv.lock.\n"

_OWN = re.compile(rf"^({PREFIX}[a-z]+)==(\S+) --hash=sha256:([0-9a-f]{{64}})$", re.MULTILINE)
_THIRD = re.compile(r"^([A-Za-z0-9._-]+==\S+(?: ; [^\\\n]+)?)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pin:
    """A line: this wheel and no other."""

    distribution: str
    version: str
    sha256: str

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.distribution}=={self.version} --hash=sha256:{self.sha256}"


def pin_of(distribution: str, wheel: Wheel) -> Pin:
    """The line that names a wheel."""
    return Pin(distribution, wheel.version, wheel.sha256)


@dataclass(frozen=True, slots=True)
class Pins:
    """The whole file: our packages by distribution, and the text about third parties."""

    own: dict[str, Pin]
    third_parties: str = ""

    @property
    def text(self) -> str:
        """The file."""
        lines = "".join(f"{pin.line}\n" for pin in self.own.values())
        return f"{HEADING}{lines}{THIRD_PARTIES}{self.third_parties}"

    def constraints(self) -> str:
        """The third parties without hashes, as constraints of an installation that may lack some of them."""
        return "".join(f"{found.rstrip()}\n" for found in _THIRD.findall(self.third_parties))

    def replaced(self, pin: Pin) -> Pins:
        """With another line for one package."""
        return Pins(self.own | {pin.distribution: pin}, self.third_parties)


def read(root: Path) -> Pins:
    """What the file says; nothing when there is none."""
    file = root / FILE
    return parse(file.read_text() if file.exists() else "")


def parse(text: str) -> Pins:
    """What the text of such a file says."""
    own = {name: Pin(name, version, sha256) for name, version, sha256 in _OWN.findall(text)}
    return Pins(own, text.partition(THIRD_PARTIES)[2])


def write(root: Path, pins: Pins) -> None:
    """Write the file."""
    (root / FILE).write_text(pins.text)


def with_third_parties(root: Path, pins: Pins, *folders: Path) -> Pins:
    """The same packages with the third parties that their wheels, which lie in the folders, ask for.

    Versions are those of `uv.lock`; what it does not have (an older wheel may need it) stays at its present version.
    Raises ReleaseError when the packages do not go together: a floor of one is above the pin of another, or a third
    party cannot satisfy all.
    """
    with tempfile.TemporaryDirectory() as made:
        wanted, locked, output = (Path(made, name) for name in ("wanted.in", "locked.txt", "requirements.txt"))
        wanted.write_text("".join(f"{pin.distribution}=={pin.version}\n" for pin in pins.own.values()))
        output.write_text(pins.third_parties)
        no_workspace = ("--no-emit-workspace", "--no-hashes", "--no-header", "--no-annotate")
        exported = ("export", "--quiet", "--frozen", "--no-dev", "--all-packages", *no_workspace)
        locked.write_text(uv(*exported, cwd=root))
        own = [part for name in pins.own for part in ("--no-emit-package", name)]
        links = [part for folder in folders for part in ("--find-links", folder)]
        uv(
            *("pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"),
            *("--no-header", "--no-annotate", "--no-sources", "--constraints", locked, *links, *own),
            *("--output-file", output, wanted),
            cwd=Path(made),
        )
        lines = output.read_text().splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("#") and line.strip())
    return Pins(pins.own, kept)
