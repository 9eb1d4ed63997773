"""Write docs/errors.md from the refusals themselves: python scripts/errors.py [--check]."""

import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "errors.md"
HEAD = """# Errors 错误

Every refusal a user can meet: its code is stable, its sentence says what happened and what to do, in both languages. The API gives the code in `code` of an `application/problem+json` answer. Doubts about *data* are not errors but notes on the record.

| code | status | 何时 / 怎么办 | occurs when / what to do |
|---|---|---|---|
"""


def main() -> int:
    """Write the table, or with --check say whether it is fresh."""
    sys.path.insert(0, str(ROOT / "src"))
    from qiao import exceptions

    refusals = {
        one.code: one
        for _, one in inspect.getmembers(exceptions, inspect.isclass)
        if issubclass(one, exceptions.QiaoError)
    }
    rows = [
        f"| `{code}` | {one.status} | {one.message_zh} | {one.message_en} |\n"
        for code, one in sorted(refusals.items())
    ]
    text = HEAD + "".join(rows)
    if "--check" in sys.argv:
        fresh = TARGET.read_text(encoding="utf-8") == text
        print("docs/errors.md is fresh" if fresh else "docs/errors.md is stale: run scripts/errors.py")
        return 0 if fresh else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
