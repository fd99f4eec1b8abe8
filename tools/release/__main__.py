"""`python -m tools.release`."""

from tools.release.cli import main

if __name__ == "__main__":
    main()
