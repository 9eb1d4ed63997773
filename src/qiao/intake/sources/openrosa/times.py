"""Comparisons of times that not every client reads alike, found when a form is taken in.

JavaRosa, the engine inside ODK Collect, compares bare moments as whole days and bare times of day as one and the same;
ODK Web Forms opens no form with a question inside decimal-date-time().
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from qiao.intake.sources.openrosa.plain_xml import attribute, local

EXPRESSIONS = ("constraint", "relevant", "calculate", "required", "readonly")
MOMENT, TIME = "dateTime", "time"
PATH = re.compile(
    r"(?:current\(\)/)?(?:\.\./)*(?:/?[A-Za-z_][\w.-]*)(?:/[A-Za-z_][\w.-]*)+|current\(\)/[\w./-]+|\.\./[\w./-]+"
)
TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
ITSELF = re.compile(r"(?<![\w./\])])\.(?![\w./])")
COMPARES_AFTER = re.compile(r"\s*[<>]")
COMPARES_BEFORE = re.compile(r"[<>]=?\s*$")
DECIMAL = re.compile(r"decimal-date-time\(\s*$")  # fmt: skip


class Trouble(StrEnum):
    """What is wrong with an expression about times."""

    DAYS_ONLY = "DAYS_ONLY"
    NO_DIFFERENCE = "NO_DIFFERENCE"
    NOT_OPENED = "NOT_OPENED"


@dataclass(frozen=True)
class TimeDoubt:
    """An expression that one client reads otherwise: of which question, in which column, in which row of the sheet."""

    trouble: Trouble
    name: str
    column: str
    row: int | None = None


def time_doubts(root: Element, rows: Sequence[str] = ()) -> tuple[TimeDoubt, ...]:
    """Return what is doubtful in a form. `rows` are the names in the sheet survey, from its second line on."""
    binds = [one for one in root.iter() if local(one.tag) == "bind"]
    types = {attribute(one, "nodeset"): attribute(one, "type") for one in binds}
    times = {path: kind for path, kind in types.items() if kind in {MOMENT, TIME}}
    if not times:
        return ()
    found = (doubt for bind in binds for doubt in _of_bind(bind, times))
    placed = {name: number for number, name in reversed(list(enumerate(rows, start=2)))}
    return tuple(
        dict.fromkeys(TimeDoubt(one.trouble, one.name, one.column, placed.get(one.name)) for one in found)
    )


def _of_bind(bind: Element, times: dict[str, str]) -> Iterator[TimeDoubt]:
    path = attribute(bind, "nodeset")
    for column in EXPRESSIONS:
        for trouble in _troubles(attribute(bind, column), path, times):
            yield TimeDoubt(trouble, path.rpartition("/")[2], column)


def _troubles(expression: str, path: str, times: dict[str, str]) -> Iterator[Trouble]:
    plain = TEXT.sub(lambda found: "'" + "_" * (len(found[0]) - 2) + "'", expression)
    for found in (*PATH.finditer(plain), *ITSELF.finditer(plain)):
        kind = _type_of(found[0], path, times)
        before, after = plain[: found.start()], plain[found.end() :]
        if not kind:
            continue
        if DECIMAL.search(before):
            yield Trouble.NOT_OPENED
        elif COMPARES_BEFORE.search(before) or COMPARES_AFTER.match(after):
            yield Trouble.DAYS_ONLY if kind == MOMENT else Trouble.NO_DIFFERENCE


def _type_of(said: str, path: str, times: dict[str, str]) -> str:
    """Return the type of the question that a path in the bind of `path` means; none where it asks for no time."""
    if said == ".":
        return times.get(path, "")
    relative = said.removeprefix("current()/")
    parts = [] if relative.startswith("/") else path.split("/")
    for part in relative.strip("/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    whole = "/".join(parts)
    return times.get(whole if whole.startswith("/") else f"/{whole}", "")


def rows_of(survey: Iterable[dict[str, str]]) -> list[str]:
    """Return the name in each row of the sheet survey."""
    return [str(one.get("name") or "") for one in survey]
