"""The configuration of a server."""

from argus_core.config.errors import ConfigurationError
from argus_core.config.loading import load_settings
from argus_core.config.settings import Settings

__all__ = ["ConfigurationError", "Settings", "load_settings"]
