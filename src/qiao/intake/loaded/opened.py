"""The file of a batch opened again, and what its verdicts add up to. Read by actions, pages and the worker."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from qiao.accounts.sealing import unseal_bytes, unwrap
from qiao.exceptions import ImportFileGoneError
from qiao.intake.models import ImportBatch, ImportFile, ImportRow
from qiao.intake.sources.tables import Block, Grid, Issue, Level, block_at, open_tables
from qiao.intake.sources.tables.verdicts import LOADED


def context_of(batch: ImportBatch) -> str:
    """Return the context in which the file of a batch is sealed."""
    return f"import.file:{batch.pk}"


def grids_of(batch: ImportBatch) -> list[Grid]:
    """Open the file of a batch again.

    Raises
    ------
    ImportFileGoneError
        When its time came and it was deleted.
    """
    file = ImportFile.objects.filter(batch=batch).first()
    if file is None:
        raise ImportFileGoneError(name=batch.name)
    key = unwrap(bytes(file.wrapped), f"import.key:{batch.pk}")
    return open_tables(batch.name, unseal_bytes(key, bytes(file.sealed), context_of(batch)))


def block_of(batch: ImportBatch, grids: Sequence[Grid]) -> Block:
    """Return the table of a batch that its plan names."""
    at = batch.plan["at"]
    return block_at(grids, at["sheet"], at["header_row"], at["header_lines"], at.get("end"))


def as_kept(issue: Issue) -> dict[str, Any]:
    """Return an issue as the verdict of a row keeps it."""
    return {
        "level": str(issue.level),
        "code": issue.code,
        "column": issue.column,
        "said": issue.said,
        "as": issue.read_as,
    }


def figures_of(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows of a batch have each verdict, and how many are loaded."""
    rows = ImportRow.objects.filter(batch=batch).values_list("level", "state", "voices")
    counted = Counter(level for level, _state, _voices in rows)
    return {
        **{str(level): counted.get(level, 0) for level in Level},
        "rows": sum(counted.values()),
        "loaded": sum(state == ImportRow.State.LOADED for _level, state, _voices in rows),
        "voices": sum(voices for level, _state, voices in rows if level in LOADED),
    }
