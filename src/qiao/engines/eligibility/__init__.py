"""May this organisation raise funds, by which lawful routes, and which legal clocks run (METHODS 10)."""

from qiao.engines.eligibility.clocks import Deadline, DeadlineState, emergency_clock
from qiao.engines.eligibility.routes import (
    Applicant,
    Certificate,
    CoLaunchPapers,
    LegalForm,
    Route,
    RouteCode,
    Standing,
    routes,
)
from qiao.engines.eligibility.rules import (
    DISCLAIMER,
    OPEN_QUESTIONS,
    RULES,
    OpenQuestion,
    Reason,
    Rule,
    open_questions,
    rule_on,
    versions,
)

__all__ = [
    "DISCLAIMER",
    "OPEN_QUESTIONS",
    "RULES",
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
    "emergency_clock",
    "open_questions",
    "routes",
    "rule_on",
    "versions",
]
