"""Results of pytest sessions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query

from argus_api.client.pytest.schemas import FieldStatistics, StoredPytestResult
from argus_core.core import provide
from argus_core.http.query import first
from argus_core.http.routes import JsonRoutes
from argus_core.identity.policy import Policy
from argus_core.pytest_results.schemas import SubmittedPytestResult
from argus_core.pytest_results.service import PytestResultService

routes = JsonRoutes("/api/v1/client", name="api.client_api", tags=["client: pytest"])
PytestResults = Annotated[PytestResultService, Depends(provide(PytestResultService))]
TestName = Annotated[str, Path(description="Id of the test; it may have slashes.")]
FieldName = Annotated[str, Path(description="Column of the results.")]
Function = Annotated[str, Path(description="`avg`, `min`, `max` or `count`.")]
Status = Annotated[list[str] | None, Query(description="Only results of this status.")]
Since = Annotated[list[str] | None, Query(description="Only results of this time or later, in seconds since 1970.")]

# The reporter takes an error envelope for "no such test" and drops the test; a refusal makes it keep its default.
REPORTER = Policy(bad_token_forbidden=True)


@routes.post("/testrun/pytest/result/submit", summary="Store the result of one test")
async def submit_pytest_result(body: SubmittedPytestResult, results: PytestResults) -> StoredPytestResult:
    """A repetition stores the same row again. The run may be unknown."""
    return StoredPytestResult(name=body.name, id=await results.submit(body))


@routes.get(
    "/testrun/pytest/{test_name:path}/stats/{field_name}/{aggr_function}",
    policy=REPORTER,
    summary="Statistics over the results of one test",
)
async def get_pytest_test_field_stats(
    test_name: TestName,
    field_name: FieldName,
    aggr_function: Function,
    results: PytestResults,
    status: Status = None,
    since: Since = None,
) -> FieldStatistics:
    """Without results the average and the count are 0, others null."""
    value = await results.statistics(test_name, field_name, aggr_function, status=first(status), since=first(since))
    return {test_name: {field_name: {aggr_function: value}}}
