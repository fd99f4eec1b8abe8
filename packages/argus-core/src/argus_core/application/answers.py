"""What operations answer when they fail, as the OpenAPI document says it.

Nothing here is `default`: a status that is not in the document is a fault, and tests find it. 500 is in no operation,
as it always is one. What an operation declares of itself stays.
"""

from __future__ import annotations

from typing import Any

Answers = dict[str, Any]

FAILURES = {
    "400": ("Malformed", "Input that is malformed; the sentence names the field."),
    "401": ("Unauthenticated", "No login, or a token that belongs to nobody."),
    "403": ("Forbidden", "The caller may not do this."),
    "404": ("NotFound", "Nothing there for an id or a name that was given, or no such path."),
    "409": ("Conflict", "Something stands there already, or changed meanwhile."),
    "413": ("TooLarge", "A body or a collection above its limit."),
    "422": ("AgainstRules", "Well formed, and refused by a rule."),
    "429": ("TooMany", "A limit of attempts is reached."),
    "503": ("DatabaseAway", "The database did not answer; try again."),
}
"""Of every operation of the JSON API, when the server is configured with `API_ERROR_STATUS: http`."""
OF_PAGES = ("400", "403", "404", "413", "429", "503")
UPSTREAM = ("Upstream", "A service outside of Argus failed.")
"""502, of operations that declare it."""
ELSEWHERE = {"description": "To the login, or to the page that shows what became of it."}
_FLAT = ("401", "403", "404")
"""Also given by the guard and by paths that are no operation's, in the flat form."""


def declare(operation: dict[str, Any]) -> None:
    """Complete the answers of an operation. Those of the JSON API are told by their `default`."""
    answers: Answers = operation.setdefault("responses", {})
    json = answers.pop("default", None) is not None
    # Malformed input is 400 here; the framework would answer 422, and says so of every operation with input.
    answers.pop("422", None)
    if json:
        answers.pop("403", None)
        wanted = {status: name for status, (name, _) in FAILURES.items()}
    else:
        answers.setdefault("302", ELSEWHERE)
        wanted = {status: f"{FAILURES[status][0]}Page" for status in OF_PAGES}
    for status, name in wanted.items():
        answers.setdefault(status, _reference(name))
    if "502" in answers:
        answers["502"] = _reference(UPSTREAM[0] if json else f"{UPSTREAM[0]}Page")
    operation["responses"] = dict(sorted(answers.items()))


def shared_answers() -> Answers:
    """The `components.responses` that operations refer to."""
    shared: Answers = {}
    for status, (name, description) in [*FAILURES.items(), ("502", UPSTREAM)]:
        shared[name] = {"description": description, "content": {"application/json": {"schema": _schema(status)}}}
        if status in OF_PAGES or status == "502":
            page = {"text/html": {"schema": {"type": "string"}}}
            shared[f"{name}Page"] = {"description": description, "content": page}
    return shared


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}


def _schema(status: str) -> dict[str, Any]:
    envelope, flat = ({"$ref": f"#/components/schemas/{name}"} for name in ("ErrorEnvelope", "Refusal"))
    return {"anyOf": [envelope, flat]} if status in _FLAT else envelope
