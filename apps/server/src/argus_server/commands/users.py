"""`user`: accounts from the command line."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

import typer
from argus_core.clock import utc_now
from argus_core.core import Core
from argus_core.identity.passwords import hash_password
from argus_core.identity.roles import Role
from argus_core.identity.tokens import new_account_token
from argus_core.users.rows import User

from argus_server.commands.common import Failure, out, with_core

MIN_PASSWORD = 5
Username = Annotated[str, typer.Argument(help="Name of the account.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Accounts.", no_args_is_help=True)
    group.command()(create)
    group.command()(passwd)
    group.command()(roles)
    group.command()(token)
    app.add_typer(group, name="user")


def create(
    username: Username,
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    full_name: Annotated[str, typer.Option(help="Name to show.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May administer.")] = False,
) -> None:
    """Create an account; asks for its password."""
    _check_name(username)
    password = _ask_password()

    async def work(core: Core) -> None:
        if await core.users.by_username(username) is not None:
            raise Failure(f"There is an account named {username} already.", 5)
        await core.users.repository.insert(
            new_account(username, password, email=email, full_name=full_name, admin=admin)
        )

    with_core(work)
    out.print(f"Created {username}.")


def new_account(
    username: str, password: str, *, email: str = "", full_name: str = "", admin: bool = False
) -> dict[str, Any]:
    """The columns of a new account."""
    return {
        "id": uuid4(),
        "username": username,
        "full_name": full_name or username,
        "email": email or f"{username}@localhost",
        "password": hash_password(password),
        "registration_date": utc_now(),
        "roles": [Role.USER.value, *([Role.ADMIN.value, Role.MANAGER.value] if admin else [])],
        "api_token": new_account_token(),
        "service_user": False,
    }


def passwd(username: Username) -> None:
    """Change a password; asks for it."""
    password = _ask_password()
    _change(username, password=hash_password(password))
    out.print(f"Changed the password of {username}.")


def roles(
    username: Username,
    add: Annotated[list[Role] | None, typer.Option(help="Give this role.")] = None,
    remove: Annotated[list[Role] | None, typer.Option(help="Take this role.")] = None,
) -> None:
    """Show or change the roles of an account."""

    async def work(core: Core) -> list[str]:
        user = await _find(core, username)
        wanted = [
            role for role in dict.fromkeys([*user.roles, *(r.value for r in add or [])]) if role not in (remove or [])
        ]
        if wanted != user.roles:
            await core.users.change(user, roles=wanted)
        return wanted

    out.print(" ".join(with_core(work)) or "no roles")


def token(
    username: Username,
    new: Annotated[bool, typer.Option("--new", help="Replace it; the old one stops working at once.")] = False,
) -> None:
    """Print the API token of an account, making one when it has none."""

    async def work(core: Core) -> str:
        user = await _find(core, username)
        if user.api_token and not new:
            return user.api_token
        made = new_account_token()
        await core.users.change(user, api_token=made)
        return made

    print(with_core(work))


def _change(username: str, **columns: Any) -> None:
    async def work(core: Core) -> None:
        await core.users.change(await _find(core, username), **columns)

    with_core(work)


async def _find(core: Core, username: str) -> User:
    user = await core.users.by_username(username)
    if user is None:
        raise Failure(f"There is no account named {username}.", 5)
    return user


def _check_name(username: str) -> None:
    if not username or "@" in username:
        raise Failure("A name must not be empty and holds no '@'.", 2)


def _ask_password() -> str:
    """Prompted twice, never echoed."""
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < MIN_PASSWORD:
        raise Failure(f"A password has at least {MIN_PASSWORD} characters.", 2)
    return password
