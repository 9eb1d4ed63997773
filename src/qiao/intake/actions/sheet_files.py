"""A whole sheet handed in as a file: what it changes against what stands, then one version is loaded."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.intake.actions.sheets import Sheet, load_version, open_sheet
from qiao.intake.models import Need, SheetLine, SheetSource
from qiao.intake.sources.sheet import Differ, Institution, Version
from qiao.intake.sources.sheet_file import read_rows
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import Crisis

KEY_PARTS = 3
ANY_OTHER_TEXT = "\0"
"""Stands for a cell whose wording is not kept: the cell is read again, and the same amount changes nothing."""


@dataclass(frozen=True)
class SheetFile:
    """A file as it was handed in; `one_is_open` where the sheet writes 1 for "any amount"."""

    name: str
    content: bytes
    one_is_open: bool = False

    @property
    def version(self) -> str:
        """Return the version's name: the same file again is the same version."""
        return f"{self.name[-40:]} {hashlib.sha256(self.content).hexdigest()[:16]}"


def load_sheet_file(
    actor: Actor, crisis: Crisis, file: SheetFile, *, name: str, at: datetime
) -> tuple[SheetSource, Version]:
    """Load a sheet's newest state. Read again unchanged, it changes nothing.

    Raises TableUnreadableError or SheetUnreadableError, saying what is wrong with the file, before anything is kept.
    """
    rows = read_rows(file.name, file.content)
    sheet = open_sheet(actor, crisis, name=name, open_marks={"1"} if file.one_is_open else ())
    version = Differ(national_gazetteer(), _held(sheet)).version(file.version, at, rows)
    return load_version(actor, sheet, version), version


def _held(sheet: Sheet) -> dict[str, tuple[Institution, dict[str, str]]]:
    """Return the rows that stand in the sheet now, by key, with the columns in which each asks."""
    asked: defaultdict[str, dict[str, str]] = defaultdict(dict)
    standing = Need.objects.filter(key__startswith=f"{sheet.source.pk}\t", closed_at__isnull=True)
    for key in standing.values_list("key", flat=True):
        parts = key.split("\t", KEY_PARTS - 1)
        if len(parts) == KEY_PARTS:
            asked[parts[1]][parts[2]] = ANY_OTHER_TEXT
    held = {}
    for line in SheetLine.objects.filter(source=sheet.source, absent_since__isnull=True):
        city, _, name = line.key.partition("|")
        held[line.key] = (Institution("", city, "", name), asked[line.key])
    return held
