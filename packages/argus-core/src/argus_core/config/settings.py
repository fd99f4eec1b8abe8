"""Every key of `argus_web.yaml`, with its type, default and meaning."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from argus_core.config.fields import (
    Address,
    Attribute,
    BlueprintState,
    CookieDomain,
    Keyspace,
    Level,
    OptionalText,
    Port,
    Proxies,
    SameSite,
    Secret,
    Version,
    Word,
)

PACKAGES = ("api", "auth", "admin", "ui")
"""The packages that BLUEPRINTS may name."""


class Settings(BaseSettings):
    """The configuration of one server. An attribute is the key in lower case; unknown keys are tolerated."""

    model_config = SettingsConfigDict(
        extra="ignore", use_attribute_docstrings=True, frozen=True, hide_input_in_errors=True
    )

    # ---- the server
    base_url: Address = None
    """Public URL without a slash at its end: links in mails, origin check, `Secure` cookies."""
    secret_key: SecretStr
    """Signs sessions; the same as that of the old system keeps everybody logged in."""
    app_log_level: Level = "INFO"
    """Least level of log lines: DEBUG, INFO, WARNING, ERROR or CRITICAL."""
    app_doc_link: OptionalText = None
    """Target of the documentation link in the navigation."""
    api_error_status: Literal["compat", "http"] = "compat"
    """compat: errors of the API travel with HTTP 200; http: with the status of their kind."""
    cache_seconds: float = Field(5, ge=0, le=60)
    """Age in seconds that cached rows may reach, at most 60; 0 caches nothing."""
    max_content_length: int = Field(128 * 1024 * 1024, gt=0)
    """Largest request body in bytes."""
    trusted_proxies: Proxies = ["127.0.0.1", "::1"]
    """Proxies whose X-Forwarded-For and X-Forwarded-Proto count: addresses, networks, or * alone for a Unix socket."""
    metrics_require_login: bool = False
    """Ask for a login at /metrics also with one worker process."""
    jobs_enabled: bool = True
    """Take part in the periodic work of the packages; one worker of all servers does it at a time."""
    application_root: str = "/"
    """Path of the session cookie unless SESSION_COOKIE_PATH says another."""
    debug: bool = False
    """Tolerated for old configurations; changes nothing."""

    # ---- packages and the legacy application
    blueprints: dict[str, BlueprintState] = {}
    """Package (api, auth, admin, ui) to on, off or legacy; on when it is not named."""
    blueprints_required: list[Word] = []
    """Packages without which the server does not start."""
    legacy_wsgi_app: Attribute = None
    """`module:attribute` of the WSGI application that gets everything no package owns."""
    legacy_threads: int = Field(100, ge=1, le=1000)
    """Threads of the legacy application."""

    # ---- database
    scylla_contact_points: list[Word] = Field(min_length=1)
    """Addresses of the database nodes that are used."""
    scylla_port: int = Field(9042, ge=1, le=65535)
    """Port of the native protocol."""
    scylla_username: str
    """Account of the database."""
    scylla_password: SecretStr
    """Password of the database account."""
    scylla_keyspace_name: Keyspace
    """Main keyspace."""
    scylla_tablets_keyspace_name: Keyspace = "argus_tablets"
    """Second keyspace, for vectors."""
    scylla_replication_factor: int = Field(1, ge=1)
    """Copies of each row in keyspaces that Argus creates; existing ones keep theirs."""
    scylla_use_all_nodes: bool = False
    """Also use the nodes that the contact points tell of."""

    # ---- sessions and logins
    session_cookie_name: Word = "session"
    """Name of the session cookie."""
    session_cookie_domain: CookieDomain = None
    """Domain of the session cookie; by default the host that was asked."""
    session_cookie_path: OptionalText = None
    """Path of the session cookie; by default APPLICATION_ROOT."""
    session_cookie_httponly: bool = True
    """Hide the session cookie from scripts."""
    session_cookie_secure: bool | None = None
    """Send the session cookie over https only; by default when BASE_URL is https."""
    session_cookie_samesite: SameSite = None
    """SameSite of the session cookie: Strict, Lax or None; by default Lax."""
    permanent_session_lifetime: int = Field(2_678_400, gt=0)
    """Age in seconds that a session may reach."""
    login_methods: list[Literal["password", "gh", "cf"]] = []
    """Offered ways to log in: password, gh (GitHub), cf (Cloudflare Access); empty: nobody can."""
    login_failures_per_minute: int = Field(10, ge=0)
    """Failed logins per account and per address before further ones are refused; 0 switches it off."""
    pictures_dir: Word = "storage/profile_pictures"
    """Folder of profile pictures, relative to the working directory."""

    # ---- GitHub
    github_client_id: str = "NO_CLIENT_ID"
    """Client id of the OAuth application."""
    github_client_secret: Secret = None
    """Client secret of the OAuth application."""
    github_scopes: str = "user:email read:user read:org"
    """OAuth scopes."""
    github_required_organizations: list[Word] = []
    """A GitHub login needs one of these organizations; empty: no requirement."""
    github_access_token: Secret = None
    """Token for reading issues and for checking repositories in job settings."""
    github_enabled: bool = True
    """Ask GitHub about issues."""

    # ---- Cloudflare Access
    cloudflare_access_team_domain: OptionalText = None
    """Host name of the team, for example team.cloudflareaccess.com."""
    cloudflare_access_aud: OptionalText = None
    """Audience tag of the Cloudflare Access application."""

    # ---- Jira
    jira_server: OptionalText = None
    """Address of Jira."""
    jira_email: OptionalText = None
    """Account of Jira."""
    jira_token: Secret = None
    """Token of the Jira account."""
    jira_enabled: bool = True
    """Ask Jira about issues."""

    # ---- Jenkins
    jenkins_url: OptionalText = None
    """Address of Jenkins."""
    jenkins_user: OptionalText = None
    """Account of Jenkins."""
    jenkins_api_token: Secret = None
    """Token of the Jenkins account."""
    jenkins_api_token_name: OptionalText = None
    """Tolerated for old configurations; never read."""

    # ---- object storage
    aws_client_id: OptionalText = None
    """Id of the key pair for S3; missing: the usual chain of credentials."""
    aws_client_secret: Secret = None
    """Secret of the key pair for S3."""
    s3_allowed_buckets: list[Word] = []
    """Buckets that may be proxied."""
    s3_allowed_mime: list[Word] = []
    """MIME types that may be proxied."""
    replay_log_backfill_bucket: Word = "cloudius-jenkins-test"
    """Bucket that is searched for logs at a replay when a run names none."""

    # ---- mail
    email_enabled: bool = True
    """Send mail; notifications inside Argus stay without it."""
    email_sender: OptionalText = None
    """Address of the sender."""
    email_sender_user: OptionalText = None
    """Account of the mail server."""
    email_sender_pass: Secret = None
    """Password of the mail account."""
    email_server: OptionalText = None
    """Host of the mail server; STARTTLS is used."""
    email_server_port: Port = Field(None, ge=1, le=65535)
    """Port of the mail server."""
    email_allowed_domains: list[Word] = []
    """Domains that reports may be mailed to; empty: any."""

    # ---- the rest
    job_validity_period_days: int = Field(30, ge=0)
    """Age limit of "my jobs" in days."""
    sirenada_drop_passwords: bool = False
    """Do not store the passwords of test accounts that Sirenada runs carry."""
    zeus_host: OptionalText = None
    """Host and port (host:port) of the proxied Zeus service."""
    zeus_token: Secret = None
    """Bearer token of the Zeus service."""
    zeus_schema: Literal["http", "https"] = "http"
    """How the Zeus service is reached: http or https."""

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
    """Events that are summarised at once."""
    event_summarization_max_backlog: int = 1000
    """Events that may wait."""
    event_summarization_min_tokens: int = 250
    """Shorter events are left alone; 0 summarises all."""
    event_summarization_metrics_port: int = 0
    """Port of the worker's metrics; 0: none."""
    event_summarization_prompt_version: Version = None
    """Which of the worker's prompts is used; also an environment variable of this name."""
    event_summarization_prompt: OptionalText = None
    """A prompt of one's own, instead of the worker's."""

    @field_validator("secret_key")
    @classmethod
    def _not_empty(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise PydanticCustomError("fault", "empty, expected a text that nobody can guess")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _everybody_or_some(cls, value: list[str]) -> list[str]:
        if "*" in value and len(value) > 1:
            raise PydanticCustomError("fault", "found * beside addresses, expected * alone or addresses and networks")
        return value

    @field_validator("blueprints")
    @classmethod
    def _known_packages(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if name not in PACKAGES:
                fault = "found the package {name}, expected some of {packages}"
                raise PydanticCustomError("fault", fault, {"name": repr(name), "packages": ", ".join(PACKAGES)})
        return value

    @field_validator("blueprints_required")
    @classmethod
    def _required_are_on(cls, value: list[str], info: ValidationInfo) -> list[str]:
        states: dict[str, str] = info.data.get("blueprints", {})
        for name in value:
            if states.get(name, "on") != "on":
                fault = "found {name}, which BLUEPRINTS sets to {state}, expected packages that are on"
                raise PydanticCustomError("fault", fault, {"name": repr(name), "state": states[name]})
        return value

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

    def public(self) -> dict[str, Any]:
        """All keys in upper case, without the secret ones: for templates and diagnostics."""
        return {name.upper(): getattr(self, name) for name in type(self).model_fields if name not in SECRET_FIELDS}


SECRET_FIELDS = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if field.annotation is SecretStr or SecretStr in get_args(field.annotation)
)
"""Attributes whose values are never shown."""
