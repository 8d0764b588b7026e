"""`python -m iso16363`."""

import sys

from iso16363.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
