"""Figures for the public: voices counted in blocks, so that no single one shows, and what changed between versions."""

from qiao.engines.bulletin.blocks import BLOCK, REST, Cell, Voice, cells_of
from qiao.engines.bulletin.changes import Change, changes_between

__all__ = ["BLOCK", "REST", "Cell", "Change", "Voice", "cells_of", "changes_between"]
