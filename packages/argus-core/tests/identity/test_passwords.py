"""Password hashes: known ones, those just made, and those that nothing may fit."""

import asyncio
import hashlib
import time

import pytest

from argus_core.identity.passwords import (
    LONGEST,
    hash_password,
    hash_password_async,
    new_password_problem,
    unusable_password,
    verify_against_dummy,
    verify_login_async,
    verify_password,
    verify_password_async,
)

SCRYPT = (
    "scrypt:32768:8:1$naDiKxwJPmTRvn2s$7aef1f67d191027391465875984baa0514f1c46c3672cd5b1eda537f7c6b9ed0"
    "aade6363e4b5259f0d38a1940e70dfa369a260df539efc1ffedb72b1dc214fa2"
)
PBKDF2 = "pbkdf2:sha256:260000$abcdefgh$0e0c81ade22d09dee66a809a5823c3f78f2a3264833acad2d0ced7882dac3eae"


@pytest.mark.parametrize("stored", [SCRYPT, PBKDF2])
def test_known_hashes(stored: str) -> None:
    assert verify_password(stored, "pw123")
    assert not verify_password(stored, "pw124")
    assert not verify_password(stored, "")


def test_what_is_written() -> None:
    stored = hash_password("pässwörd")
    method, salt, digest = stored.split("$")
    assert method == "scrypt:32768:8:1"
    assert len(salt) == 16
    assert salt.isascii()
    assert salt.isalnum()
    expected = hashlib.scrypt("pässwörd".encode(), salt=salt.encode(), n=32768, r=8, p=1, maxmem=2**26, dklen=64)
    assert digest == expected.hex()
    assert verify_password(stored, "pässwörd")
    assert hash_password("pässwörd") != stored


def test_missing_parts_have_defaults() -> None:
    assert verify_password(SCRYPT.replace("scrypt:32768:8:1", "scrypt"), "pw123")
    for method, algorithm in (("pbkdf2", "sha256"), ("pbkdf2:sha256", "sha256"), ("pbkdf2:sha1", "sha1")):
        digest = hashlib.pbkdf2_hmac(algorithm, b"pw123", b"salt", 1_000_000).hex()
        assert verify_password(f"{method}$salt${digest}", "pw123")


def test_further_dollars_belong_to_the_digest() -> None:
    assert not verify_password(f"{SCRYPT}$", "pw123")
    assert not verify_password(f"{SCRYPT}$x", "pw123")


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "$",
        "$$",
        "pw123",
        "plain$$pw123",
        "md5$salt$" + hashlib.md5(b"saltpw123").hexdigest(),
        SCRYPT.rpartition("$")[0],
        SCRYPT.rpartition("$")[0] + "$",
        "scrypt:32768$salt$00",
        "scrypt:a:b:c$salt$00",
        "scrypt:3:8:1$salt$00",
        "scrypt:-1:8:1$salt$00",
        "scrypt:99999999999999999999:8:1$salt$00",
        "scrypt:32768:8:1$salt$é",
        "pbkdf2:nonsense:1$salt$00",
        "pbkdf2:sha256:0$salt$00",
        "pbkdf2:sha256:many$salt$00",
        "pbkdf2:sha256:99999999999999999999$salt$00",
    ],
)
def test_nothing_fits_what_is_no_stored_form(stored: str | None) -> None:
    assert not verify_password(stored, "pw123")
    assert not verify_password(stored, "")


def test_the_longest_password() -> None:
    longest = "é" * (LONGEST // 2)
    assert verify_password(hash_password(longest), longest)


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "é" * (LONGEST // 2) + "x", "x" * 50_000_000])
def test_longer_ones_are_refused_without_work(text: str) -> None:
    before = time.process_time()
    assert not verify_password(SCRYPT, text)
    assert not verify_against_dummy(text)
    with pytest.raises(ValueError, match="4096 bytes"):
        hash_password(text)
    assert time.process_time() - before < 0.02


def test_characters_that_utf8_lacks() -> None:
    assert verify_password(hash_password("pw\ud800"), "pw\ud800")
    assert not verify_password(SCRYPT, "\udfff")


def test_unusable_passwords() -> None:
    stored = unusable_password()
    assert [len(part) for part in stored.split("$")] == [len("scrypt:32768:8:1"), 16, 128]
    assert unusable_password() != stored
    assert not verify_password(stored, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Empty new password"),
        ("1234", "New password is too short"),
        ("12345", None),
        ("x" * LONGEST, None),
        ("x" * (LONGEST + 1), "New password is too long"),
        ("é" * (LONGEST // 2 + 1), "New password is too long"),
    ],
)
def test_rules_for_new_ones(text: str, problem: str | None) -> None:
    assert new_password_problem(text) == problem


def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    def seconds(work: object) -> float:
        assert callable(work)
        best = float("inf")
        for _ in range(5):
            before = time.process_time()
            assert work() is False
            best = min(best, time.process_time() - before)
        return best

    wrong, unknown = seconds(lambda: verify_password(SCRYPT, "wrong")), seconds(lambda: verify_against_dummy("wrong"))
    assert 0.5 < unknown / wrong < 2


async def test_in_threads() -> None:
    stored = await hash_password_async("pw123")
    assert await verify_password_async(stored, "pw123")
    assert not await verify_password_async(stored, "other")
    assert not await verify_password_async(None, "pw123")


@pytest.mark.parametrize(
    ("stored", "fits"), [(SCRYPT, True), (PBKDF2, True), (None, False), ("", False), ("plain$$pw123", False)]
)
async def test_logins(stored: str | None, fits: bool) -> None:
    assert await verify_login_async(stored, "pw123") is fits
    assert not await verify_login_async(stored, "other")


@pytest.mark.parametrize("stored", [None, "", "nonsense"])
async def test_a_login_without_stored_form_does_the_work_of_one(stored: str | None) -> None:
    before = time.process_time()
    assert not await verify_password_async(SCRYPT, "wrong")
    usual = time.process_time() - before
    before = time.process_time()
    assert not await verify_login_async(stored, "wrong")
    assert time.process_time() - before > usual / 3


async def test_the_loop_goes_on_meanwhile() -> None:
    hashing = asyncio.gather(*(hash_password_async("pw123") for _ in range(6)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert len(set(await hashing)) == 6
    assert turns > 20


def test_each_loop_has_threads_of_its_own() -> None:
    for _ in range(2):
        assert asyncio.run(verify_password_async(SCRYPT, "pw123"))
