"""E-mail addresses and names of accounts, rule by rule."""

import time

import pytest

from argus_core.identity.names import is_email, is_new_username, suggested_full_name, suggested_username


@pytest.mark.parametrize(
    "text",
    [
        "a@b.c",
        "john.doe@example.com",
        "JOHN@EXAMPLE.COM",
        "a.b.c@x.y.z.example",
        "!#$%&'*+/=?^_`{|}~-@example.com",
        "1@2.3",
        "a@x-y.example",
        "a@x--y.example",
        "-@example.com",
    ],
)
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    ("text", "broken_rule"),
    [
        ("", "empty"),
        ("example.com", "no @"),
        ("@example.com", "no local part"),
        ("a@", "no domain"),
        ("a@b@example.com", "two @"),
        (".a@example.com", "a dot first"),
        ("a.@example.com", "a dot last"),
        ("a..b@example.com", "two dots in a row"),
        ("a b@example.com", "a blank"),
        ('"a"@example.com', "quotes"),
        ("a,b@example.com", "a comma"),
        ("ä@example.com", "not ASCII"),
        ("a@exämple.com", "not ASCII in the domain"),
        ("a@example", "one label"),
        ("a@.example", "an empty label first"),
        ("a@example.", "an empty label last"),
        ("a@x..example", "an empty label"),
        ("a@-x.example", "a label starting with a dash"),
        ("a@x-.example", "a label ending in a dash"),
        ("a@x_y.example", "an underscore in a label"),
        ("a@[127.0.0.1]", "an address in brackets"),
        ("a@example.com\n", "a line end"),
        (" a@example.com", "a blank first"),
        ("a@ſ.example", "a letter that folds to an ASCII one"),
    ],
)
def test_no_addresses(text: str, broken_rule: str) -> None:
    assert not is_email(text), broken_rule


@pytest.mark.parametrize("text", ["a" * 100_000, "a." * 50_000, "a@" + "a-" * 50_000, "a@" + "a." * 50_000 + "!"])
def test_long_texts_take_no_time(text: str) -> None:
    before = time.process_time()
    assert not is_email(text)
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize("name", ["a", "john.doe", "John_Doe-2", "0", "." * 3, "a" * 64])
def test_names_for_new_accounts(name: str) -> None:
    assert is_new_username(name)


@pytest.mark.parametrize(
    ("name", "broken_rule"),
    [
        ("", "empty"),
        ("a" * 65, "longer than 64"),
        ("a@b", "an @"),
        ("a b", "a blank"),
        ("a/b", "a slash"),
        ("jürgen", "not ASCII"),
        ("a\n", "a line end"),
        ("a<b>", "markup"),
        ("٣", "a digit that is not ASCII"),
    ],
)
def test_no_names_for_new_accounts(name: str, broken_rule: str) -> None:
    assert not is_new_username(name), broken_rule


@pytest.mark.parametrize(
    ("email", "username", "full_name"),
    [
        ("john.doe@example.com", "john.doe", "John Doe"),
        ("jane@example.com", "jane", "Jane"),
        ("a.b.c@example.com", "a.b.c", "A B C"),
    ],
)
def test_suggestions(email: str, username: str, full_name: str) -> None:
    assert suggested_username(email) == username
    assert suggested_full_name(email) == full_name
