"""What stops a release."""

from __future__ import annotations


class ReleaseError(Exception):
    """Says what is wrong and what to do about it. Nothing of the checkout has changed when it arrives."""
