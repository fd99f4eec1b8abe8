from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argus_core.http.binary import from_base64


@given(st.binary(max_size=400))
def test_base64_with_line_breaks(data: bytes) -> None:
    assert from_base64(base64.encodebytes(data).decode()) == data


@pytest.mark.parametrize("given", ["a", "ä===", "*nonsense*", "abc", None, 7, b"YQ=="])
def test_what_is_no_base64_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="Base64"):
        from_base64(given)
