"""Planted pockets: does the gap engine put the overlooked places first (METHODS 6.3)?

python -m bench gaps                                        20 seeds of five cases, medians of recall@k
python -m bench gaps --lists                                the same as the lists of the page: what a person reads
python -m bench gaps --instance G.npz --ranking OUT.npz     rank one file; OUT holds `excess` and `blind`
python -m bench gaps --kinds                                hide one category of need after another (METHODS 6.4)
python -m bench gaps --scale                                3,000 counties, a million messages, all four lists

A grid of small areas, reports by volunteers and by the official system. In five pockets of five areas need is
`need` times the usual and the official system sees `seen` of its usual share. Recall@k is the share of planted
areas among the first k = 25; the count of all reports stands beside it as what one does by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench import _gap_kinds, _gap_scale
from qiao.engines.gaps import PlaceRecord, blind_ranks, excess_ranks, gap_lists, measured_coverage

WIDTH, HEIGHT, POCKETS, POCKET_AREAS = 20, 15, 5, 5
SEEDS = 20
LIST_REPLICATES = 199


@dataclass(frozen=True)
class Case:
    """One way the world may be: need in the pockets, share the officials see there, base rate, error of coverage."""

    need: float
    seen: float
    rate: float
    coverage_error: float


CASES = {
    "base": Case(3, 0.2, 0.006, 0.0),
    "noisy-coverage": Case(3, 0.2, 0.006, 0.5),
    "weak": Case(2, 0.2, 0.006, 0.3),
    "sparse": Case(3, 0.2, 0.001, 0.3),
    "blind-only": Case(1, 0.2, 0.006, 0.3),
}

Arrays = dict[str, np.ndarray]


def _smooth_field(random: np.random.Generator, sigma: float) -> np.ndarray:
    """Return one smooth random value an area, of standard deviation 1."""
    reach = int(4 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    field = np.pad(random.normal(size=(WIDTH, HEIGHT)), reach, mode="symmetric")
    for axis in (0, 1):
        field = np.apply_along_axis(np.convolve, axis, field, kernel, mode="valid")
    return (field / field.std()).ravel()


def _pockets(random: np.random.Generator, distance: np.ndarray, connectivity: np.ndarray) -> np.ndarray:
    """Mark pockets of neighbouring areas around badly connected centres that lie apart."""
    planted = np.zeros(len(distance), dtype=bool)
    centres: list[int] = []
    for area in random.permutation(np.flatnonzero(connectivity <= np.median(connectivity))):
        if len(centres) < POCKETS and all(distance[area, centre] > 4 for centre in centres):
            centres.append(int(area))
            planted[np.argsort(distance[area], kind="stable")[:POCKET_AREAS]] = True
    return planted


def make(case: Case, seed: int) -> Arrays:
    """Return one instance; the same case and seed give the same one."""
    random = np.random.default_rng(seed)
    positions = np.array([(x, y) for x in range(WIDTH) for y in range(HEIGHT)], dtype=float)
    distance = np.sqrt(((positions[:, None] - positions[None]) ** 2).sum(axis=-1))
    population = np.exp(random.normal(np.log(8000), 0.6, len(positions)))
    vulnerability = np.exp(0.3 * _smooth_field(random, 1.5))
    connectivity = np.clip(0.5 + 0.2 * _smooth_field(random, 2), 0.15, 0.85)
    volunteers = np.clip(random.gamma(2, 0.5, len(positions)) * (0.4 + connectivity), 0.1, 4)
    planted = _pockets(random, distance, connectivity)
    need = random.poisson(case.rate * vulnerability * population * np.where(planted, case.need, 1))
    heard = 1 - np.exp(-0.35 * volunteers)
    official = random.binomial(need, connectivity * np.where(planted, case.seen, 1))
    civil = random.binomial(need, heard)
    both = np.array(
        [
            random.hypergeometric(a, t - a, b) if a and b else 0
            for a, t, b in zip(official, need, civil, strict=True)
        ]
    )
    believed = 1 - np.exp(-0.35 * volunteers * np.exp(random.normal(0, case.coverage_error, len(positions))))
    return {
        "x": positions[:, 0],
        "y": positions[:, 1],
        "population": population,
        "vulnerability": vulnerability * np.exp(random.normal(0, 0.15, len(positions))),
        "coverage": np.clip(believed, 0.02, 1),
        "civil": civil,
        "official": official,
        "both": both,
        "planted": planted,
    }


def rank(instance: Arrays) -> Arrays:
    """Return both lists as one score an area each, the first to look at highest.

    Where the instance tells which needs are on both lists, coverage is corrected by them first.
    """
    civil, official = (instance[name].astype(np.int64) for name in ("civil", "official"))
    coverage, population = instance["coverage"].astype(float), instance["population"].astype(float)
    if "both" in instance:
        coverage = measured_coverage(coverage, official.astype(float), instance["both"].astype(float))
    positions = np.column_stack((instance["x"], instance["y"])).astype(float)
    return {
        "excess": excess_ranks(civil, population * coverage * instance["vulnerability"], positions),
        "blind": blind_ranks(civil, official, population, coverage, positions),
    }


def records_of(instance: Arrays) -> list[PlaceRecord]:
    """Return the areas of an instance as the pages have them; a step of the grid is a tenth of a degree."""
    return [
        PlaceRecord(
            f"{n:03}",
            int(instance["population"][n]),
            int(instance["civil"][n]),
            float(instance["coverage"][n]),
            official=int(instance["official"][n]),
            both=int(instance["both"][n]),
            vulnerability=float(instance["vulnerability"][n]),
            position=(112 + instance["x"][n] / 10, 31 + instance["y"][n] / 10),
        )
        for n in range(len(instance["x"]))
    ]


def listed(case: Case, seeds: int = SEEDS) -> Iterator[dict[str, object]]:
    """Yield for each list what a person would read: recall among the first k, places listed, share planted."""
    found: dict[str, list[tuple[float, int, float]]] = {"excess": [], "blind": []}
    for seed in range(seeds):
        instance = make(case, seed)
        planted = instance["planted"]
        lists = gap_lists(records_of(instance), seed=1, replicates=LIST_REPLICATES)
        for name, findings in (("excess", lists.excess), ("blind", lists.blind_spots)):
            places = [int(place) for finding in findings for place in finding.places]
            first = planted[places[: int(planted.sum())]].sum() / planted.sum()
            found[name].append((first, len(places), float(planted[places].mean()) if places else 1.0))
    for name, rows in found.items():
        recalled, count, right = np.median(np.array(rows), axis=0)
        yield {"list": name, "recall": round(recalled, 2), "places": int(count), "planted": round(right, 2)}


def recall(score: np.ndarray, planted: np.ndarray) -> float:
    """Return the share of planted areas among as many first places as were planted."""
    return float(planted[np.argsort(-score, kind="stable")[: int(planted.sum())]].mean())


def medians(case: Case, seeds: int = SEEDS) -> dict[str, float]:
    """Return the median recall of each list over the seeds."""
    recalls: dict[str, list[float]] = {"excess": [], "blind": [], "count of all reports": []}
    for seed in range(seeds):
        instance = make(case, seed)
        every = instance["civil"] + instance["official"] - instance["both"]
        scores = rank(instance) | {"count of all reports": every}
        for name, score in scores.items():
            recalls[name].append(recall(score, instance["planted"]))
    return {name: float(np.median(values)) for name, values in recalls.items()}


def main(arguments: list[str]) -> int:
    """Rank one file, or print the medians of every case."""
    parser = argparse.ArgumentParser(prog="bench gaps", description=__doc__)
    parser.add_argument("--instance")
    parser.add_argument("--ranking")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument(
        "--kinds", action="store_true", help="hide one category after another; needs ../shared"
    )
    parser.add_argument("--lists", action="store_true", help="the lists of the page instead of the arrays")
    parser.add_argument("--scale", action="store_true", help="all lists at the size of a country")
    chosen = parser.parse_args(arguments)
    if bool(chosen.instance) != bool(chosen.ranking):
        parser.error("--instance and --ranking go together")
    if chosen.instance:
        with np.load(chosen.instance) as archive:
            instance = {name: archive[name] for name in archive.files if name != "planted"}
        started = time.process_time()
        scores = rank(instance)
        np.savez(chosen.ranking, **scores)
        print(json.dumps({"places": len(scores["blind"]), "cpu_s": round(time.process_time() - started, 3)}))
        return 0
    if chosen.kinds and not _gap_kinds.POSTS.exists():
        parser.error("../shared/data/henan2021 is absent")
    if chosen.kinds or chosen.scale:
        for line in _gap_kinds.report() if chosen.kinds else [_gap_scale.report()]:
            print(json.dumps(line, ensure_ascii=False))
        return 0
    if chosen.lists:
        for name, case in CASES.items():
            for line in listed(case, chosen.seeds):
                print(json.dumps({"case": name, "seeds": chosen.seeds, **line}))
        return 0
    for name, case in CASES.items():
        figures = {key: round(value, 2) for key, value in medians(case, chosen.seeds).items()}
        print(json.dumps({"case": name, "seeds": chosen.seeds, **figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
