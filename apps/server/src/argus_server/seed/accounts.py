"""Accounts and teams."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from argus_core.identity.roles import Role
from argus_server.seed.scope import Scope, TableRow, name_id

EVERYTHING = (Role.USER, Role.ADMIN, Role.MANAGER)
USER = (Role.USER,)


@dataclass(frozen=True, slots=True)
class Person:
    """An account; its password is its name."""

    username: str
    full_name: str
    roles: tuple[Role, ...] = USER
    service: bool = False
    token: bool = True


PEOPLE = (
    Person("admin", "Ada Admin", EVERYTHING),
    Person("maria", "Maria Manager", (Role.USER, Role.MANAGER)),
    Person("anna", "Anna Kowalska"),
    Person("boris", "Boris Ивано́в"),
    Person("chen", "陈 Chen Wei"),
    Person("dmitri", "Dmitri Sokolov"),
    Person("elif", "Elif Yılmaz"),
    Person("fatima", "Fatima al-Zahra"),
    Person("juergen.weiss", "Jürgen Weiß"),
    Person("noor", "", token=False),
    Person("jenkins", "Jenkins", service=True),
    Person("sirenada", "Sirenada", service=True),
)
ENGINEERS = tuple(person.username for person in PEOPLE if person.roles == USER and not person.service)
"""Those who look into runs."""
GHOST = name_id("account", "somebody who left")
"""An account that was deleted; runs, comments and plans still name it."""


class People:
    """Names and ids of the accounts. A name that somebody else's account has stands for that account, which stays."""

    def __init__(self, present: Mapping[str, UUID]) -> None:
        self.own = {person.username: name_id("account", person.username) for person in PEOPLE}
        self._ids = {name: present.get(name, own) for name, own in self.own.items()}
        self._names = {user_id: name for name, user_id in self._ids.items()}

    def __getitem__(self, name: str) -> UUID:
        """The id of an account."""
        return self._ids[name]

    def name_of(self, user_id: UUID | None) -> str:
        """The name of an account; the text `None` when there is none, as the activity log writes it."""
        return self._names.get(user_id, "None") if user_id is not None else "None"

    def is_ours(self, name: str) -> bool:
        """Whether the account of this name is one of the demo data."""
        return self._ids[name] == self.own[name]


def account_rows(scope: Scope, people: People, hashes: Mapping[str, str]) -> Iterator[TableRow]:
    """Rows of accounts; `hashes` are the stored forms of the passwords by name."""
    draw = scope.draw("accounts")
    for place, person in enumerate(PEOPLE):
        token = base64.b64encode(draw.randbytes(48)).decode()
        if not people.is_ours(person.username):
            continue
        columns = {
            "id": people[person.username],
            "username": person.username,
            "full_name": person.full_name,
            "email": f"{person.username}@example.com",
            "password": hashes[person.username],
            "registration_date": scope.day - timedelta(days=400 - 17 * place, hours=14),
            "roles": [role.value for role in person.roles],
            "api_token": token if person.token else None,
            "service_user": person.service,
        }
        yield "user", columns


def team_rows(people: People) -> Iterator[TableRow]:
    """Rows of teams; the leader stands first among the members."""
    motd = "Who is on duty looks at **every** red run before noon. <b>No exceptions</b> 🚦"
    yield "team", _team("Longevity", motd, people["maria"], people["anna"], people["boris"], people["chen"], GHOST)
    yield "team", _team("Performance & Größenordnungen", "", people["admin"], people["dmitri"], people["elif"])


def _team(name: str, motd: str, *members: UUID) -> dict[str, object]:
    return {"id": name_id("team", name), "name": name, "leader": members[0], "members": list(members), "motd": motd}
