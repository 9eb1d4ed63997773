"""The clock of the sample story: what is told of last Tuesday is recorded as of last Tuesday."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Let `timezone.now()` answer `moment` inside. Only for sample data, in the process that makes it."""
    module = vars(timezone)
    own = module["now"]
    module["now"] = lambda: moment
    try:
        yield moment
    finally:
        module["now"] = own
