from typing import Any

class ExecuteMessage:
    """EXECUTE of a prepared statement."""

    def _should_skip_metadata(self, protocol_version: int, protocol_features: Any) -> bool: ...

def __getattr__(name: str) -> Any: ...
