"""What values the keys take, what is said of wrong ones, and that secrets stay secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from argus_core.config import ConfigurationError, Settings, load_settings
from argus_core.config.settings import SECRET_FIELDS

REQUIRED: dict[str, Any] = {
    "SCYLLA_CONTACT_POINTS": ["10.0.0.1"],
    "SCYLLA_USERNAME": "argus",
    "SCYLLA_PASSWORD": "hush",
    "SCYLLA_KEYSPACE_NAME": "argus",
    "SECRET_KEY": "key",
}
SECRETS = [
    "SECRET_KEY",
    "SCYLLA_PASSWORD",
    "GITHUB_CLIENT_SECRET",
    "GITHUB_ACCESS_TOKEN",
    "JIRA_TOKEN",
    "JENKINS_API_TOKEN",
    "AWS_CLIENT_SECRET",
    "EMAIL_SENDER_PASS",
    "ZEUS_TOKEN",
    "OPENAI_API_KEY",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory without a configuration, and with none beside it."""
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


@pytest.fixture
def of(folder: Path) -> Any:
    """Settings of the required keys and some more."""
    return lambda **keys: load_settings(REQUIRED | keys, cwd=folder, environ={})


@pytest.fixture
def fault_of(folder: Path) -> Any:
    """The lines about wrong keys."""

    def fault(**keys: Any) -> str:
        with pytest.raises(ConfigurationError) as caught:
            load_settings(REQUIRED | keys, cwd=folder, environ={})
        return str(caught.value)

    return fault


def test_defaults(of: Any) -> None:
    settings: Settings = of()
    assert settings.public() == {
        "BASE_URL": None,
        "APP_LOG_LEVEL": "INFO",
        "APP_DOC_LINK": None,
        "API_ERROR_STATUS": "compat",
        "CACHE_SECONDS": 5,
        "MAX_CONTENT_LENGTH": 134_217_728,
        "TRUSTED_PROXIES": ["127.0.0.1", "::1"],
        "METRICS_REQUIRE_LOGIN": False,
        "JOBS_ENABLED": True,
        "APPLICATION_ROOT": "/",
        "DEBUG": False,
        "BLUEPRINTS": {},
        "BLUEPRINTS_REQUIRED": [],
        "LEGACY_WSGI_APP": None,
        "LEGACY_THREADS": 100,
        "SCYLLA_CONTACT_POINTS": ["10.0.0.1"],
        "SCYLLA_PORT": 9042,
        "SCYLLA_USERNAME": "argus",
        "SCYLLA_KEYSPACE_NAME": "argus",
        "SCYLLA_TABLETS_KEYSPACE_NAME": "argus_tablets",
        "SCYLLA_REPLICATION_FACTOR": 1,
        "SCYLLA_USE_ALL_NODES": False,
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": None,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": None,
        "SESSION_COOKIE_SAMESITE": None,
        "PERMANENT_SESSION_LIFETIME": 2_678_400,
        "LOGIN_METHODS": [],
        "LOGIN_FAILURES_PER_MINUTE": 10,
        "PICTURES_DIR": "storage/profile_pictures",
        "GITHUB_CLIENT_ID": "NO_CLIENT_ID",
        "GITHUB_SCOPES": "user:email read:user read:org",
        "GITHUB_REQUIRED_ORGANIZATIONS": [],
        "GITHUB_ENABLED": True,
        "CLOUDFLARE_ACCESS_TEAM_DOMAIN": None,
        "CLOUDFLARE_ACCESS_AUD": None,
        "JIRA_SERVER": None,
        "JIRA_EMAIL": None,
        "JIRA_ENABLED": True,
        "JENKINS_URL": None,
        "JENKINS_USER": None,
        "JENKINS_API_TOKEN_NAME": None,
        "AWS_CLIENT_ID": None,
        "S3_ALLOWED_BUCKETS": [],
        "S3_ALLOWED_MIME": [],
        "REPLAY_LOG_BACKFILL_BUCKET": "cloudius-jenkins-test",
        "EMAIL_ENABLED": True,
        "EMAIL_SENDER": None,
        "EMAIL_SENDER_USER": None,
        "EMAIL_SERVER": None,
        "EMAIL_SERVER_PORT": None,
        "EMAIL_ALLOWED_DOMAINS": [],
        "JOB_VALIDITY_PERIOD_DAYS": 30,
        "SIRENADA_DROP_PASSWORDS": False,
        "ZEUS_HOST": None,
        "ZEUS_SCHEMA": "http",
        "EVENT_SUMMARIZATION_ENABLED": False,
        "OPENAI_BASE_URL": None,
        "OPENAI_SUMMARY_MODEL": "gpt-5.6-terra",
        "EVENT_SUMMARIZATION_MAX_CONCURRENCY": 4,
        "EVENT_SUMMARIZATION_MAX_BACKLOG": 1000,
        "EVENT_SUMMARIZATION_MIN_TOKENS": 250,
        "EVENT_SUMMARIZATION_METRICS_PORT": 0,
        "EVENT_SUMMARIZATION_PROMPT_VERSION": None,
        "EVENT_SUMMARIZATION_PROMPT": None,
    }


