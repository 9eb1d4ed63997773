"""What a comparison shows: agreement of coders, where they differ, the truth table, and what speaks against it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from qiao.casebook.codes import QUESTIONS, UNKNOWN
from qiao.casebook.models import CaseStudy, Code, Codebook, Coding, Collection, Ruling
from qiao.engines.comparison import (
    Case,
    Cell,
    Dimension,
    Fit,
    Matrix,
    Question,
    Row,
    TooFewCasesError,
    TruthTable,
    cases_needed,
    fit,
    krippendorff_alpha,
    minimise,
    truth_table,
)

RELIABLE, TENTATIVE = 0.8, 0.667
MOST_CONDITIONS = 6
ENGINE_DIMENSIONS = dict(zip(QUESTIONS, Dimension, strict=True))
"""Our five dimensions as the engine names them, both in the order of the mission text."""
Unit = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class Disputed:
    """A case and a code on which coders differ, and what was ruled."""

    case: CaseStudy
    code: Code
    said: tuple[tuple[str, bool], ...]
    ruling: Ruling | None


@dataclass(frozen=True)
class CounterCase:
    """A case that speaks against a condition: with it and without the outcome, or the other way round."""

    case: CaseStudy
    condition: Code
    has_condition: bool


@dataclass(frozen=True)
class Study:
    """Everything of one version of a code book.

    `alpha` is None where nothing can be said. `table` is None until every case is settled on every code; `unsettled`
    says how many judgements lack. `combinations` is None where there are too few cases.
    """

    codebook: Codebook | None
    codes: tuple[Code, ...] = ()
    cases: tuple[CaseStudy, ...] = ()
    coders: tuple[str, ...] = ()
    alpha: float | None = None
    judged_twice: int = 0
    disputed: tuple[Disputed, ...] = ()
    settled: Mapping[Unit, bool] = field(default_factory=dict)
    unsettled: int = 0
    conditions: tuple[Code, ...] = ()
    outcome: Code | None = None
    table: TruthTable | None = None
    fits: tuple[tuple[Code, Fit], ...] = ()
    combinations: tuple[dict[str, bool], ...] | None = None
    needed: int = 0
    counters: tuple[CounterCase, ...] = ()

    @property
    def verdict(self) -> str:
        """Return how far the agreement carries: RELIABLE, TENTATIVE, UNRELIABLE, or nothing can be said."""
        if self.alpha is None:
            return "NONE"
        if self.alpha >= RELIABLE:
            return "RELIABLE"
        return "TENTATIVE" if self.alpha >= TENTATIVE else "UNRELIABLE"

    def grid(self) -> list[tuple[CaseStudy, list[tuple[Code, bool | None]]]]:
        """Return what holds for each case by each code; None where it is not settled."""
        return [
            (case, [(code, self.settled.get((code.pk, case.pk))) for code in self.codes])
            for case in self.cases
        ]


def compared_cases(collection: Collection) -> list[CaseStudy]:
    """Return the cases of a collection that are compared, drafts of the own organisation included."""
    rows = collection.cases.filter(hidden_at__isnull=True).select_related("subject", "subject__home")
    return list(rows.prefetch_related("facts", "leads__home", "snapshots").order_by("number", "title"))


def versions_of(collection: Collection) -> QuerySet[Codebook]:
    """Return the versions of the code book, the newest first."""
    rows: QuerySet[Codebook] = Codebook.objects.filter(collection=collection)
    return rows.prefetch_related("codes")


def latest(collection: Collection) -> Codebook | None:
    """Return the code book in use."""
    return versions_of(collection).first()


def study_of(collection: Collection) -> Study:
    """Return the comparison by the code book in use."""
    codebook = latest(collection)
    cases = tuple(compared_cases(collection))
    if codebook is None:
        return Study(None, cases=cases)
    codes = tuple(codebook.codes.all())
    judged = _judged(codes, cases)
    rulings = {(one.code_id, one.case_id): one for one in Ruling.objects.filter(code__in=codes)}
    units = [(code.pk, case.pk) for case in cases for code in codes]
    settled = _settled(units, judged, rulings)
    coders = tuple(dict.fromkeys(coder for said in judged.values() for coder in said))
    names = {one.pk: str(one) for one in get_user_model().objects.filter(pk__in=coders)}
    base: dict[str, Any] = {
        "codes": codes,
        "cases": cases,
        "coders": tuple(names[one] for one in coders),
        "alpha": alpha_of(units, judged),
        "judged_twice": sum(1 for one in units if len(judged.get(one, {})) > 1),
        "disputed": tuple(_disputed(cases, codes, judged, rulings, names)),
        "settled": settled,
        "unsettled": len(units) - len(settled),
    }
    return Study(codebook, **base, **_table(cases, codes, settled))


def _judged(codes: Sequence[Code], cases: Sequence[CaseStudy]) -> dict[Unit, dict[Any, bool]]:
    held: dict[Unit, dict[Any, bool]] = {}
    for one in Coding.objects.filter(code__in=codes, case__in=cases).order_by("coder", "created_at"):
        held.setdefault((one.code_id, one.case_id), {})[one.coder_id] = one.value
    return held


def alpha_of(units: Sequence[Unit], judged: Mapping[Unit, Mapping[Any, bool]]) -> float | None:
    """Return Krippendorff's alpha over all cases and codes, nominal; None where nothing can be said."""
    coders = list(dict.fromkeys(coder for said in judged.values() for coder in said))
    if len(coders) < 2:  # noqa: PLR2004 - agreement is between two
        return None
    ratings = [
        [float(judged[one][coder]) if coder in judged.get(one, {}) else None for one in units]
        for coder in coders
    ]
    return krippendorff_alpha(ratings)


