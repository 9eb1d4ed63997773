"""Service quality: how often things were on time, and how many of those asked have answered."""

from qiao.engines.quality.figures import Clock, OnTime, Share, on_time, share

__all__ = ["Clock", "OnTime", "Share", "on_time", "share"]
