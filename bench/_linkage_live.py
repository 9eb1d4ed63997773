"""One new telling against all that are known: how long, how much memory, how many are found."""

import gc
import time

from bench._repeats import Needs, megabytes, tellings
from qiao.engines.linkage import LinkIndex

NEW = 2_000
SEED = 5
TARGET_MS = 20


def main(rows: int) -> int:
    """Build an index of *rows* tellings, ask it about 2,000 new ones, add and remove; print the figures."""
    needs = Needs()
    truth, new, held = [], [], [0.0]

    def known():  # noqa: ANN202 - an inner loop
        truth.clear()
        for number, told in enumerate(tellings(rows + NEW, SEED)):
            if number < rows:
                truth.append(told.need)
                yield number, needs.record(told)
            else:
                new.append((told.need, needs.record(told)))
        held[0] = megabytes()

    start = time.process_time()
    for _ in known():
        pass
    made, floor = time.process_time() - start, megabytes()
    new.clear()
    start = time.process_time()
    index = LinkIndex(known())
    built = time.process_time() - start - made
    gc.collect()
    gc.freeze()
    spent, worked, found, known_needs = [], [], 0, set(truth)
    for need, record in new:
        begin, used = time.perf_counter(), time.process_time()
        answers = index.likely(record)
        spent.append((time.perf_counter() - begin) * 1000)
        worked.append((time.process_time() - used) * 1000)
        found += any(truth[answer.id] == need for answer in answers)
    told_before = sum(need in known_needs for need, _ in new)
    begin = time.perf_counter()
    for number, (_, record) in enumerate(new):
        index.add(("new", number), record)
    added = (time.perf_counter() - begin) * 1000 / NEW
    begin = time.perf_counter()
    for number in range(NEW):
        index.remove(("new", number))
    removed = (time.perf_counter() - begin) * 1000 / NEW
    print(f"live: one new telling against {rows:,} (target: p99 ≤ {TARGET_MS} ms)")
    for name, took in (("wall", sorted(spent)), ("CPU ", sorted(worked))):
        shares = [f"p{share * 100:.0f} {took[int(len(took) * share)]:.2f} ms" for share in (0.5, 0.9, 0.99)]
        print(f"  {name}  {'  '.join(shares)}  slowest {took[-1]:.1f} ms")
    print(f"  build {built:.1f} CPU s, memory about {held[0] - floor:,.0f} MB, of which keys {index.nbytes / 2**20:,.0f} MB")  # fmt: skip
    print(f"  add {added:.3f} ms, remove {removed:.4f} ms")
    print(f"  told before: {told_before}, found again: {found}")
    return int(sorted(worked)[int(NEW * 0.99)] > TARGET_MS)
