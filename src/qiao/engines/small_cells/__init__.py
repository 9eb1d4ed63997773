"""Figures on few people: which cells of a table may be shown, and which are hidden so that subtraction finds nobody."""

from qiao.engines.small_cells.table import BLOCK, K, Shown, are_shared, show

__all__ = ["BLOCK", "K", "Shown", "are_shared", "show"]
