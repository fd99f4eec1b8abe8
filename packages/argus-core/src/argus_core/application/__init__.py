"""From settings and blueprints to an application."""

from argus_core.application.build import build
from argus_core.application.composition import Composition, compose

__all__ = ["Composition", "build", "compose"]
