"""Every key of `argus_web.yaml`, with its type, default and meaning."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict


def _absent_if_empty(value: Any) -> Any:
    return None if value == "" else value


OptionalText = Annotated[str | None, BeforeValidator(_absent_if_empty)]
Secret = Annotated[SecretStr | None, BeforeValidator(_absent_if_empty)]
BlueprintState = Literal["on", "off", "legacy"]


def _state(value: Any) -> Any:
    """YAML reads a bare `on` and `off` as booleans."""
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class Settings(BaseSettings):
    """The configuration of one server. An attribute is the key in lower case; unknown keys are tolerated."""

    model_config = SettingsConfigDict(
        extra="ignore", use_attribute_docstrings=True, frozen=True, hide_input_in_errors=True
    )

    # ---- the server
    base_url: OptionalText = None
    """Public URL without a slash at its end: links in mails, origin check, `Secure` cookies."""
    secret_key: SecretStr
    """Signs sessions; the same as that of the old system keeps everybody logged in."""
    app_log_level: str = "INFO"
    """DEBUG, INFO, WARNING, ERROR or CRITICAL."""
    app_doc_link: OptionalText = None
    """Target of the documentation link in the navigation."""
    api_error_status: Literal["compat", "http"] = "compat"
    """compat: errors of the API travel with HTTP 200; http: with the status of their kind."""
    cache_seconds: float = Field(5, ge=0, le=60)
    """Age that cached rows may reach; 0 caches nothing."""
    max_content_length: Annotated[int | None, Field(gt=0)] = 128 * 1024 * 1024
    """Largest request body in bytes."""
    trusted_proxies: list[str] = ["127.0.0.1", "::1"]
    """Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count."""
    metrics_require_login: bool = False
    """Ask for a login at /metrics also with one worker process."""
    application_root: str = "/"
    """Path of the session cookie unless SESSION_COOKIE_PATH says another."""
    debug: bool = False
    """Tolerated for old configurations; changes nothing."""

    # ---- packages and the legacy application
    blueprints: dict[str, Annotated[BlueprintState, BeforeValidator(_state)]] = {}
    """Package (api, auth, admin, ui) to on, off or legacy; on when it is not named."""
    blueprints_required: list[str] = []
    """Packages without which the server does not start."""
    legacy_wsgi_app: OptionalText = None
    """`module:attribute` of the WSGI application that gets everything no package owns."""
    legacy_threads: int = Field(100, ge=1, le=1000)
    """Threads of the legacy application."""

    # ---- database
    scylla_contact_points: list[str] = Field(min_length=1)
    """Nodes of the database."""
    scylla_port: int = Field(9042, ge=1, le=65535)
    """Port of the native protocol."""
    scylla_username: str
    """Account of the database."""
    scylla_password: SecretStr
    """Its password."""
    scylla_keyspace_name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")
    """Main keyspace."""
    scylla_tablets_keyspace_name: str = Field("argus_tablets", pattern=r"^[a-z][a-z0-9_]{0,47}$")
    """Second keyspace, for vectors."""
    scylla_replication_factor: int = Field(1, ge=1)
    """Used only when keyspaces are created."""
    scylla_use_all_nodes: bool = False
    """Talk to nodes that the contact points tell of, too."""

    # ---- sessions and logins
    session_cookie_name: str = "session"
    """Name of the session cookie."""
    session_cookie_domain: OptionalText = None
    """Domain of the session cookie."""
    session_cookie_path: OptionalText = None
    """Path of the session cookie."""
    session_cookie_httponly: bool = True
    """Hide the session cookie from scripts."""
    session_cookie_secure: bool | None = None
    """Send the session cookie over https only; by default when BASE_URL is https."""
    session_cookie_samesite: OptionalText = None
    """SameSite of the session cookie; by default Lax."""
    permanent_session_lifetime: int = Field(2_678_400, gt=0)
    """Age in seconds that a session may reach."""
    login_methods: list[Literal["password", "gh", "cf"]] = []
    """Offered ways to log in; empty: nobody can."""
    login_failures_per_minute: int = Field(10, ge=0)
    """Failed logins per account and per address before further ones are refused; 0 switches it off."""
    pictures_dir: str = "storage/profile_pictures"
    """Folder of profile pictures, relative to the working directory."""

    # ---- GitHub
    github_client_id: str = "NO_CLIENT_ID"
    """OAuth application."""
    github_client_secret: Secret = None
    """OAuth application."""
    github_scopes: str = "user:email read:user read:org"
    """OAuth scopes."""
    github_required_organizations: list[str] = []
    """A GitHub login needs one of these; empty: no requirement."""
    github_access_token: Secret = None
    """Token for reading issues."""
    github_enabled: bool = True
    """Ask GitHub about issues."""

    # ---- Cloudflare Access
    cloudflare_access_team_domain: OptionalText = None
    """For example team.cloudflareaccess.com."""
    cloudflare_access_aud: OptionalText = None
    """Audience tag."""

    # ---- Jira
    jira_server: OptionalText = None
    """Address of Jira."""
    jira_email: OptionalText = None
    """Account of Jira."""
    jira_token: Secret = None
    """Token of that account."""
    jira_enabled: bool = True
    """Ask Jira about issues."""

    # ---- Jenkins
    jenkins_url: OptionalText = None
    """Address of Jenkins."""
    jenkins_user: OptionalText = None
    """Account of Jenkins."""
    jenkins_api_token: Secret = None
    """Token of that account."""
    jenkins_api_token_name: OptionalText = None
    """Tolerated for old configurations; never read."""

    # ---- object storage
    aws_client_id: OptionalText = None
    """Key pair for S3; missing: the usual chain of credentials."""
    aws_client_secret: Secret = None
    """Key pair for S3."""
    s3_allowed_buckets: list[str] = []
    """Buckets that may be proxied."""
    s3_allowed_mime: list[str] = []
    """MIME types that may be proxied."""
    replay_log_backfill_bucket: str = "cloudius-jenkins-test"
    """Searched for logs at a replay when a run names no bucket."""

    # ---- mail
    email_enabled: bool = True
    """Send mail."""
    email_sender: OptionalText = None
    """Address of the sender."""
    email_sender_user: OptionalText = None
    """Account of the mail server."""
    email_sender_pass: Secret = None
    """Password of that account."""
    email_server: OptionalText = None
    """Host of the mail server; STARTTLS is used."""
    email_server_port: int | None = Field(None, ge=1, le=65535)
    """Port of the mail server."""
    email_allowed_domains: list[str] = []
    """Domains that reports may be mailed to; empty: any."""

    # ---- the rest
    job_validity_period_days: int = Field(30, ge=0)
    """Age limit of "my jobs" in days."""
    sirenada_drop_passwords: bool = False
    """Do not store the passwords of test accounts that Sirenada runs carry."""
    zeus_host: OptionalText = None
    """host:port of the proxied service."""
    zeus_token: Secret = None
    """Its bearer token."""
    zeus_schema: Literal["http", "https"] = "http"
    """How it is reached."""

    # ---- the separate summarisation worker reads these; the server only tolerates them
    event_summarization_enabled: bool = False
    """Summarise events."""
    openai_api_key: Secret = None
    """Key of the language model."""
    openai_base_url: OptionalText = None
    """Address of the language model."""
    openai_summary_model: str = "gpt-5.6-terra"
    """Name of the language model."""
    event_summarization_max_concurrency: int = 4
    """Calls at once."""
    event_summarization_max_backlog: int = 1000
    """Events that may wait."""
    event_summarization_min_tokens: int = 250
    """Shorter events are left alone."""
    event_summarization_metrics_port: int = 0
    """Port of the worker's metrics; 0: none."""
    event_summarization_prompt_version: OptionalText = None
    """Which prompt."""
    event_summarization_prompt: OptionalText = None
    """A prompt of one's own."""

    @field_validator("app_log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.upper()
        if level not in logging.getLevelNamesMapping():
            raise ValueError("expected DEBUG, INFO, WARNING, ERROR or CRITICAL")
        return level

    @field_validator("secret_key")
    @classmethod
    def _not_empty(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            raise ValueError("expected a non-empty text")
        return value

    @field_validator("base_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("expected an address that starts with http:// or https://")
        return value.rstrip("/") if value else None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` gives: it reads file and environment by the rules of this server."""
        return (init_settings,)

    def public(self) -> Mapping[str, Any]:
        """All keys in upper case but the secret ones."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name.upper(): value for name, value in values.items() if not isinstance(value, SecretStr)}
