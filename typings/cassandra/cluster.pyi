from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cassandra.policies import LoadBalancingPolicy, ReconnectionPolicy, RetryPolicy
from cassandra.query import PreparedStatement

EXEC_PROFILE_DEFAULT: object

class NoHostAvailable(Exception):
    errors: dict[Any, Any]
    def __init__(self, message: str, errors: dict[Any, Any]) -> None: ...

class ExecutionProfile:
    row_factory: Callable[..., Any]
    def __init__(
        self,
        load_balancing_policy: LoadBalancingPolicy | None = ...,
        retry_policy: RetryPolicy | None = ...,
        consistency_level: int = ...,
        serial_consistency_level: int | None = ...,
        request_timeout: float | None = ...,
        row_factory: Callable[..., Any] = ...,
    ) -> None: ...

class ResponseFuture:
    has_more_pages: bool
    message: Any
    prepared_statement: Any
    def start_fetching_next_page(self) -> None: ...
    def add_callbacks(self, callback: Callable[..., Any], errback: Callable[..., Any]) -> None: ...
    def result(self) -> ResultSet: ...

class ResultSet(Iterable[Any]):
    was_applied: bool
    current_rows: list[Any]
    column_names: list[str] | None
    def __iter__(self) -> Iterator[Any]: ...
    def one(self) -> Any: ...
    def all(self) -> list[Any]: ...

class Session:
    default_fetch_size: int
    default_timeout: float | None
    row_factory: Callable[..., Any]
    keyspace: str | None
    cluster: Cluster
    def execute(
        self, query: Any, parameters: Sequence[Any] | Mapping[str, Any] | None = ..., timeout: float | None = ..., **kwargs: Any
    ) -> ResultSet: ...
    def execute_async(
        self, query: Any, parameters: Sequence[Any] | Mapping[str, Any] | None = ..., timeout: float | object = ..., **kwargs: Any
    ) -> ResponseFuture: ...
    def add_request_init_listener(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> None: ...
    def get_execution_profile(self, name: object) -> ExecutionProfile: ...
    def get_pools(self) -> Iterable[Any]: ...
    def execution_profile_clone_update(self, ep: object, **kwargs: Any) -> ExecutionProfile: ...
    def prepare(self, query: str) -> PreparedStatement: ...
    def set_keyspace(self, keyspace: str) -> None: ...
    def shutdown(self) -> None: ...

class Cluster:
    metadata: Any
    def __init__(
        self,
        contact_points: Sequence[str] = ...,
        port: int = ...,
        auth_provider: Any = ...,
        execution_profiles: Mapping[Any, ExecutionProfile] | None = ...,
        reconnection_policy: ReconnectionPolicy | None = ...,
        protocol_version: int = ...,
        connect_timeout: float = ...,
        control_connection_timeout: float | None = ...,
        schema_metadata_enabled: bool = ...,
        token_metadata_enabled: bool = ...,
        max_schema_agreement_wait: float = ...,
        **kwargs: Any,
    ) -> None: ...
    def connect(self, keyspace: str | None = ..., wait_for_all_pools: bool = ...) -> Session: ...
    def shutdown(self) -> None: ...
    def refresh_schema_metadata(self, max_schema_agreement_wait: float | None = ...) -> None: ...
