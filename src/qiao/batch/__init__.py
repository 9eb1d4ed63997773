"""The engines over tables of many rows: one pure function a group, here or on many processes."""

from qiao.batch.local import group_rows, map_groups

__all__ = ["group_rows", "map_groups"]
