"""Qiao 桥: the record under two bridges of a crisis."""
