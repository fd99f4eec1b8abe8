from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

class AsyncIOScheduler:
    running: bool
    def __init__(self, *, timezone: str = ...) -> None: ...
    def add_job(
        self,
        func: Callable[..., Awaitable[object]],
        trigger: Literal["interval"],
        *,
        args: Sequence[Any] = ...,
        seconds: float = ...,
        jitter: float | None = ...,
        id: str = ...,
        max_instances: int = ...,
        coalesce: bool = ...,
        misfire_grace_time: int | None = ...,
    ) -> object: ...
    def start(self, paused: bool = ...) -> None: ...
    def pause(self) -> None: ...
    def shutdown(self, wait: bool = ...) -> None: ...
