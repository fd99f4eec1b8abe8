from collections.abc import Callable, Mapping, Sequence
from typing import Any

class Statement:
    consistency_level: int | None
    serial_consistency_level: int | None
    is_idempotent: bool
    fetch_size: int | None

class SimpleStatement(Statement):
    def __init__(self, query_string: str, consistency_level: int | None = ..., fetch_size: int | None = ..., is_idempotent: bool = ...) -> None: ...

class PreparedStatement:
    query_string: str
    def bind(self, values: Sequence[Any] | Mapping[str, Any]) -> BoundStatement: ...

class BoundStatement(Statement): ...

class BatchType:
    LOGGED: BatchType
    UNLOGGED: BatchType

class BatchStatement(Statement):
    def __init__(self, batch_type: BatchType = ..., consistency_level: int | None = ...) -> None: ...
    def add(self, statement: Any, parameters: Any = ...) -> BatchStatement: ...

dict_factory: Callable[..., Any]
tuple_factory: Callable[..., Any]
named_tuple_factory: Callable[..., Any]
