"""What happened and what is to be done: the trail, jobs, and the notices that leave the house."""

from qiao.trail.models.entry import CONFIDENTIAL, CONFIDENTIAL_VERBS, Job, TrailEntry
from qiao.trail.models.outbox import Attempt, Channel, Follow, Guest, Means, Notice, Reach, Subscription

__all__ = [
    "CONFIDENTIAL",
    "CONFIDENTIAL_VERBS",
    "Attempt",
    "Channel",
    "Follow",
    "Guest",
    "Job",
    "Means",
    "Notice",
    "Reach",
    "Subscription",
    "TrailEntry",
]
