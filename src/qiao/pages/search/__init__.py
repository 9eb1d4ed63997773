"""One box over everything one may see: two-character tokens, kept by the database, asked by one function."""

from qiao.pages.search.find import Asked, Hits, find
from qiao.pages.search.index import drain, rebuild

__all__ = ["Asked", "Hits", "drain", "find", "rebuild"]
