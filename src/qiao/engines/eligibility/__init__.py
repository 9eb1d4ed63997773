"""May this organisation raise funds, by which lawful routes, and which legal clocks run (METHODS 10)."""

from qiao.engines.eligibility.applicant import (
    Applicant,
    Certificate,
    CoLaunchPapers,
    LegalForm,
    Route,
    RouteCode,
    Standing,
)
from qiao.engines.eligibility.clocks import Act, Deadline, DeadlineState, emergency_clock, yearly_clock
from qiao.engines.eligibility.law import Reason, Rule
from qiao.engines.eligibility.routes import routes
from qiao.engines.eligibility.rules import (
    DISCLAIMER,
    OPEN_QUESTIONS,
    RULES,
    OpenQuestion,
    open_questions,
    rule_on,
    rules_on,
    versions,
)
from qiao.engines.eligibility.telling import ROUTE_NAMES, STANDING_NAMES, answer_rows, in_language

__all__ = [
    "DISCLAIMER",
    "OPEN_QUESTIONS",
    "ROUTE_NAMES",
    "RULES",
    "STANDING_NAMES",
    "Act",
    "Applicant",
    "Certificate",
    "CoLaunchPapers",
    "Deadline",
    "DeadlineState",
    "LegalForm",
    "OpenQuestion",
    "Reason",
    "Route",
    "RouteCode",
    "Rule",
    "Standing",
    "answer_rows",
    "emergency_clock",
    "in_language",
    "open_questions",
    "routes",
    "rule_on",
    "rules_on",
    "versions",
    "yearly_clock",
]
