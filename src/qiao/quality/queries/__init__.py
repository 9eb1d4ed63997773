"""Who may see which feedback and complaints, and the figures of service quality."""

from qiao.quality.queries.figures import (
    ServiceRow,
    TimeRow,
    complaint_rows,
    service_rows,
    time_rows,
    time_rows_now,
)
from qiao.quality.queries.reading import (
    complaint_of,
    complaints_for,
    feedback_about,
    feedback_behind,
    feedback_for,
    feedback_held,
    focal_points,
    handles,
    people_of,
    trusted,
)

__all__ = [
    "ServiceRow",
    "TimeRow",
    "complaint_of",
    "complaint_rows",
    "complaints_for",
    "feedback_about",
    "feedback_behind",
    "feedback_for",
    "feedback_held",
    "focal_points",
    "handles",
    "people_of",
    "service_rows",
    "time_rows",
    "time_rows_now",
    "trusted",
]
