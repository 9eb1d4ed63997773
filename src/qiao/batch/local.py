"""Groups of rows on one machine: in this process, or spread over several."""

from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")
Result = TypeVar("Result")


def group_rows(rows: Iterable[Row], key: Callable[[Row], Key]) -> list[tuple[Key, list[Row]]]:
    """Group rows by their key; groups in order of first appearance, rows in the order given."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return list(groups.items())


def map_groups(
    groups: Iterable[tuple[Key, list[Row]]],
    function: Callable[[Key, list[Row]], Result],
    *,
    processes: int = 1,
) -> list[tuple[Key, Result]]:
    """Run one pure function on every group and return the answers in the order of the groups.

    Parameters
    ----------
    groups
        (key, rows) pairs, as `group_rows` gives them.
    function
        Takes a key and its rows. With several processes it, the rows and the answer must be picklable: a function
        of a module, not a lambda.
    processes
        Processes to use, 1 or more; 1 runs here, without starting any. Default 1. The answers are the same.

    Raises
    ------
    ValueError
        When `processes` is below 1.
    Exception
        Whatever `function` raises first, in the order of the groups; later answers are dropped.

    Notes
    -----
    Processes are spawned, not forked, so that no open database connection or thread is inherited.
    """
    if processes < 1:
        raise ValueError("processes < 1 not understood.")
    pairs = list(groups)
    workers = min(processes, len(pairs))
    if workers <= 1:
        return [(key, function(key, rows)) for key, rows in pairs]
    keys = [key for key, _ in pairs]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        answers = pool.map(function, keys, [rows for _, rows in pairs])
        return list(zip(keys, answers, strict=True))
