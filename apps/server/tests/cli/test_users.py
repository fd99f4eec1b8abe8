"""`user`: accounts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from cassandra.cluster import Session

from argus_core.identity.passwords import verify_password

if TYPE_CHECKING:
    from tests.cli.conftest import Cli


PASSWORD = "correct horse battery"
Read = Callable[[str], Any]
# Whoever runs the tests in the background may ignore SIGINT, and processes inherit that.
IN_A_TERMINAL = (
    "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
)


@pytest.fixture
def name() -> str:
    return f"cli-{uuid4().hex[:10]}"


@pytest.fixture
def row(session: Session, cli_keyspace: str) -> Read:
    """Reads an account."""

    def read(username: str) -> Any:
        found = list(session.execute(f'SELECT * FROM {cli_keyspace}."user" WHERE username=%s', (username,)))
        assert len(found) == 1
        return found[0]

    return read


def test_an_account_from_a_pipe(cli: Cli, row: Read, name: str) -> None:
    outcome = cli.run(
        "user", "create", name, "--email", f"{name}@example.com", "--full-name", "Größe <b>", typed=f"{PASSWORD}\n"
    )
    assert (outcome.code, outcome.out, outcome.err) == (0, f"Created {name}.\n", "")
    made = row(name)
    assert verify_password(made.password, PASSWORD)
    assert made.password.startswith("scrypt:")
    assert (made.email, made.full_name, made.roles) == (f"{name}@example.com", "Größe <b>", ["ROLE_USER"])

    again = cli.run("user", "create", name, typed=f"{PASSWORD}\n")
    assert (again.code, again.sentence) == (5, f"There is an account named {name} already.")
    same_address = cli.run("user", "create", f"{name}2", "--email", f"{name}@example.com", typed=f"{PASSWORD}\n")
    assert (same_address.code, same_address.sentence) == (
        5,
        f"There is an account with the address {name}@example.com already.",
    )


def test_a_name_that_is_none_is_refused_without_asking(unconnected: Cli) -> None:
    outcome = unconnected.run("user", "create", "a@b")
    assert outcome.code == 2
    assert outcome.sentence.startswith("'a@b' is no name for an account: it takes 1 to 64 letters")


def test_a_password_that_is_too_short(cli: Cli, name: str) -> None:
    outcome = cli.run("user", "create", name, typed="four\n")
    assert (outcome.code, outcome.sentence) == (2, "New password is too short.")
    assert cli.run("user", "passwd", name).sentence == f"There is no account named {name}."


def test_roles_and_token(cli: Cli, row: Read, name: str) -> None:
    assert cli.run("user", "create", name, "--admin", typed=PASSWORD).code == 0
    made = row(name)
    assert made.roles == ["ROLE_USER", "ROLE_ADMIN", "ROLE_MANAGER"]
    changed = cli.run("user", "roles", name, "--remove", "ROLE_ADMIN", "--remove", "ROLE_USER", "--add", "ROLE_MANAGER")
    assert (changed.code, changed.out) == (0, "ROLE_MANAGER\n")
    assert row(name).roles == ["ROLE_MANAGER"]

    assert cli.run("user", "token", name).out == f"{made.api_token}\n"
    replaced = cli.run("user", "token", name, "--new").out.strip()
    assert replaced != made.api_token
    assert replaced == row(name).api_token


@contextmanager
def _in_a_terminal(cli: Cli, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command whose input and output are a terminal; what is typed and shown goes through the process' pipes."""
    command = [sys.executable, "-c", IN_A_TERMINAL, sys.executable, "-m", "argus_server.cli", *arguments]
    process = subprocess.Popen(
        command, cwd=cli.folder, env=cli.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _until(process: subprocess.Popen[bytes], wanted: bytes) -> bytes:
    """What the terminal showed up to a text."""
    assert process.stdout is not None
    seen = b""
    while wanted not in seen:
        more = process.stdout.read(1)
        assert more, f"the terminal showed {seen!r}"
        seen += more
    return seen


def _type(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text.encode())


def test_a_terminal_is_asked_twice_and_shows_nothing(cli: Cli, row: Read, name: str) -> None:
    with _in_a_terminal(cli, "user", "create", name) as process:
        shown = _until(process, b"Password: ")
        _type(process, "first thought\n")
        shown += _until(process, b"Repeat for confirmation: ")
        _type(process, "second thought\n")
        shown += _until(process, b"do not match")
        shown += _until(process, b"Password: ")
        _type(process, f"{PASSWORD}\n")
        shown += _until(process, b"Repeat for confirmation: ")
        _type(process, f"{PASSWORD}\n")
        shown += _until(process, f"Created {name}.".encode())
        assert process.wait(30) == 0
    for typed in (PASSWORD, "thought"):
        assert typed.encode() not in shown
    assert verify_password(row(name).password, PASSWORD)

    with _in_a_terminal(cli, "user", "passwd", name) as process:
        _until(process, b"Password: ")
        _type(process, "\x03")  # control-C
        assert process.wait(30) == 130
    assert verify_password(row(name).password, PASSWORD)

    assert cli.run("user", "passwd", name, typed="another one\n").out == f"Changed the password of {name}.\n"
    assert verify_password(row(name).password, "another one")
