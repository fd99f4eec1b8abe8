"""The whole OpenAPI document against the application: whatever is sent, no answer is a 500 and none is undeclared.

Proper statuses are on (`API_ERROR_STATUS: http`): otherwise every fault would hide behind 200. Requests are made by
schemathesis, from the document alone: boundary values of every parameter and field, well-formed and malformed, then
random ones. Half of what is well formed names rows that exist, and some bodies get an odd value that is well formed for
JSON, if for nothing else. Mail, jobs and outside services are off.
"""

from __future__ import annotations

import copy
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import schemathesis
from fastapi import FastAPI
from pydantic import Field
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.generation.case import Case
from schemathesis.generation.modes import GenerationMode
from schemathesis.hooks import HookContext, unregister
from schemathesis.python import asgi
from starlette.responses import PlainTextResponse

from argus_core.application import build, compose
from argus_core.config import Settings
from argus_core.errors import ArgusError, ErrorKind
from argus_core.http.routes import ArgusRoute, JsonRoutes
from argus_core.http.types import Payload

if TYPE_CHECKING:
    from .conftest import Target

SEED = 20261123
# The application runs in a thread beside the generator, and the driver of its database uses the common random numbers.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module:Warning")

RANDOM_EXAMPLES = 3
"""Random requests of each kind (well formed, malformed) per operation, after those for boundary values."""
LARGEST_BODY = 1024 * 1024
STREAMS = {"/api/v1/events/stream"}
"""Not asked: what they answer to well-formed requests does not end. Their own tests read them."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
ODD: Sequence[Any] = (
    "\x00",
    "",
    "x" * 70_000,
    "\U0001f600\u202e",
    "9999-12-31T23:59:59.999Z",
    "0000-00-00",
    "2026-11-23T00:00:00+99:99",
    "1e400",
    "%00",
    "../../etc/passwd",
    2**63,
    10**30,
    -1,
    1e308,
    -0.5,
    True,
    None,
    [],
    {},
    [[[[]]]],
    {"": {"": []}},
)

faulty = JsonRoutes("/api/v1/faulty", name="api.faulty", tags=["faulty"])
"""Three faults, for the test of the test."""


class Square(Payload):
    """A square."""

    area: Annotated[int, Field(ge=-10)]
    """Of what is below zero nobody thought."""


class ServiceIsAway(ArgusError):
    """A service outside fails, and the endpoint does not say that it needs one."""

    kind = ErrorKind.UPSTREAM


@faulty.post("/side", summary="Fails for some input")
async def side(body: Square) -> float:
    """Side of a square."""
    return math.sqrt(body.area)


@faulty.get("/teapot/{size}", summary="Answers what it does not declare")
async def teapot(size: int) -> PlainTextResponse:
    """A large pot is a teapot."""
    return PlainTextResponse("", 418 if size > 0 else 200)


@faulty.get("/upstream", summary="Needs a service that it does not declare")
async def upstream() -> str:
    """Never answers."""
    raise ServiceIsAway("It is away.")


@dataclass
class Outcome:
    """What a run saw. answers: how often an operation (`METHOD /path`) answered with a status."""

    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    findings: dict[tuple[str, str], str] = field(default_factory=dict)
    """The first of each kind, by operation and kind."""

    def add(self, event: events.EngineEvent) -> None:
        """Take notice of what the engine says."""
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            self.findings.setdefault((event.label, "not tested"), str(event.value))
        if not isinstance(event, events.ScenarioFinished):
            return
        label = event.label or ""
        for case_id, interaction in event.recorder.interactions.items():
            if interaction.response is not None:
                self.answers[label][interaction.response.status_code] += 1
            for check in event.recorder.checks.get(case_id, ()):
                if check.failure_info is not None:
                    request = interaction.request
                    sent = f"{request.method} {request.uri} {(request.body or b'')[:500]!r}"
                    got = interaction.response.content[:500] if interaction.response is not None else b""
                    failure = check.failure_info.failure
                    told = f"{failure.title}: {failure.message[:500]}\n  sent: {sent}\n  got: {got!r}"
                    self.findings.setdefault((label, type(failure).__name__), told)

    @property
    def report(self) -> str:
        """All findings, to read."""
        return "\n".join(f"{label}: {text}" for (label, _), text in sorted(self.findings.items()))


def application(settings: Settings, own_routes: Sequence[ArgusRoute] = ()) -> FastAPI:
    """The composed application with proper statuses."""
    strict = settings.model_copy(update={"api_error_status": "http", "max_content_length": LARGEST_BODY})
    return build(strict, compose(strict), own_routes=own_routes)


def examine(app: FastAPI, target: Target, *, only: str | None = None) -> Outcome:
    """Ask everything that the document offers (`only`: below this path); always in the same order."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "workers": 1,
            "continue-on-failure": True,
            "headers": target.headers,
            "generation": {"max-examples": RANDOM_EXAMPLES, "no-shrink": True, "database": "none"},
            "checks": {"enabled": False}
            | {name: {"enabled": True} for name in CHECKS}
            | {"not_a_server_error": {"enabled": True, "expected-statuses": ["2xx", "3xx", "4xx", "502", "503"]}},
            "phases": {
                "examples": {"enabled": False},
                "coverage": {"enabled": True, "unexpected-methods": []},
                "fuzzing": {"enabled": True},
                "stateful": {"enabled": False},
            },
        }
    )
    schema = schemathesis.openapi.from_dict(app.openapi(), config=config)
    schema.app = app
    steering = _Steering(target.known)

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        steering.steer(case)
        kwargs["allow_redirects"] = False

    asked = schema.include(path_regex=f"^{only}") if only else schema.exclude(path=sorted(STREAMS))
    outcome = Outcome()
    schemathesis.hook(before_call)
    try:
        for event in from_schema(asked).execute():
            outcome.add(event)
    finally:
        unregister(before_call)
    return outcome


