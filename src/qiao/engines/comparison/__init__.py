"""Cases side by side on five dimensions; truth table; agreement of coders (METHODS 9)."""

from qiao.engines.comparison.agreement import Level, krippendorff_alpha
from qiao.engines.comparison.matrix import DIMENSIONS, Cell, Dimension, Matrix, Question
from qiao.engines.comparison.minimise import TooFewCasesError, cases_needed, minimise
from qiao.engines.comparison.truth import (
    Case,
    Fit,
    Row,
    TruthTable,
    fit,
    truth_table,
)

__all__ = [
    "DIMENSIONS",
    "Case",
    "Cell",
    "Dimension",
    "Fit",
    "Level",
    "Matrix",
    "Question",
    "Row",
    "TooFewCasesError",
    "TruthTable",
    "cases_needed",
    "fit",
    "krippendorff_alpha",
    "minimise",
    "truth_table",
]
