"""The jobs of the batch layer, by name. Each is a file; runners know only what stands here."""

from importlib import import_module

from qiao.batch.jobs.job import Job

NAMES = ("extract", "tellings", "link", "meet", "allocate", "gaps", "aggregates", "bulletins")


def job_called(name: str) -> Job:
    """Return the job of a name.

    Raises
    ------
    ValueError
        When there is none.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is none of {', '.join(NAMES)}.")
    found: Job = import_module(f"qiao.batch.jobs.{name}").JOB
    return found


__all__ = ["NAMES", "Job", "job_called"]
