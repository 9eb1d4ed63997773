"""The table of rights (rights.csv): verb × role, closed unless it says otherwise (SECURITY 2.4).

Beside it `commands.csv`: what each command of the operator does, and by which verbs.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from qiao.exceptions import RightUnknownError

TABLE = Path(__file__).with_name("rights.csv")
COMMANDS = Path(__file__).with_name("commands.csv")


@cache
def rights() -> dict[str, frozenset[str]]:
    """Return the roles that may do each verb."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["verb"]: frozenset(row["roles"].split()) for row in csv.DictReader(file)}


@cache
def commands() -> dict[str, frozenset[str]]:
    """Return the verbs that each command of the operator does; most do none of an organisation's."""
    with COMMANDS.open(encoding="utf-8", newline="") as file:
        return {row["command"]: frozenset(row["verbs"].split()) for row in csv.DictReader(file)}


def may(roles: Iterable[str], verb: str) -> bool:
    """Say whether one of `roles` may do `verb`; an unlisted verb raises RightUnknownError."""
    if verb not in rights():
        raise RightUnknownError(verb=verb)
    return not rights()[verb].isdisjoint(roles)
