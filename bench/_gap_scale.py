"""All four lists at the size of a country: 3,000 counties, a million invented messages (ENGINES targets)."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from qiao.engines.gaps import HeardLine, PlaceRecord, Voice, gap_lists, new_kinds, stopped_voices

COUNTIES, REPORTS, UNITS = 3_000, 1_000_000, 20_000
LISTED = ("口罩", "帐篷", "饮用水", "方便面", "棉被", "发电机", "抽水泵", "奶粉", "药品", "手电筒")
NEW = ("陪诊", "轮椅坡道板", "心理热线", "宠物寄养")
VERBS = ("急需", "还缺", "请求支援", "没有")


def _texts(random: np.random.Generator, reports: int) -> Iterator[str]:
    """Yield messages of about seventy characters; each begins with a village of its own."""
    things = (*LISTED, *NEW)
    weights = np.array([1.0] * len(LISTED) + [0.02] * len(NEW))
    drawn = random.choice(len(things), size=reports, p=weights / weights.sum())
    verbs = random.integers(len(VERBS), size=reports)
    amounts = random.integers(1, 2000, size=reports)
    for number in range(reports):
        yield (
            f"示例数据：第{number}村的情况，路断了三天，老人和孩子都在小学里，{VERBS[verbs[number]]}{things[drawn[number]]}"
            f"{amounts[number]}件，车能开到镇上，请尽快联系村委会，谢谢大家，转发扩散。"
        )


def report(counties: int = COUNTIES, reports: int = REPORTS) -> dict[str, object]:
    """Draw up all lists once; return wall and CPU seconds of each and the peak of memory."""
    random = np.random.default_rng(1)
    population = np.exp(random.normal(np.log(400_000), 0.8, counties)).astype(int)
    coverage = random.uniform(0.05, 0.9, counties)
    mean = population * coverage
    heard = random.multinomial(reports, mean / mean.sum())
    official = random.binomial(heard, 0.4)
    places = [f"{n:06}" for n in range(counties)]
    at = random.uniform((80, 20), (130, 50), (counties, 2))
    records = [
        PlaceRecord(
            code, int(people), int(seen), float(share), official=int(stated), position=(float(x), float(y))
        )
        for code, people, seen, share, stated, (x, y) in zip(
            places, population, heard, coverage, official, at, strict=True
        )
    ]
    where = np.repeat(np.arange(counties), heard)
    voices = [
        Voice(f"{n:07}", text, place=places[where[n]]) for n, text in enumerate(_texts(random, reports))
    ]
    lines = _lines(random)
    told: dict[str, object] = {"counties": counties, "reports": reports}
    wall, cpu = time.perf_counter(), time.process_time()
    lists = gap_lists(records, seed=1)
    told["places_s"] = round(time.perf_counter() - wall, 1)
    began = time.perf_counter()
    kinds = new_kinds(voices, LISTED)
    told["new_kinds_s"] = round(time.perf_counter() - began, 1)
    began = time.perf_counter()
    stopped = stopped_voices(lines, now=_day(20), quiet=timedelta(days=365))
    told["stopped_s"] = round(time.perf_counter() - began, 1)
    told["wall_s"] = round(time.perf_counter() - wall, 1)
    told["cpu_s"] = round(time.process_time() - cpu, 1)
    told["peak_gb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
    told["found"] = {
        "excess": len(lists.excess), "blind": len(lists.blind_spots), "silent": len(lists.silent), "stopped": len(stopped),
        "planted_words": sum(any(word in one.term or one.term in word for one in kinds) for word in NEW),
    }  # fmt: skip
    return told


def _lines(random: np.random.Generator) -> list[HeardLine]:
    gone = random.random(UNITS) < 0.1
    return [
        HeardLine(f"{n}", f"{n}", f"{n % COUNTIES:06}", (_day(1),), _day(9) if gone[n] else None)
        for n in range(UNITS)
    ]


def _day(number: int) -> datetime:
    return datetime(2020, 2, number, tzinfo=UTC)
