"""Password hashes in werkzeug's text formats: `method$salt$hex`. Scrypt is written, pbkdf2 is read too."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string

import anyio
from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

SCRYPT = "scrypt:32768:8:1"
SALT_LENGTH = 16
LONGEST = 4096
"""Bytes; longer texts are no passwords, and hashing them would be a way to keep us busy."""
SHORTEST = 5
"""Characters of a new password."""
_SALT_ALPHABET = string.ascii_letters + string.digits
_DUMMY = f"{SCRYPT}$AAAAAAAAAAAAAAAA${'0' * 128}"
_limiter: RunVar[CapacityLimiter] = RunVar("argus_password_limiter")


def new_password_problem(text: str) -> str | None:
    """What speaks against a new password, in words for people; None when nothing does."""
    if not text:
        return "Empty new password"
    if len(text) < SHORTEST:
        return "New password is too short"
    if _too_long(text):
        return "New password is too long"
    return None


def hash_password(text: str) -> str:
    """The stored form of a password. Raises ValueError for one that is too long ever to verify."""
    if _too_long(text):
        raise ValueError(f"a password has at most {LONGEST} bytes")
    salt = _new_salt()
    return f"{SCRYPT}${salt}${_digest(SCRYPT, salt, text)}"


def unusable_password() -> str:
    """A stored form of its own that no password fits."""
    return f"{SCRYPT}${_new_salt()}${secrets.token_hex(64)}"


def verify_password(stored: str | None, text: str) -> bool:
    """Whether a password fits. Nothing fits a stored form that is absent, empty or unknown."""
    if not stored or _too_long(text) or not _is_stored_form(stored):
        return False
    method, salt, wanted = stored.split("$", 2)
    try:
        return hmac.compare_digest(_digest(method, salt, text).encode(), wanted.encode())
    except (ValueError, TypeError, OverflowError):
        return False


def verify_against_dummy(text: str) -> bool:
    """False, after the time a verification takes: for names that nobody has."""
    return verify_password(_DUMMY, text)


def _is_stored_form(text: str) -> bool:
    """Whether a text can be verified against at all."""
    method, _, rest = text.partition("$")
    return method.partition(":")[0] in ("scrypt", "pbkdf2") and "$" in rest


def _too_long(text: str) -> bool:
    return len(text) > LONGEST or len(text.encode("utf-8", "surrogatepass")) > LONGEST


def _new_salt() -> str:
    return "".join(secrets.choice(_SALT_ALPHABET) for _ in range(SALT_LENGTH))


def _digest(method: str, salt: str, text: str) -> str:
    """Hexadecimal digest; raises ValueError for unknown methods."""
    name, *arguments = method.split(":")
    password, salted = text.encode("utf-8", "surrogatepass"), salt.encode()
    if name == "scrypt":
        n, r, p = (int(argument) for argument in arguments) if arguments else (32768, 8, 1)
        return hashlib.scrypt(password, salt=salted, n=n, r=r, p=p, maxmem=132 * n * r * p, dklen=64).hex()
    if name == "pbkdf2":
        algorithm = arguments[0] if arguments else "sha256"
        iterations = int(arguments[1]) if len(arguments) > 1 else 1_000_000
        return hashlib.pbkdf2_hmac(algorithm, password, salted, iterations).hex()
    raise ValueError(f"unknown method {name}")


def _threads() -> CapacityLimiter:
    """Two at a time: hashing keeps a core busy for 50 to 100 ms."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(2)
        _limiter.set(limiter)
        return limiter


async def hash_password_async(text: str) -> str:
    """`hash_password` in a thread."""
    return await to_thread.run_sync(hash_password, text, limiter=_threads())


async def verify_password_async(stored: str | None, text: str) -> bool:
    """`verify_password` in a thread."""
    return await to_thread.run_sync(verify_password, stored, text, limiter=_threads())


async def verify_login_async(stored: str | None, text: str) -> bool:
    """`verify_password` in a thread, as slow for names that nobody has (None) and for accounts without password."""
    if stored is not None and _is_stored_form(stored):
        return await verify_password_async(stored, text)
    return await to_thread.run_sync(verify_against_dummy, text, limiter=_threads())
