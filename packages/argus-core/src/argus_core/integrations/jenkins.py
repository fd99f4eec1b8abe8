"""Jenkins: builds of jobs, over its JSON API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from argus_core.config import Settings
from argus_core.errors import ArgusError, ErrorKind

TIMEOUT = 10.0


class JenkinsError(ArgusError):
    """Jenkins is not configured, does not answer, or refuses."""

    kind = ErrorKind.UPSTREAM


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A build that was asked for: its address when it has started, else that of its job."""

    url: str


class Jenkins:
    """A client for one request of ours: `async with Jenkins(settings) as jenkins`."""

    def __init__(self, settings: Settings) -> None:
        if not settings.jenkins_url or not settings.jenkins_user or settings.jenkins_api_token is None:
            raise JenkinsError("Jenkins is not configured.")
        self._client = httpx.AsyncClient(
            base_url=settings.jenkins_url.rstrip("/"),
            auth=(settings.jenkins_user, settings.jenkins_api_token.get_secret_value()),
            timeout=TIMEOUT,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def last_build_number(self, job: str) -> int | None:
        """Number of the newest build of a job; None when it was never built."""
        found = await self._get(f"{_path(job)}/api/json", tree="lastBuild[number]")
        build = found.get("lastBuild")
        return int(build["number"]) if build else None

    async def build_parameters(self, job: str, number: int) -> dict[str, Any]:
        """Parameters that a build ran with."""
        found = await self._get(f"{_path(job)}/{number}/api/json", tree="actions[parameters[name,value]]")
        actions = [action for action in found.get("actions", []) if action]
        return {item["name"]: item.get("value") for action in actions for item in action.get("parameters", [])}

    async def build(self, job: str, parameters: Mapping[str, Any]) -> str:
        """Ask for a build; the address of its queue item."""
        answer = await self._send("POST", f"{_path(job)}/buildWithParameters", data=dict(parameters))
        location: str = answer.headers.get("location", "")
        return location

    async def queue_item(self, address: str) -> QueueItem:
        """What became of a build that was asked for."""
        number = address.rstrip("/").rsplit("/", 1)[-1]
        if not number.isdigit():
            raise JenkinsError("Jenkins named no queue item.")
        found = await self._get(f"/queue/item/{number}/api/json")
        executable, task = found.get("executable") or {}, found.get("task") or {}
        return QueueItem(executable.get("url") or task.get("url") or "")

    async def _get(self, path: str, **query: str) -> dict[str, Any]:
        answer = await self._send("GET", path, params=query)
        try:
            found: dict[str, Any] = answer.json()
        except ValueError as error:
            raise JenkinsError("Jenkins answered something that is no JSON.") from error
        return found

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = await self._client.request(method, path, **options)
        except httpx.HTTPError as error:
            raise JenkinsError(f"Jenkins cannot be reached: {type(error).__name__}") from error
        if answer.status_code >= 400:
            raise JenkinsError(f"Jenkins answered {answer.status_code} at {path}")
        return answer


def _path(job: str) -> str:
    """Address of a job: every folder of its path is a job of its own."""
    return "".join(f"/job/{quote(part, safe='')}" for part in job.strip("/").split("/"))
