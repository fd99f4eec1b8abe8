"""Where the configuration comes from, and what wins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from argus_core.config import ConfigurationError, Settings, load_settings
from argus_core.config.loading import candidates, installation_root

REQUIRED = {
    "ARGUS_SCYLLA_CONTACT_POINTS": "10.0.0.1",
    "ARGUS_SCYLLA_USERNAME": "argus",
    "ARGUS_SCYLLA_PASSWORD": "hush",
    "ARGUS_SCYLLA_KEYSPACE_NAME": "argus",
    "ARGUS_SECRET_KEY": "key",
}
FILE = """
SCYLLA_CONTACT_POINTS: [10.0.0.1, 10.0.0.2]
SCYLLA_USERNAME: argus
SCYLLA_PASSWORD: hush
SCYLLA_KEYSPACE_NAME: argus
SECRET_KEY: key
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory without a configuration."""
    (tmp_path / "config").mkdir()
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def write(path: Path, text: str = "") -> Path:
    path.write_text(FILE + text, encoding="utf-8")
    return path


def load(folder: Path, **variables: str) -> Settings:
    return load_settings(cwd=folder, environ=variables)


def failure(folder: Path, **variables: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, **variables)
    return str(caught.value)


def test_the_file_in_the_working_directory_comes_before_the_one_beside_it(folder: Path) -> None:
    write(folder.parent / "config" / "argus_web.yaml", "APP_DOC_LINK: beside")
    assert load(folder).app_doc_link == "beside"
    write(folder / "argus_web.yaml", "APP_DOC_LINK: here")
    assert load(folder).app_doc_link == "here"


def test_the_installation_root_comes_first(tmp_path: Path) -> None:
    environment = tmp_path / "app" / "tools" / ".venv"
    environment.mkdir(parents=True)
    assert installation_root(environment) == environment.parent
    (tmp_path / "app" / "config").mkdir()
    assert installation_root(environment) == tmp_path / "app"
    (tmp_path / "app" / "tools" / "config").mkdir()
    assert installation_root(environment) == tmp_path / "app" / "tools"
    assert candidates(Path("/srv/x"))[1:] == [Path("/srv/x/argus_web.yaml"), Path("/srv/config/argus_web.yaml")]
    assert candidates(Path("/srv/x"))[0].parts[-2:] == ("config", "argus_web.yaml")


def test_argus_config_names_the_file(folder: Path) -> None:
    write(folder / "argus_web.yaml", "APP_DOC_LINK: here")
    write(folder / "other.yaml", "APP_DOC_LINK: other")
    assert load(folder, ARGUS_CONFIG="other.yaml").app_doc_link == "other"
    assert load(folder, ARGUS_CONFIG=str(folder / "other.yaml")).app_doc_link == "other"
    assert load(folder, ARGUS_CONFIG="").app_doc_link == "here"


def test_argus_config_that_names_no_file_is_an_error(folder: Path) -> None:
    write(folder / "argus_web.yaml")
    assert failure(folder, ARGUS_CONFIG="gone.yaml") == f"ARGUS_CONFIG names {folder / 'gone.yaml'}, which is no file."
    assert "which is no file" in failure(folder, ARGUS_CONFIG=str(folder))


def test_nothing_at_all(folder: Path) -> None:
    first, *faults = failure(folder).splitlines()
    assert first.startswith("Failed to locate web application config file! Looked for ")
    for place in candidates(folder):
        assert str(place) in first
    assert {fault.partition(":")[0] for fault in faults} == {
        "SECRET_KEY",
        "SCYLLA_CONTACT_POINTS",
        "SCYLLA_USERNAME",
        "SCYLLA_PASSWORD",
        "SCYLLA_KEYSPACE_NAME",
    }


def test_the_environment_alone_is_enough(folder: Path) -> None:
    settings = load(folder, **REQUIRED)
    assert settings.scylla_contact_points == ["10.0.0.1"]
    assert settings.scylla_password.get_secret_value() == "hush"


def test_the_environment_wins_over_the_file_and_overrides_over_both(folder: Path) -> None:
    write(folder / "argus_web.yaml", "SCYLLA_PORT: 1\nCACHE_SECONDS: 1\nLEGACY_THREADS: 1\n")
    variables = {"ARGUS_SCYLLA_PORT": "2", "ARGUS_CACHE_SECONDS": "2"}
    settings = load_settings({"CACHE_SECONDS": 3}, cwd=folder, environ=variables)
    assert (settings.legacy_threads, settings.scylla_port, settings.cache_seconds) == (1, 2, 3)


def test_an_override_repairs_a_wrong_variable(folder: Path) -> None:
    settings = load_settings(
        {"BLUEPRINTS": {"ui": "off"}}, cwd=folder, environ=REQUIRED | {"ARGUS_BLUEPRINTS": "no json"}
    )
    assert settings.blueprints["ui"] == "off"


def test_the_process_environment_is_the_default(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ARGUS_")]:
        monkeypatch.delenv(name)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    assert load_settings().scylla_username == "argus"


@pytest.mark.parametrize("text", ["a, b ,c", '["a", "b", "c"]', "a,b,,c,"])
def test_lists_in_variables(folder: Path, text: str) -> None:
    assert load(folder, **REQUIRED, ARGUS_S3_ALLOWED_BUCKETS=text).s3_allowed_buckets == ["a", "b", "c"]


def test_an_empty_list_in_a_variable(folder: Path) -> None:
    assert load(folder, **REQUIRED, ARGUS_TRUSTED_PROXIES="").trusted_proxies == []


def test_mappings_truth_values_and_numbers_in_variables(folder: Path) -> None:
    settings = load(
        folder,
        **REQUIRED,
        ARGUS_BLUEPRINTS='{"admin": "legacy"}',
        ARGUS_EMAIL_ENABLED="False",
        ARGUS_EMAIL_SERVER_PORT="587",
        ARGUS_SECRET_KEY_UNKNOWN="ignored",
    )
    assert settings.blueprints == {"admin": "legacy"}
    assert settings.email_enabled is False
    assert settings.email_server_port == 587


def test_the_prompt_version_has_a_variable_of_its_own_name(folder: Path) -> None:
    write(folder / "argus_web.yaml", "EVENT_SUMMARIZATION_PROMPT_VERSION: 3")
    assert load(folder).event_summarization_prompt_version == "3"
    assert load(folder, EVENT_SUMMARIZATION_PROMPT_VERSION="v4").event_summarization_prompt_version == "v4"
    both = {"EVENT_SUMMARIZATION_PROMPT_VERSION": "v4", "ARGUS_EVENT_SUMMARIZATION_PROMPT_VERSION": "v5"}
    assert load(folder, **both).event_summarization_prompt_version == "v5"
    assert load(folder, SCYLLA_PORT="1").scylla_port == 9042


def test_unknown_lower_case_and_empty_keys_are_tolerated(folder: Path) -> None:
    write(
        folder / "argus_web.yaml", "NO_SUCH_KEY: 1\nscylla_port: 1\nSCYLLA_PORT:\n7: x\n_ENV_FILE: x\nTESTING: {a: 1}\n"
    )
    assert load(folder).scylla_port == 9042


def test_an_empty_file_is_a_file(folder: Path) -> None:
    (folder / "argus_web.yaml").write_text("", encoding="utf-8")
    assert load(folder, **REQUIRED).scylla_username == "argus"
    assert "Failed to locate" not in failure(folder)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("A: [1\nB: 2\n", "line 2: expected ',' or ']', but got ':'."),
        ("A: 1\n\tB: 2\n", "line 2: found character '\\t' that cannot start any token."),
        ("A: 1\nSECRET_KEY: *hunter2\n", "line 2: a value that begins with *, &, ! or % must be in quotes."),
        ("SECRET_KEY: !hunter2\n", "line 1: a value that begins with *, &, ! or % must be in quotes."),
        ("- a\n", "holds no mapping of keys to values."),
        ("A: 2025-02-30\n", "is no valid YAML."),
    ],
)
def test_wrong_yaml(folder: Path, text: str, fault: str) -> None:
    path = folder / "argus_web.yaml"
    path.write_text(text, encoding="utf-8")
    message = failure(folder)
    assert message.startswith(str(path))
    assert message.endswith(fault)
    assert "hunter2" not in message


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "argus_web.yaml").write_bytes(b"\xff\xfe\x00")
    assert failure(folder) == f"{folder / 'argus_web.yaml'} is no UTF-8 text."
