"""What a rule of law is to the engine: one version of one article, dated, with where its text was read."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for a person, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule.

    Attributes
    ----------
    code
        Row of METHODS section 10 (F1 ... R2); a row that reads differently for each legal form has the form
        behind a hyphen (D7-FOUNDATION).
    law, article
        As cited to a person, in Chinese.
    valid_from, valid_to
        First and last day in force; `valid_to` None while in force.
    says
        What it says, in a sentence.
    text_reference
        Where the wording was read in full.
    numbers
        Named whole numbers the rule turns on (years, days, months, fen).
    """

    code: str
    law: str
    article: str
    valid_from: date
    valid_to: date | None
    says: Reason
    text_reference: str
    numbers: dict[str, int] = field(default_factory=dict, hash=False)

    @property
    def row(self) -> str:
        """The row of METHODS section 10 it stands in."""
        return self.code.partition("-")[0]

    @property
    def citation(self) -> str:
        """The law and article as printed beside a reason."""
        return f"{self.law}{self.article}"

    def in_force(self, on: date) -> bool:
        """Tell whether this version was the law on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


LAW_2016_PUBLISHED = date(2016, 3, 16)
LAW_2016_FROM = date(2016, 9, 1)
LAW_2016_TO = date(2024, 9, 4)
LAW_2023_FROM = date(2024, 9, 5)

_LAW_2016 = "《慈善法》（2016年）"
_LAW_2023 = "《慈善法》（2023年修正）"
_TEXT_2016 = "LawRefBook/Laws 慈善法(2016-03-16)"
_TEXT_2023 = "LawRefBook/Laws 慈善法(2023-12-29)"


def law_2016(code: str, article: str, zh: str, en: str, **numbers: int) -> Rule:
    """Return a rule of the Charity Law as it stood until 2024-09-04."""
    return Rule(code, _LAW_2016, article, LAW_2016_FROM, LAW_2016_TO, Reason(zh, en), _TEXT_2016, numbers)


def law_2023(code: str, article: str, zh: str, en: str, **numbers: int) -> Rule:
    """Return a rule of the Charity Law as amended, in force from 2024-09-05."""
    return Rule(code, _LAW_2023, article, LAW_2023_FROM, None, Reason(zh, en), _TEXT_2023, numbers)
