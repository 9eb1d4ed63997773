"""Count what pytest's JUnit files report and close with the plain line "N passed, N failed".

Ends with 1 when a test failed, when a file is missing or holds no test, and in CI (CI=true) when a test was
skipped for another reason than that ../shared is absent.
"""

import os
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

ALLOWED_REASON = "../shared"


@dataclass
class Count:
    """What one run of the suite came to."""

    passed: int = 0
    failed: int = 0
    allowed_skips: int = 0
    refused_skips: list[str] = field(default_factory=list)


def count(report: Path) -> Count:
    """Return the counts of one JUnit file; a missing file counts as one failure."""
    result = Count()
    if not report.exists():
        result.failed = 1
        return result
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own pytest wrote it a minute ago
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        elif skip is None:
            result.passed += 1
        elif ALLOWED_REASON in skip.get("message", ""):
            result.allowed_skips += 1
        else:
            name = f"{case.get('classname')}.{case.get('name')}"
            result.refused_skips.append(f"{name}: {skip.get('message')}")
    return result


def main(reports: list[str]) -> int:
    results = {Path(report).stem: count(Path(report)) for report in reports}
    empty = [suite for suite, result in results.items() if not result.passed + result.failed]
    refused = [f"{suite}: {line}" for suite, result in results.items() for line in result.refused_skips]
    for suite, result in results.items():
        skips = result.allowed_skips + len(result.refused_skips)
        print(f"{suite} suite — passed {result.passed}, failed {result.failed}, skipped {skips}")
    for line in refused:
        print(f"skipped without {ALLOWED_REASON}: {line}")
    for suite in empty:
        print(f"no test ran: {suite}")
    passed, failed = (sum(getattr(r, name) for r in results.values()) for name in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    in_ci = os.environ.get("CI", "").lower() == "true"
    return 1 if failed or empty or (in_ci and refused) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
