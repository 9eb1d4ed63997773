"""Where a row of figures is: its most exact code, else its most exact name; never a larger place instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.gaps.tables.columns import Column
from qiao.intake.sources.tables import Catalogue, Role
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.places import NAMED, find_where

CODE_DIGITS = 6
NAMED_BY: dict[Column, Role] = {
    Column.DISTRICT: Role.DISTRICT,
    Column.PLACE: Role.PLACE,
    Column.CITY: Role.CITY,
    Column.PROVINCE: Role.PROVINCE,
}
NAME_SIGNS = 2


@dataclass(frozen=True)
class Located:
    """A place as understood, the column it came from, and what is doubtful or refuses the row."""

    code: str = ""
    column: Column | None = None
    said: str = ""
    words: str = ""
    is_read: bool = False
    doubt: str = ""
    refusal: str = ""


def locate(said: Sequence[tuple[Column, str]], catalogue: Catalogue) -> Located:
    """Return the place that the cells of a row name. A name that may mean several is never guessed."""
    codes = [code for column, text in said if column is Column.PLACE_CODE and (code := plain_code(text))]
    names = {NAMED_BY[column]: clean(text) for column, text in said if column in NAMED_BY and clean(text)}
    exact = next((role for role in NAMED if role in names), None)
    if codes:
        found = _by_code(codes, names.get(exact, "") if exact else "", catalogue)
        if found.code or exact is None:
            return found
    if exact is None:
        return Located(refusal="place_missing")
    column = next(one for one, role in NAMED_BY.items() if role is exact)
    where = find_where(names, "", catalogue)
    if where.code is None or where.role is not exact:
        # A larger place that is known is not the one the row speaks of.
        refusal = "place_unclear" if where.doubt == "place_ambiguous" else "place_not_known"
        return Located(
            column=column, said=names[exact], words=where.words if not where.code else "", refusal=refusal
        )
    is_read = where.is_read or names[exact] not in where.words
    return Located(where.code, column, names[exact], where.words, is_read=is_read)


def plain_code(text: str) -> str:
    """Return a code as the registry has it: 420100.0 of a spreadsheet, CN420100 of HXL, twelve digits of statistics."""
    plain = clean(text).upper().removeprefix("CN").removesuffix(".0")
    whole = plain.isdigit() and plain.isascii() and len(plain) in {6, 9, 12}
    # A township's figures are not its county's.
    return plain[:CODE_DIGITS] if whole and not plain[CODE_DIGITS:].strip("0") else ""


def _by_code(codes: Sequence[str], name: str, catalogue: Catalogue) -> Located:
    exact = max(codes, key=lambda code: len(code.rstrip("0")))
    row = catalogue.places.by_code(exact)
    if row is None:
        return Located(column=Column.PLACE_CODE, said=exact, refusal="place_not_known")
    full = catalogue.places.full_name(row.code)
    differs = bool(name) and not name.isdigit() and name[:NAME_SIGNS] not in full
    return Located(row.code, Column.PLACE_CODE, exact, full, doubt="place_differs" if differs else "")
