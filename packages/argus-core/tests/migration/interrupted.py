"""A migration that kills its own process before its n-th step: host port keyspace tablets_keyspace n lock_ttl."""

from __future__ import annotations

import os
import signal
import sys

from cassandra.cluster import Cluster

from argus_core.database.migration import migrate


def main(host: str, port: str, keyspace: str, tablets_keyspace: str, last: str, lock_ttl: str) -> None:
    steps: list[str] = []

    def die_in_time(text: str, part: float | None) -> None:
        steps.append(text)
        if len(steps) > int(last):
            os.kill(os.getpid(), signal.SIGKILL)

    session = Cluster([host], port=int(port), protocol_version=4).connect()
    migrate(session, keyspace=keyspace, tablets_keyspace=tablets_keyspace, progress=die_in_time, lock_ttl=int(lock_ttl))


if __name__ == "__main__":
    main(*sys.argv[1:])
