"""Figures for whoever watches a running installation, in the text format of Prometheus."""
