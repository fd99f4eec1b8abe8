"""Running CQL statements that a person typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cassandra import DriverException
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable, Session
from cassandra.policies import WhiteListRoundRobinPolicy
from cassandra.protocol import ErrorMessage
from cassandra.query import tuple_factory

from argus_core.devdb.errors import StatementFailed

PROTOCOL_VERSION = 4
REQUEST_TIMEOUT = 60.0
DRIVER_ERRORS = (DriverException, ErrorMessage, NoHostAvailable)
_TOKENS = re.compile(
    r"""(?P<comment>--[^\n]*|//[^\n]*|/\*.*?\*/)
      | (?P<end>;)
      | '(?:[^']|'')*' | "(?:[^"]|"")*" | \$\$.*?\$\$ | .""",
    re.VERBOSE | re.DOTALL,
)
_OPEN_BATCH = re.compile(r"\s*BEGIN\b(?!.*\bAPPLY\s+BATCH\s*$)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """What a statement gave: no columns for one that gives no rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def split_statements(text: str) -> list[str]:
    """The statements of a text, without comments; a semicolon in a literal or a batch ends none."""
    statements = []
    current = ""
    for token in _TOKENS.finditer(text):
        if token.group("comment"):
            current += " "
        elif token.group("end") and not _OPEN_BATCH.match(current):
            statements.append(current.strip())
            current = ""
        else:
            current += token.group()
    return [statement for statement in (*statements, current.strip()) if statement]


def run_statements(statements: list[str], host: str, port: int, keyspace: str | None) -> Iterator[Answer]:
    """Run one after the other and stop at the first that fails. Raises StatementFailed."""
    profile = ExecutionProfile(
        load_balancing_policy=WhiteListRoundRobinPolicy([host]),
        request_timeout=REQUEST_TIMEOUT,
        row_factory=tuple_factory,
    )
    cluster = Cluster(
        [host], port=port, protocol_version=PROTOCOL_VERSION, execution_profiles={EXEC_PROFILE_DEFAULT: profile}
    )
    try:
        session = _connect(cluster, keyspace)
        for statement in statements:
            yield _run(session, statement)
    finally:
        cluster.shutdown()


def _connect(cluster: Cluster, keyspace: str | None) -> Session:
    try:
        session = cluster.connect()
        if keyspace is not None:
            session.set_keyspace(keyspace)
        return session
    except DRIVER_ERRORS as error:
        raise StatementFailed(f"No session could be opened: {_sentence(error)}") from error


def _run(session: Session, statement: str) -> Answer:
    try:
        result = session.execute(statement)
        return Answer(list(result.column_names or []), [tuple(row) for row in result])
    except DRIVER_ERRORS as error:
        raise StatementFailed(f"{_sentence(error)} (in: {statement})") from error


def _sentence(error: Exception) -> str:
    """What the server said, without what the driver puts around it."""
    found = re.search(r'message="(.*)"', str(error), re.DOTALL)
    return found.group(1) if found else str(error)
