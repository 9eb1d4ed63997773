"""Figures for the public: voices counted in blocks, so that no single one shows, and what changed between versions."""

from qiao.engines.bulletin.blocks import BLOCK, REST, Cell, Voice, cells_of
from qiao.engines.bulletin.changes import Change, changes_between
from qiao.engines.bulletin.telling import BLOCK_SENSITIVE, AtLeast, told_counts

__all__ = [
    "BLOCK",
    "BLOCK_SENSITIVE",
    "REST",
    "AtLeast",
    "Cell",
    "Change",
    "Voice",
    "cells_of",
    "changes_between",
    "told_counts",
]
