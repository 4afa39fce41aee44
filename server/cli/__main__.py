"""`python -m server.cli` is `doorstep`."""

import sys

from server.cli import main

sys.exit(main())
