"""Request bodies in the OpenAPI document that the framework cannot work out by itself."""

from __future__ import annotations

from typing import Any

from argus_api.client.runs.schemas import FinishRun
from argus_core.runs.registry import run_type_classes


def _body(schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def _submission(name: str) -> dict[str, Any]:
    kind = run_type_classes()[name]
    return kind.submission.model_json_schema(ref_template="#/components/schemas/{model}") | {
        "title": f"{kind.title} run"
    }


SUBMISSION_BODY = _body({"anyOf": [_submission(name) for name in run_type_classes()]}, required=True)
"""One of the submissions of the installed run types."""

FINISH_BODY = _body(FinishRun.model_json_schema(), required=False)
