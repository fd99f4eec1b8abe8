"""`user`: accounts from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from argus_core.identity.roles import Role
from argus_server.commands.common import with_core
from argus_server.commands.failures import REFUSED, WRONG_USE, Failure

if TYPE_CHECKING:
    from argus_core.core import Core
    from argus_core.users.rows import User

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
    email: Annotated[str, typer.Option(help="E-mail address; by default <name>@localhost.")] = "",
    full_name: Annotated[str, typer.Option(help="Name to show; by default the name of the account.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May administer.")] = False,
) -> None:
    """Create an account; asks for its password, or reads it from a pipe."""
    _check(username, email)

    async def check(core: Core) -> None:
        if await core.users.by_username(username) is not None:
            raise Failure(f"There is an account named {username} already.", REFUSED)
        if email and await core.users.by_email(email) is not None:
            raise Failure(f"There is an account with the address {email} already.", REFUSED)

    async def add(core: Core) -> None:
        await core.users.add(**columns)

    with_core(check)
    columns = new_account(username, _ask_password(), email=email, full_name=full_name, admin=admin)
    with_core(add)
    print(f"Created {username}.")


def new_account(
    username: str, password: str, *, email: str = "", full_name: str = "", admin: bool = False
) -> dict[str, Any]:
    """The columns of a new account."""
    from uuid import uuid4

    from argus_core.clock import utc_now
    from argus_core.identity.passwords import hash_password
    from argus_core.identity.tokens import new_account_token

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
    """Change a password; asks for it, or reads it from a pipe."""
    from argus_core.identity.passwords import hash_password

    async def find(core: Core) -> User:
        return await _find(core, username)

    async def change(core: Core) -> None:
        await core.users.change(user, password=stored)

    user = with_core(find)
    stored = hash_password(_ask_password())
    with_core(change)
    print(f"Changed the password of {username}.")


def roles(
    username: Username,
    add: Annotated[list[Role] | None, typer.Option(help="Give this role.")] = None,
    remove: Annotated[list[Role] | None, typer.Option(help="Take this role.")] = None,
) -> None:
    """Show or change the roles of an account."""
    given, taken = [role.value for role in add or []], {role.value for role in remove or []}

    async def work(core: Core) -> list[str]:
        user = await _find(core, username)
        wanted = [role for role in dict.fromkeys([*user.roles, *given]) if role not in taken]
        if wanted != user.roles:
            await core.users.change(user, roles=wanted)
        return wanted

    print(" ".join(with_core(work)) or "no roles")


def token(
    username: Username,
    new: Annotated[bool, typer.Option("--new", help="Replace it; the old one stops working at once.")] = False,
) -> None:
    """Print the API token of an account, making one when it has none."""
    from argus_core.identity.tokens import new_account_token

    async def work(core: Core) -> str:
        user = await _find(core, username)
        if user.api_token and not new:
            return user.api_token
        made = new_account_token()
        await core.users.change(user, api_token=made)
        return made

    print(with_core(work))


async def _find(core: Core, username: str) -> User:
    user = await core.users.by_username(username)
    if user is None:
        raise Failure(f"There is no account named {username}.", REFUSED)
    return user


def _check(username: str, email: str) -> None:
    from argus_core.identity.names import LONGEST_USERNAME, is_email, is_new_username

    if not is_new_username(username):
        allowed = f"1 to {LONGEST_USERNAME} letters, digits, dots, underscores and dashes"
        raise Failure(f"{username!r} is no name for an account: it takes {allowed}.", WRONG_USE)
    if email and not is_email(email):
        raise Failure(f"{email!r} is no e-mail address.", WRONG_USE)


def _ask_password() -> str:
    """Prompted twice and never echoed; where the input is no terminal, its first line.

    Not to be called on an event loop: that would keep control-C from ending the question.
    """
    from argus_core.identity.passwords import new_password_problem

    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    problem = new_password_problem(password)
    if problem is not None:
        raise Failure(f"{problem}.", WRONG_USE)
    return password
