"""The code book of the five dimensions: the same questions put to every case, empty answers left visible."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from qiao.casebook.models import CaseFact, CaseStudy, Dimension

UNKNOWN = "UNKNOWN"
"""A statement that something was looked for and not found: shown as unknown, never as an answer."""

OTHER = ""

QUESTIONS: dict[Dimension, tuple[tuple[str, Any], ...]] = {
    Dimension.GEOGRAPHY: (
        ("REACH", _("组织的范围")),
        ("BEFORE", _("事前的基础")),
        ("PARTNERS", _("本地与外地的伙伴")),
        ("LAST_MILE", _("服务能否直达")),
        ("CONTEXT", _("当地情况")),
    ),
    Dimension.SCOPE: (("STRENGTH", _("从何处所长入手")),),
    Dimension.FUNCTIONS: (
        ("SERVICE", _("直接服务")),
        ("LINKING", _("链接资源")),
        ("ADVOCACY", _("政策倡导")),
    ),
    Dimension.MOBILISATION: (
        ("MONEY", _("资金投入")),
        ("GOODS", _("物资投入")),
        ("MEMBERS", _("会员投入")),
        ("VOLUNTEERS", _("志愿者投入")),
    ),
    Dimension.GOVERNMENT: (
        ("STANCE", _("主动参与")),
        ("TRUST", _("信任与互补")),
        ("CHANNEL", _("报送与部门")),
    ),
}


MORE: dict[Dimension, tuple[tuple[str, Any], ...]] = {
    Dimension.MOBILISATION: (
        ("SKILL", _("专业技能")),
        ("SPACE", _("场地")),
        ("INFORMATION", _("信息")),
    ),
}
"""Kinds of contribution that a fact may state besides; no case is asked for them in the matrix."""


@dataclass(frozen=True)
class Row:
    """One question with a cell for each case; a cell without facts is an answer too."""

    code: str
    label: Any
    cells: tuple[tuple[CaseFact, ...], ...]


@dataclass(frozen=True)
class Block:
    """One dimension with its questions."""

    dimension: Dimension
    rows: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all is stated on this dimension."""
        return not any(cell for row in self.rows for cell in row.cells)

    @property
    def empty_cells(self) -> int:
        """Return how many answers of the code book are missing."""
        return sum(1 for row in self.rows if row.code != UNKNOWN for cell in row.cells if not cell)


def blocks_of(cases: Iterable[CaseStudy]) -> list[Block]:
    """Return the matrix of dimension × question × case, every question of the code book included."""
    told = [list(case.facts.all()) for case in cases]
    return [Block(dimension, tuple(_rows(dimension, told))) for dimension in Dimension]


def _rows(dimension: Dimension, told: list[list[CaseFact]]) -> Iterable[Row]:
    asked = {code for code, _label in QUESTIONS[dimension]}
    for code, label in QUESTIONS[dimension]:
        yield Row(code, label, _cells(dimension, {code}, told))
    others = (
        {fact.code for facts in told for fact in facts if fact.dimension == dimension} - asked - {UNKNOWN}
    )
    last = ((others, _("其他")), ({UNKNOWN}, _("查而未得")))
    for codes, label in last:
        cells = _cells(dimension, codes, told)
        if any(cells):
            yield Row(UNKNOWN if codes == {UNKNOWN} else OTHER, label, cells)


def _cells(
    dimension: Dimension, codes: set[str], told: list[list[CaseFact]]
) -> tuple[tuple[CaseFact, ...], ...]:
    return tuple(
        tuple(fact for fact in facts if fact.dimension == dimension and fact.code in codes) for facts in told
    )
