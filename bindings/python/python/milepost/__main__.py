"""The command line: `python -m milepost` is the command `milepost`."""

from __future__ import annotations

import signal
import sys

from . import _native


def main() -> int:
    """Runs the command with the arguments of this process; gives its exit status."""
    # The engine's threads do not ask Python whether somebody pressed Ctrl-C: the process ends at once, as the command does.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["milepost", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