class _Steering:
    """Leads requests to rows that exist, and puts odd values into bodies; by count, so that every run is the same."""

    def __init__(self, known: dict[str, list[str]]) -> None:
        self._known = known
        self._count: Counter[str] = Counter()

    def steer(self, case: Case[Any]) -> None:
        """Change a request before it is sent."""
        turn = self._count[case.operation.label]
        self._count[case.operation.label] += 1
        parts = {
            ParameterLocation.PATH: case.path_parameters,
            ParameterLocation.QUERY: case.query,
            ParameterLocation.BODY: case.body,
        }
        for location, values in parts.items():
            meant = case.meta.components.get(location) if case.meta is not None else None
            if isinstance(values, dict) and (meant is None or meant.mode is GenerationMode.POSITIVE):
                self._lead(values, turn)
        if turn % 3 == 2 and isinstance(case.body, dict | list):
            case.body = copy.deepcopy(case.body)  # the generator keeps parts of it for others
            _spoil(case.body, turn // 3)

    def _lead(self, values: dict[str, Any], turn: int) -> None:
        for place, name in enumerate(values):
            if name in self._known and (turn + place) % 4:
                values[name] = self._known[name][turn % len(self._known[name])]


def _spoil(body: Any, turn: int) -> None:
    """Replace one of the values of a body."""
    places = list(_places(body))
    if places:
        container, key = places[turn % len(places)]
        container[key] = copy.deepcopy(ODD[turn * 5 % len(ODD)])


def _places(body: Any) -> Iterator[tuple[Any, Any]]:
    """Every place for a value, as (container, key)."""
    keys: Any = body if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ()
    for key in keys:
        yield body, key
        yield from _places(body[key])


@pytest.fixture
def stopped_afterwards() -> Iterator[None]:
    """Applications that schemathesis started are stopped."""
    yield
    asgi.shutdown_lifespans()


@pytest.mark.slow
@pytest.mark.timeout(420)
@pytest.mark.usefixtures("stopped_afterwards")
def test_no_answer_is_a_fault_or_undeclared(settings: Settings, target: Target) -> None:
    app = application(settings)
    outcome = examine(app, target)
    assert not outcome.findings, f"{len(outcome.findings)} findings\n{outcome.report}"
    offered = {f"{m.upper()} {path}" for path, methods in app.openapi()["paths"].items() for m in methods}
    assert set(outcome.answers) == offered - {f"GET {path}" for path in STREAMS}
    # Were nobody logged in, or all ids unknown, nothing would be found either.
    went_well = [label for label, statuses in outcome.answers.items() if min(statuses) < 400]
    assert len(went_well) > len(offered) * 0.6
    assert not any(401 in statuses for statuses in outcome.answers.values())


@pytest.mark.usefixtures("stopped_afterwards")
def test_seeded_faults_are_found(settings: Settings, target: Target) -> None:
    outcome = examine(application(settings, faulty.routes), target, only="/api/v1/faulty")
    assert set(outcome.findings) == {
        ("POST /api/v1/faulty/side", "ServerError"),
        ("POST /api/v1/faulty/side", "UndefinedStatusCode"),
        ("GET /api/v1/faulty/teapot/{size}", "UndefinedStatusCode"),
        ("GET /api/v1/faulty/upstream", "UndefinedStatusCode"),
    }
