"""Exports: what can be taken out, in which form, masked, counted and swept."""
