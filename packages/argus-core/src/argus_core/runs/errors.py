"""Errors about runs."""

from __future__ import annotations

from argus_core.errors import ArgusError, BadRequest, DocumentNotFound, ErrorKind


class ClientException(ArgusError):
    """A submission that makes no sense."""

    kind = ErrorKind.REFUSED


class UnknownRunType(ClientException):
    """A run type that no plugin serves."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "ClientException"

    def __init__(self, name: str) -> None:
        super().__init__(f"Unsupported run type: {name}", name)


class RunNotFound(DocumentNotFound):
    """No run of this type has this id."""

    wire_name = "DocumentNotFound"

    def __init__(self, run_id: object) -> None:
        super().__init__("run", run_id)


class NotSupported(BadRequest):
    """A call that this run type does not offer. The name is the one that clients know."""

    wire_name = "NotImplementedError"


class TestRunServiceException(ArgusError):
    """A question about runs or their results that makes no sense."""

    __test__ = False  # no test class of pytest

    kind = ErrorKind.MALFORMED


class UnknownPlugin(TestRunServiceException):
    """A run type in an address that no plugin serves."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "TestRunServiceException"

    def __init__(self, name: str) -> None:
        super().__init__(f"Unknown plugin {name}")


class TestHasNoRunType(TestRunServiceException):
    """A test of which nobody knows where its runs are."""

    __test__ = False  # no test class of pytest

    kind = ErrorKind.REFUSED
    wire_name = "TestRunServiceException"

    def __init__(self, test_id: object, plugin: str | None) -> None:
        has = f"the unknown run type {plugin}" if plugin else "no run type"
        super().__init__(f"The test {test_id} has {has}: its runs cannot be found")


class TestEntityUnknown(TestRunServiceException):
    """A change of status for a test that does not exist. The texts are those that clients know."""

    __test__ = False  # no test class of pytest

    kind = ErrorKind.NOT_FOUND
    wire_name = "TestRunServiceException"

    def __init__(self, test_id: object) -> None:
        super().__init__("Test entity does not exist for provided test_id", test_id)


class FileNotOfRun(TestRunServiceException):
    """A log or screenshot that a run does not have."""

    kind = ErrorKind.NOT_FOUND
    wire_name = "TestRunServiceException"
