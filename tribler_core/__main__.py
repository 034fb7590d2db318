"""`python -m tribler_core` is `triblerd`."""

import sys

from tribler_core.daemon.cli import main

sys.exit(main())
