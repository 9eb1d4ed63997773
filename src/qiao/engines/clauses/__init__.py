"""Clauses of an enacted text, and which of them say something like a piece of advice (METHODS 8.4)."""

from qiao.engines.clauses.likeness import Candidate, candidates
from qiao.engines.clauses.splitting import Clause, split

__all__ = ["Candidate", "Clause", "candidates", "split"]
