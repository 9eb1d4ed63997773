"""Read by schemathesis alone (bench/contract.py), in .venv-attack: what it cannot send is not asked."""

import re
from typing import Any

import schemathesis

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:  # noqa: ARG001 - schemathesis' signature
    """Leave out XML with signs that XML cannot hold.

    schemathesis drops them as it writes a body: what it means to be wrong then arrives right.
    """
    return case.media_type != "application/cap+xml" or is_writable(case.body)


def is_writable(value: Any) -> bool:
    """Say whether every word in a body can stand in XML."""
    if isinstance(value, dict):
        return all(is_writable(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(map(is_writable, value))
    return not (isinstance(value, str) and UNWRITABLE.search(value))