@pytest.mark.parametrize(
    ("key", "given", "taken"),
    [
        ("BASE_URL", "https://argus.example.org/", "https://argus.example.org"),
        ("BASE_URL", "", None),
        ("APP_LOG_LEVEL", "debug", "DEBUG"),
        ("APP_LOG_LEVEL", "WARN", "WARNING"),
        ("EMAIL_SERVER_PORT", "587", 587),
        ("EMAIL_SERVER_PORT", "", None),
        ("CACHE_SECONDS", 0, 0),
        ("SESSION_COOKIE_SAMESITE", "lax", "Lax"),
        ("SESSION_COOKIE_SAMESITE", "None", "None"),
        ("SESSION_COOKIE_DOMAIN", False, None),
        ("SESSION_COOKIE_SECURE", False, False),
        ("TRUSTED_PROXIES", ["*"], ["*"]),
        ("TRUSTED_PROXIES", ["10.0.0.0/8", "fd00::/8"], ["10.0.0.0/8", "fd00::/8"]),
        ("BLUEPRINTS", {"ui": False, "api": True}, {"api": "on", "ui": "off"}),
        ("LEGACY_WSGI_APP", "argus_backend:argus_app", "argus_backend:argus_app"),
        ("LEGACY_WSGI_APP", "", None),
        ("LOGIN_METHODS", ["password", "gh", "cf"], ["password", "gh", "cf"]),
    ],
)
def test_values_that_are_taken(of: Any, key: str, given: Any, taken: Any) -> None:
    assert of(**{key: given}).public()[key] == taken


@pytest.mark.parametrize(
    ("key", "given", "line"),
    [
        ("SCYLLA_PORT", "abc", "SCYLLA_PORT: found 'abc' in the overrides, expected a whole number from 1 to 65535."),
        ("SCYLLA_PORT", 0, "SCYLLA_PORT: found 0 in the overrides, expected a whole number from 1 to 65535."),
        ("CACHE_SECONDS", float("nan"), "CACHE_SECONDS: found nan in the overrides, expected a number from 0 to 60."),
        (
            "SCYLLA_CONTACT_POINTS",
            "10.0.0.1",
            "SCYLLA_CONTACT_POINTS: found '10.0.0.1' in the overrides, expected a list of texts.",
        ),
        (
            "SCYLLA_CONTACT_POINTS",
            [],
            "SCYLLA_CONTACT_POINTS: found a list in the overrides, expected a list of texts.",
        ),
        (
            "SCYLLA_CONTACT_POINTS",
            ["10.0.0.1", " "],
            "SCYLLA_CONTACT_POINTS[1]: found ' ' in the overrides, expected a list of texts.",
        ),
        (
            "JENKINS_USER",
            12,
            "JENKINS_USER: found 12 in the overrides, expected a text (put it in quotes).",
        ),
        (
            "API_ERROR_STATUS",
            "both",
            "API_ERROR_STATUS: found 'both' in the overrides, expected compat or http.",
        ),
        (
            "LOGIN_METHODS",
            ["password", "ldap"],
            "LOGIN_METHODS[1]: found 'ldap' in the overrides, expected a list of password, gh or cf.",
        ),
        ("EMAIL_ENABLED", "perhaps", "EMAIL_ENABLED: found 'perhaps' in the overrides, expected true or false."),
        (
            "APP_LOG_LEVEL",
            "NOTSET",
            "APP_LOG_LEVEL: found 'NOTSET' in the overrides, expected DEBUG, INFO, WARNING, ERROR or CRITICAL.",
        ),
        (
            "BASE_URL",
            "argus.example.org",
            "BASE_URL: found 'argus.example.org' in the overrides,"
            " expected an address that starts with http:// or https://.",
        ),
        ("BLUEPRINTS", {"apis": "on"}, "BLUEPRINTS: found the package 'apis', expected some of api, auth, admin, ui."),
        (
            "BLUEPRINTS",
            {"api": "maybe"},
            "BLUEPRINTS[api]: found 'maybe' in the overrides, expected a mapping of names to on, off or legacy.",
        ),
        (
            "TRUSTED_PROXIES",
            ["*", "::1"],
            "TRUSTED_PROXIES: found * beside addresses, expected * alone or addresses and networks.",
        ),
        (
            "LEGACY_WSGI_APP",
            "argus_backend",
            "LEGACY_WSGI_APP: found 'argus_backend' in the overrides, expected a text like module:attribute.",
        ),
        (
            "SCYLLA_KEYSPACE_NAME",
            'x"; DROP',
            "SCYLLA_KEYSPACE_NAME: found 'x\"; DROP' in the overrides,"
            " expected at most 48 of the characters a-z, 0-9 and _, a letter first.",
        ),
        (
            "SESSION_COOKIE_SAMESITE",
            "odd",
            "SESSION_COOKIE_SAMESITE: found 'Odd' in the overrides, expected Strict, Lax or None.",
        ),
        ("MAX_CONTENT_LENGTH", 0, "MAX_CONTENT_LENGTH: found 0 in the overrides, expected a whole number above 0."),
        (
            "LOGIN_FAILURES_PER_MINUTE",
            -1,
            "LOGIN_FAILURES_PER_MINUTE: found -1 in the overrides, expected a whole number of at least 0.",
        ),
    ],
)
def test_wrong_values(fault_of: Any, key: str, given: Any, line: str) -> None:
    description = Settings.model_fields[key.lower()].description
    assert fault_of(**{key: given}) == f"{line} {description}"


