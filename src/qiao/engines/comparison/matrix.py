"""The structured, focused comparison: the same questions put to every case, empty cells left visible."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Dimension(StrEnum):
    """The five dimensions of a response, in the order of the mission text."""

    GEOGRAPHY = "GEOGRAPHY"
    BUSINESS_SCOPE = "BUSINESS_SCOPE"
    FUNCTIONS = "FUNCTIONS"
    RESOURCE_MOBILISATION = "RESOURCE_MOBILISATION"
    GOVERNMENT_COOPERATION = "GOVERNMENT_COOPERATION"


DIMENSIONS: Mapping[Dimension, tuple[str, str]] = MappingProxyType(
    {
        Dimension.GEOGRAPHY: ("地域", "geography"),
        Dimension.BUSINESS_SCOPE: ("业务范围", "business scope"),
        Dimension.FUNCTIONS: ("功能发挥", "functions"),
        Dimension.RESOURCE_MOBILISATION: ("资源动员", "resource mobilisation"),
        Dimension.GOVERNMENT_COOPERATION: ("政府合作", "government cooperation"),
    }
)
"""Chinese and English names of the dimensions."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the foreword, put to every case.

    Attributes
    ----------
    key
        Stable, unique in a matrix.
    """

    key: str
    dimension: Dimension
    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one case says to one question.

    Attributes
    ----------
    text
        The answer in words.
    codes
        Codes of the code book given to it.
    evidence
        Keys of the records behind it.
    """

    text: str = ""
    codes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found: an answer to be shown, not hidden."""
        return not self.text.strip() and not self.codes


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Questions by cases.

    Attributes
    ----------
    questions, cases
        Rows and columns in the order shown; `cases` are keys.
    cells
        By (question key, case key); what is not there is an empty cell.

    Raises
    ------
    ValueError
        When a question or case appears twice, or a cell belongs to neither.
    """

    questions: tuple[Question, ...]
    cases: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = {question.key for question in self.questions}
        if len(keys) != len(self.questions) or len(set(self.cases)) != len(self.cases):
            raise ValueError("a question or a case stands twice in the matrix.")
        if strangers := [at for at in self.cells if at[0] not in keys or at[1] not in self.cases]:
            raise ValueError(f"cells outside the matrix: {strangers}")

    def cell(self, question: str, case: str) -> Cell:
        """Return one cell, empty where nothing was written."""
        return self.cells.get((question, case), EMPTY)

    def rows(self) -> list[tuple[Question, tuple[Cell, ...]]]:
        """Return every question with one cell for each case, empty ones included."""
        return [
            (question, tuple(self.cell(question.key, case) for case in self.cases))
            for question in self.questions
        ]

    def empty_cells(self) -> list[tuple[Question, str]]:
        """Return the question and case of every empty cell, row by row."""
        return [
            (question, case)
            for question in self.questions
            for case in self.cases
            if self.cell(question.key, case).is_empty
        ]

    def unevidenced_cells(self) -> list[tuple[Question, str]]:
        """Return the question and case of every answer that names no record."""
        return [
            (question, case)
            for question in self.questions
            for case in self.cases
            if not (cell := self.cell(question.key, case)).is_empty and not cell.evidence
        ]
