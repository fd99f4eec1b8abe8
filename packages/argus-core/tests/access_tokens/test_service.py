"""Personal access tokens: what a presented text costs and stands for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from argus_core.access_tokens.scopes import Scope, covers
from argus_core.access_tokens.service import AccessTokens, Fresh
from argus_core.core import Core
from argus_core.database import Database, Statement
from argus_core.identity.tokens import new_personal_token
from argus_core.testing.world import Account, World


@pytest.fixture
def kept(core: Core, database: Database) -> AccessTokens:
    """Tokens that are kept for a minute."""
    return Core(core.settings.model_copy(update={"cache_seconds": 60}), database, core.metrics).of(AccessTokens)


@pytest.fixture
def reads(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of the statements that were sent."""
    sent: list[str] = []
    send = database._run

    async def counted(statement: Statement, params: Any) -> Any:
        sent.append(statement.text)
        return await send(statement, params)

    monkeypatch.setattr(database, "_run", counted)
    return sent


async def make(tokens: AccessTokens, account: Account, *scopes: Scope) -> Fresh:
    return await tokens.create(account.id, name="x", scopes=scopes or (Scope.FULL,), lifetime=timedelta(days=1))


async def test_mistyped_ones_cost_no_read(kept: AccessTokens, reads: list[str]) -> None:
    right = new_personal_token()
    for text in (right[:-1] + ("a" if right[-1] != "a" else "b"), right[:-1], right + "x", "argus_", "", "argus_x_y"):
        assert await kept.presented(text) is None
    assert reads == []
    assert await kept.presented(right) is None
    assert len(reads) == 1


async def test_a_kept_one_costs_no_read(kept: AccessTokens, world: World, reads: list[str]) -> None:
    jane = await world.account()
    made = await make(kept, jane, Scope.READ, Scope.SUBMIT)
    presented = await kept.presented(made.text)
    assert presented is not None
    assert (presented.user.id, presented.scopes) == (jane.id, frozenset({"read", "submit"}))
    reads.clear()
    assert await kept.presented(made.text) == presented
    assert reads == []


async def test_a_revoked_one_is_unknown_at_once(kept: AccessTokens, core: Core, world: World) -> None:
    jane = await world.account()
    made = await make(kept, jane)
    assert await kept.presented(made.text) is not None
    assert made.token.id is not None
    await core.of(AccessTokens).revoke(jane.id, made.token.id)  # another worker
    assert await kept.presented(made.text, fresh=True) is None
    other = await make(kept, jane)
    assert await kept.presented(other.text) is not None
    assert other.token.id is not None
    await kept.revoke(jane.id, other.token.id)
    assert await kept.presented(other.text) is None


async def test_a_late_use_brings_nothing_back(kept: AccessTokens, core: Core, world: World) -> None:
    """Another worker, which still keeps the token, notes a use after it was revoked."""
    jane = await world.account()
    made = await make(core.of(AccessTokens), jane)
    assert made.token.id is not None
    await kept.presented(made.text)
    kept._noted.clear()  # a minute later
    await core.of(AccessTokens).revoke(jane.id, made.token.id)
    assert await kept.presented(made.text) is not None
    row = Statement("SELECT id FROM personal_access_token WHERE id = ?")
    assert await core.database.tuples(row, (made.token.id,)) == []


@pytest.mark.parametrize(
    ("scopes", "method", "path", "good"),
    [
        ([], "GET", "/api/v1/client", False),
        (["read"], "GET", "/anything", True),
        (["read"], "HEAD", "/anything", True),
        (["read"], "OPTIONS", "/anything", False),
        (["read"], "POST", "/anything", False),
        (["submit"], "POST", "/api/v1/client", True),
        (["submit"], "DELETE", "/api/v1/client/x/y", True),
        (["submit"], "GET", "/api/v1/clients", False),
        (["submit"], "GET", "/api/v1/", False),
        (["submit"], "POST", "/x/api/v1/client/y", False),
        (["full"], "DELETE", "/anything", True),
        (["unknown"], "GET", "/anything", False),
    ],
)
def test_what_scopes_cover(scopes: list[str], method: str, path: str, good: bool) -> None:
    assert covers(scopes, method=method, path=path) is good