def test_a_network_with_host_bits_is_refused(fault_of: Any) -> None:
    assert fault_of(TRUSTED_PROXIES=["10.0.0.1/8"]).startswith("TRUSTED_PROXIES[0]: found '10.0.0.1/8'")


def test_a_required_package_must_be_on(fault_of: Any) -> None:
    fault = fault_of(BLUEPRINTS={"api": "legacy"}, BLUEPRINTS_REQUIRED=["api"])
    assert fault.startswith("BLUEPRINTS_REQUIRED: found 'api', which BLUEPRINTS sets to legacy, expected packages")


def test_one_line_per_fault(fault_of: Any) -> None:
    lines = fault_of(SCYLLA_PORT="x", CACHE_SECONDS=-1, SECRET_KEY=" ").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["SECRET_KEY", "CACHE_SECONDS", "SCYLLA_PORT"]


def test_the_source_of_a_wrong_value_is_named(folder: Path) -> None:
    (folder / "argus_web.yaml").write_text("SCYLLA_PORT: a\nCACHE_SECONDS: b\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(REQUIRED, cwd=folder, environ={"ARGUS_CACHE_SECONDS": "c", "ARGUS_S3_ALLOWED_MIME": "[text"})
    faults = str(caught.value)
    assert f"SCYLLA_PORT: found 'a' in {folder / 'argus_web.yaml'}, expected" in faults
    assert "CACHE_SECONDS: found 'c' in ARGUS_CACHE_SECONDS, expected" in faults
    assert "S3_ALLOWED_MIME: found no valid JSON in ARGUS_S3_ALLOWED_MIME, expected a list of texts" in faults


def test_secret_keys_are_these() -> None:
    assert {name.upper() for name in SECRET_FIELDS} == set(SECRETS)


@pytest.mark.parametrize("key", SECRETS)
def test_secrets_are_never_shown(of: Any, fault_of: Any, key: str) -> None:
    settings = of(**{key: "hunter2"})
    secret = getattr(settings, key.lower())
    assert isinstance(secret, SecretStr)
    assert secret.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r} {settings} {settings.public()} {settings.model_dump_json()}"
    assert key not in settings.public()
    assert key not in of().public()
    for wrong in (["hunter2"], {"a": "hunter2"}):
        fault = fault_of(**{key: wrong})
        assert fault.startswith(f"{key}: found a ")
        assert "hunter2" not in fault
    assert "123456789" not in fault_of(**{key: 123456789})


@pytest.mark.parametrize("empty", ["", "  "])
def test_the_secret_key_is_not_empty(fault_of: Any, empty: str) -> None:
    assert fault_of(SECRET_KEY=empty).startswith("SECRET_KEY: empty, expected a text that nobody can guess.")


def test_settings_cannot_be_changed(of: Any) -> None:
    settings = of()
    with pytest.raises(ValueError, match="frozen"):
        settings.scylla_port = 1
    settings.public()["SCYLLA_PORT"] = 1
    assert settings.scylla_port == 9042
