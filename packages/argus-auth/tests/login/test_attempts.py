"""The limit of failed logins, on the real table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest

from argus_auth.login.attempts import LoginAttempts
from argus_auth.login.errors import IncorrectPassword, TooManyFailedLogins
from argus_auth.login.service import LoginService
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.testing.world import PASSWORD, World

Limited = Callable[[int], Core]


@pytest.fixture
def limited(core: Core, database: Database) -> Limited:
    """Makes a core whose limit is another."""
    return lambda limit: Core(
        core.settings.model_copy(update={"login_failures_per_minute": limit}), database, core.metrics
    )


def somewhere() -> str:
    return f"address-{uuid4()}"


async def test_an_account_is_closed_after_its_failures(world: World, limited: Limited) -> None:
    jane, logins = await world.account(), limited(3).of(LoginService)
    for _ in range(3):
        with pytest.raises(IncorrectPassword):
            await logins.by_password(jane.username, "wrong", address=somewhere())
    for password in ("wrong", PASSWORD):
        with pytest.raises(TooManyFailedLogins) as refused:
            await logins.by_password(jane.username, password, address=somewhere())
    assert refused.value.message == "Too many failed logins, please try again in a minute."
    other = await world.account()
    assert (await logins.by_password(other.username, PASSWORD, address=somewhere())).id == other.id


async def test_an_address_is_closed_after_its_failures(world: World, limited: Limited) -> None:
    jane, address, logins = await world.account(), somewhere(), limited(3).of(LoginService)
    for _ in range(3):
        with pytest.raises(IncorrectPassword):
            await logins.by_password((await world.account()).username, "wrong", address=address)
    with pytest.raises(TooManyFailedLogins):
        await logins.by_password(jane.username, PASSWORD, address=address)
    assert (await logins.by_password(jane.username, PASSWORD, address=somewhere())).id == jane.id


async def test_successes_do_not_count(world: World, limited: Limited) -> None:
    jane, address, logins = await world.account(), somewhere(), limited(2).of(LoginService)
    for _ in range(5):
        await logins.by_password(jane.username, PASSWORD, address=address)


async def test_attempts_at_once_count_too(world: World, limited: Limited) -> None:
    jane, logins = await world.account(), limited(4).of(LoginService)
    outcomes = await asyncio.gather(
        *(logins.by_password(jane.username, "wrong", address=somewhere()) for _ in range(30)), return_exceptions=True
    )
    looked_at = [outcome for outcome in outcomes if isinstance(outcome, IncorrectPassword)]
    assert len(looked_at) <= 4
    assert all(isinstance(outcome, (IncorrectPassword, TooManyFailedLogins)) for outcome in outcomes)


async def test_refused_attempts_do_not_prolong_it(limited: Limited, database: Database) -> None:
    attempts, name = limited(2).of(LoginAttempts), f"somebody-{uuid4()}"
    kept = [await attempts.begin(name, somewhere()) for _ in range(2)]
    for _ in range(3):
        with pytest.raises(TooManyFailedLogins):
            await attempts.begin(name, somewhere())
    subject = kept[0].subjects[0]
    rows = await database.tuples(Statement("SELECT failed_at FROM login_failure WHERE subject = ?"), (subject,))
    assert {row[0] for row in rows} == {attempt.at for attempt in kept}
    await attempts.take_back(kept[0])
    await attempts.begin(name, somewhere())


async def test_zero_switches_it_off(limited: Limited, database: Database) -> None:
    attempts, name = limited(0).of(LoginAttempts), f"somebody-{uuid4()}"
    for _ in range(20):
        assert (await attempts.begin(name, "here")).subjects == ()


async def test_names_and_addresses_are_not_stored_in_clear(limited: Limited) -> None:
    attempt = await limited(5).of(LoginAttempts).begin("my-password-by-mistake", "192.0.2.1")
    assert not any("my-password" in subject or "192.0.2.1" in subject for subject in attempt.subjects)
