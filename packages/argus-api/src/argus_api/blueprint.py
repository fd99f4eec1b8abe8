"""What argus-api gives to the server."""

from argus_api.client.configuration.router import routes as client_configuration
from argus_api.client.costs.router import routes as client_costs
from argus_api.client.driver_matrix.router import routes as client_driver_matrix
from argus_api.client.pytest.router import routes as client_pytest
from argus_api.client.replay.router import routes as client_replay
from argus_api.client.reports.router import routes as client_reports
from argus_api.client.results.router import routes as client_results
from argus_api.client.runs.router import routes as client_runs
from argus_api.client.sct.router import routes as client_sct
from argus_api.client.ssh.router import routes as client_ssh
from argus_api.hierarchy.router import routes as hierarchy
from argus_api.latest.router import routes as latest
from argus_api.live.router import routes as live
from argus_api.notifications.router import routes as notifications
from argus_api.planning.router import client_routes as client_planning
from argus_api.planning.router import routes as planning
from argus_api.search.router import planning_routes as planning_search
from argus_api.search.router import routes as search
from argus_api.search.router import view_routes as view_search
from argus_api.testrun.comments.router import routes as testrun_comments
from argus_api.testrun.files.router import routes as testrun_files
from argus_api.testrun.overview.router import routes as testrun_overview
from argus_api.testrun.pytest.router import routes as testrun_pytest
from argus_api.testrun.results.router import routes as testrun_results
from argus_api.testrun.runs.router import routes as testrun_runs
from argus_api.testrun.triage.router import routes as testrun_triage
from argus_api.version.router import routes as version
from argus_core.blueprint import Blueprint
from argus_core.live.draining import draining

FEATURES = (
    version,
    planning,
    client_planning,
    client_sct,
    client_ssh,
    client_replay,
    client_driver_matrix,
    client_pytest,
    client_results,
    client_reports,
    client_costs,
    testrun_results,
    client_runs,
    client_configuration,
    hierarchy,
    testrun_comments,
    testrun_pytest,
    testrun_triage,
    testrun_files,
    testrun_overview,
    testrun_runs,
    latest,
    notifications,
    planning_search,
    view_search,
    search,
    live,
)
"""Order matters where paths overlap: literal segments before parameters."""

BLUEPRINT = Blueprint(
    name="api",
    distribution="argus-alm-api",
    routes=[route for feature in FEATURES for route in feature.routes],
    lifespan=draining,
)
