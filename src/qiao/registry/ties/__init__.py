"""Ties of an organisation to its five kinds of stakeholder: list, drawing, tables in and out."""
