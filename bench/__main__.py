"""Run one benchmark by name: `python -m bench allocation [arguments]`."""

import importlib
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def main(arguments: list[str]) -> int:
    """Hand the arguments after the name to that benchmark's own `main`."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: python -m bench {{{','.join(NAMES)}}} [arguments]", file=sys.stderr)
        return 2
    sys.path.insert(0, str(HERE.parent / "src"))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)])
    return int(importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