def _settled(
    units: Sequence[Unit], judged: Mapping[Unit, Mapping[Any, bool]], rulings: Mapping[Unit, Ruling]
) -> dict[Unit, bool]:
    """Return what holds: what was ruled, else what every coder said."""
    held = {}
    for unit in units:
        said = set(judged.get(unit, {}).values())
        if unit in rulings:
            held[unit] = rulings[unit].value
        elif len(said) == 1:
            held[unit] = said.pop()
    return held


def _disputed(
    cases: Sequence[CaseStudy],
    codes: Sequence[Code],
    judged: Mapping[Unit, Mapping[Any, bool]],
    rulings: Mapping[Unit, Ruling],
    names: Mapping[Any, str],
) -> list[Disputed]:
    return [
        Disputed(case, code, tuple((names[who], value) for who, value in said.items()), rulings.get(unit))
        for case in cases
        for code in codes
        if len(set((said := judged.get(unit := (code.pk, case.pk), {})).values())) > 1
    ]


def _table(cases: Sequence[CaseStudy], codes: Sequence[Code], settled: Mapping[Unit, bool]) -> dict[str, Any]:
    conditions = tuple(one for one in codes if not one.is_outcome)[:MOST_CONDITIONS]
    outcome = next((one for one in codes if one.is_outcome), None)
    told: dict[str, Any] = {"conditions": conditions, "outcome": outcome}
    told["needed"] = cases_needed(len(conditions))
    whole = [
        case
        for case in cases
        if outcome and all((code.pk, case.pk) in settled for code in (*conditions, outcome))
    ]
    if outcome is None or not conditions or not whole:
        return told
    coded = [
        Case(
            str(case.pk),
            {code.key: settled[code.pk, case.pk] for code in conditions},
            settled[outcome.pk, case.pk],
        )
        for case in whole
    ]
    table = truth_table(coded)
    told |= {
        "table": table,
        "fits": tuple((code, fit(coded, code.key)) for code in conditions),
        "counters": tuple(_counters(whole, conditions, coded)),
    }
    try:
        told["combinations"] = tuple(minimise(table))
    except TooFewCasesError:
        told["combinations"] = None
    return told


def _counters(
    cases: Sequence[CaseStudy], conditions: Sequence[Code], coded: Sequence[Case]
) -> list[CounterCase]:
    return [
        CounterCase(case, code, one.conditions[code.key])
        for code in conditions
        for case, one in zip(cases, coded, strict=True)
        if one.conditions[code.key] != one.outcome
    ]


def matrix_of(cases: Sequence[CaseStudy]) -> Matrix:
    """Return the foreword's questions x cases with text, codes and evidence: the structured, focused comparison."""
    questions = tuple(
        Question(f"{dimension.value}:{code}", ENGINE_DIMENSIONS[dimension], str(label))
        for dimension, asked in QUESTIONS.items()
        for code, label in asked
    )
    known = {one.key for one in questions}
    cells: dict[tuple[str, str], Cell] = {}
    for case in cases:
        for fact in case.facts.all():
            key = f"{fact.dimension}:{fact.code}"
            if key not in known or fact.code == UNKNOWN:
                continue
            held = cells.get((key, str(case.pk)), Cell())
            evidence = (f"{fact.record_type}:{fact.record_id}",) if fact.record_id else (fact.source,)
            cells[key, str(case.pk)] = Cell(
                "\n".join(filter(None, (held.text, fact.text))),
                tuple(dict.fromkeys((*held.codes, fact.code))),
                tuple(dict.fromkeys((*held.evidence, *evidence))),
            )
    return Matrix(questions, tuple(str(case.pk) for case in cases), cells)


def row_cases(study: Study, row: Row) -> list[CaseStudy]:
    """Return the cases of a row of the truth table."""
    return [case for case in study.cases if str(case.pk) in row.cases]
