"""Runs of the batch layer over an installation's own records: written out, worked through, loaded back."""
