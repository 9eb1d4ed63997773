"""The project: settings, addresses, and the commands that start Qiao.

This package is imported just before its settings. `python -m django demo` needs a data directory that is
ready when they are read, so it is prepared here, and only for that command line.
"""

import sys
from pathlib import Path

if sys.argv[1:2] == ["demo"] and Path(sys.argv[0]).parent.name == "django":
    from qiao.project.launch import take_place

    take_place(sys.argv[2:])
