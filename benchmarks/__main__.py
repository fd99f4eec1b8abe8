"""Run the benchmarks and print their tables."""

from __future__ import annotations

import sys

from benchmarks import data_layer, http

PARTS = {"data_layer": data_layer.main, "http": http.main}


def main() -> None:
    """All parts, or those that are named."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
