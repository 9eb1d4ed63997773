"""How a run is done, and who watches it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from qiao.batch.runners.folder import PartDone
from qiao.exceptions import BatchStoppedError

RUNNERS = ("local", "spark")


@dataclass(frozen=True)
class Settings:
    """What changes how a run is done, never what comes out. `parameters` and `parts` do change it.

    Attributes
    ----------
    runner
        ``local`` or ``spark``.
    processes
        Of the local runner; 1 works in this one.
    memory
        That DuckDB, or Spark's driver and executors, may take: ``2GB``. Processes hold a part each beside it.
    master
        Where Spark runs: ``local[*]``, ``spark://…``, ``yarn``, ``k8s://…``.
    parts
        Into how many parts the rows go. None: one for each 50 000 rows.
    parameters
        What the job's function is told.
    """

    runner: str = "local"
    processes: int = 1
    memory: str = "2GB"
    master: str = "local[*]"
    parts: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)


def _never() -> bool:
    return False


def _silent(_done: int, _total: int) -> None:
    return


class Watch:
    """Tells how many parts are done of how many, and stops a run when asked."""

    def __init__(
        self, tell: Callable[[int, int], None] = _silent, stop: Callable[[], bool] = _never, had: int = 0
    ) -> None:
        self.tell, self.stop = tell, stop
        self.finished, self.parts = had, had

    def total(self, parts: int) -> None:
        """Take in how many parts there are."""
        self.parts = parts
        self.tell(self.finished, self.parts)

    def done(self, _part: PartDone) -> None:
        """Count a part."""
        self.finished += 1
        self.tell(self.finished, self.parts)

    def go_on(self) -> None:
        """Raise BatchStoppedError when the run is to stop."""
        if self.stop():
            raise BatchStoppedError(done=self.finished, total=self.parts)
