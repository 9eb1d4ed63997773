"""Time the allocation engine on instance files, beside what a coordinator does by hand.

python -m bench allocation                                    make, solve and judge S1 and S2
python -m bench allocation --instance X.npz --plan OUT.npz    solve one file; OUT holds arrays i, j, x
python -m bench allocation --rules                            the worked example under each rule; price of fairness
python -m bench allocation --growth 1000000                   time a need and a pair from 10,000 needs on, drawn

Times are CPU and wall seconds of pairing and solving (reading the file is outside the clock). Levels (tiers and
fill-rate bands) are exact; the gap is that of the roads above their proven bound, --gap 0 asks for the optimum.
Plans made by hand, up to 20,000 needs, are held against the levels of the exact rule without bands.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace

import numpy as np

from bench._allocation_market import item_market, within_km
from bench._allocation_rules import print_growth, print_price_of_fairness, print_worked_example
from qiao.engines.allocation.core import Flow, solve
from qiao.engines.allocation.greedy import serve_in_order
from qiao.engines.allocation.market import Arcs, IntArray
from qiao.engines.allocation.rules import RULES, TIERS, NeedArrays, Rule, StockArrays, make_steps

GENERATOR = pathlib.Path(__file__).resolve().parents[2] / "shared" / "bench" / "allocation_instances.py"
BY_HAND = ("by-hand-first-come", "by-hand-tiers")
LARGEST_BY_HAND = 20_000
"""By hand every pair is looked at one by one: beyond so many needs it is left out."""


@dataclass(frozen=True)
class Instance:
    """One instance file as the engine's columns."""

    columns: dict[str, np.ndarray]
    needs: NeedArrays
    stocks: StockArrays

    @classmethod
    def read(cls, path: pathlib.Path) -> Instance:
        with np.load(path) as archive:
            columns = {name: archive[name] for name in archive.files}
        whole = {
            name: columns[name].astype(np.int64) for name in ("n_item", "n_tier", "n_qty", "o_item", "o_qty")
        }
        needs = NeedArrays.plain(whole["n_item"], whole["n_tier"], whole["n_qty"])
        needs = replace(needs, turn=columns["n_time"].astype(np.int64))
        return cls(columns, needs, StockArrays(whole["o_item"], whole["o_qty"]))

    def pairs(self, needs: IntArray, stocks: IntArray) -> Arcs:
        """Compatible pairs of one item: earmark allows and the goods arrive in time."""
        data = self.columns
        km = data["km"][np.ix_(data["n_place"][needs], data["o_place"][stocks])]
        allowed = (
            km
            <= within_km()[
                data["n_dead"][needs][:, None],
                data["o_avail"][stocks][None, :],
                data["o_latest"][stocks][None, :],
            ]
        )
        region = data["o_region"][stocks][None, :]
        allowed &= (region == 0) | (region == data["prov"][data["n_place"][needs]][:, None])
        recipient = data["o_recip"][stocks][None, :]
        allowed &= (recipient < 0) | (recipient == needs[:, None])
        need, stock = np.nonzero(allowed)
        return Arcs(need, stock, km[need, stock].astype(np.int64))


@dataclass(frozen=True)
class Run:
    """A plan of one rule and what it cost to make.

    The gap of an exact plan is that of its roads above their bound; one made by hand is held against the levels
    that the exact rule fills: the share of them it loses.
    """

    name: str
    flow: Flow
    cpu_s: float
    wall_s: float
    gap: float
    levels_proven: bool = False


NOTHING = Flow(*(np.empty(0, np.int64) for _ in range(4)))


def run_exact(
    instance: Instance,
    bands: int,
    *,
    gap: float,
    rule: str = TIERS,
    processes: int = 1,
    seconds: float | None = None,
) -> Run:
    """Solve item by item, the largest first, in one process or several; the gap is of all roads together."""
    wall, before = time.perf_counter(), _cpu_s()
    until = time.monotonic() + seconds if seconds else None
    items = np.argsort(-np.bincount(instance.columns["n_item"].astype(np.int64)), kind="stable").tolist()
    jobs = [(item, rule, bands, gap, until) for item in items]
    global _loaded  # noqa: PLW0603 - what forked processes share
    _loaded = instance
    if processes == 1:
        parts = [_solve_item(job) for job in jobs]
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            parts = pool.map(_solve_item, jobs, chunksize=1)
    parts = [part for part in parts if part is not None]
    need, stock, quantity, cost = (np.concatenate([part[0][k] for part in parts]) for k in range(4))
    order = np.lexsort((stock, need))
    flow = Flow(need[order], stock[order], quantity[order], cost[order])
    total, bound = (sum(part[k] for part in parts) for k in (1, 2))
    return Run(
        f"{rule}, bands {bands}",
        flow,
        _cpu_s() - before,
        time.perf_counter() - wall,
        (total - bound) / max(1, bound),
        levels_proven=all(part[3] for part in parts),
    )


_loaded: Instance | None = None


def _solve_item(
    job: tuple[int, str, int, float, float | None],
) -> tuple[tuple[IntArray, IntArray, IntArray, IntArray], int, int, bool] | None:
    item, rule, bands, gap, until = job
    assert _loaded is not None
    found = item_market(_loaded, item, Rule(rule), bands)
    if found is None:
        return None
    late = (lambda: time.monotonic() > until) if until else (lambda: False)
    solved = solve(found.steps, found.cell, found.market, lots=found.lots, gap=gap, stop=late)
    flow = solved.flow
    columns = (found.needs[flow.need], found.stocks[flow.stock], flow.quantity, flow.cost)
    return columns, solved.cost, solved.bound, solved.levels_proven


def _cpu_s() -> float:
    """Return the CPU seconds of this process and of those it waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def run_by_hand(instance: Instance, rule: str, best: Flow) -> Run:
    """Serve in order from the nearest stock; the gap is against the exact plan without bands."""
    wall, cpu = time.perf_counter(), time.process_time()
    order = instance.columns["n_time"] if rule == BY_HAND[0] else instance.needs.tier
    flow = serve_in_order(instance.needs, instance.stocks, instance.pairs, order=order.astype(np.int64))
    spent = time.process_time() - cpu, time.perf_counter() - wall
    steps = make_steps(instance.needs, Rule(TIERS), bands=1, stocks=instance.stocks)
    nothing, bound, value = (
        steps.value(np.bincount(plan.need, plan.quantity, len(steps)).astype(np.int64))
        for plan in (NOTHING, best, flow)
    )
    return Run(f"{rule}, nearest stock", flow, *spent, (value - bound) / (nothing - bound))


def figures(instance: Instance, flow: Flow) -> dict[str, float]:
    """Return fill by tier, million unit-kilometres and shipments."""
    needs = instance.needs
    got = np.bincount(flow.need, flow.quantity, len(needs.tier))
    fill = {
        f"tier {t}": float(got[needs.tier == t].sum() / max(1, needs.firm[needs.tier == t].sum()))
        for t in (1, 2, 3)
    }
    return fill | {
        "M unit-km": float((flow.quantity * flow.cost).sum()) / 1e6,
        "shipments": float(len(flow.need)),
    }


def print_runs(instance: Instance, runs: list[Run]) -> None:
    """Print one line a run."""
    print(
        f"  {'rule':34} {'CPU s':>7} {'wall s':>7} {'gap':>8} {'tier 1':>7} {'tier 2':>7} {'tier 3':>7}",
        end="",
    )
    print(f" {'M unit-km':>10} {'shipments':>9}")
    for run in runs:
        told = figures(instance, run.flow)
        fills = " ".join(f"{told[f'tier {tier}']:7.2%}" for tier in (1, 2, 3))
        print(f"  {run.name:34} {run.cpu_s:7.3f} {run.wall_s:7.3f} {run.gap:8.3%} {fills}", end="")
        print(f" {told['M unit-km']:10.1f} {told['shipments']:9.0f}")


def save(plan: pathlib.Path, flow: Flow) -> None:
    """Write the plan as the instance format wants it."""
    np.savez(plan, i=flow.need, j=flow.stock, x=flow.quantity)


def all_runs(instance: Instance, options: argparse.Namespace) -> list[Run]:
    """Run the exact rule with and without bands, and the two habits of a coordinator."""
    terms = {"gap": options.gap, "processes": options.processes, "seconds": options.seconds}
    near = run_exact(instance, 1, **terms)
    by_hand = []
    if len(instance.needs.tier) <= LARGEST_BY_HAND:
        by_hand = [run_by_hand(instance, rule, near.flow) for rule in BY_HAND]
    return [run_exact(instance, options.bands, **terms), near, *by_hand]


def make_and_judge(options: argparse.Namespace) -> int:
    """Make instances with the shared generator, solve them and let its `check` judge every plan."""
    if not GENERATOR.exists():
        print("The generator is not here (../shared/bench); give --instance and --plan.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            path, plan = pathlib.Path(folder) / f"{size}.npz", pathlib.Path(folder) / "plan.npz"
            print(
                _generator("make", "--size", size, "--seed", str(options.seed), "--out", str(path))
                .split("/")[-1]
                .strip()
            )
            instance = Instance.read(path)
            runs = all_runs(instance, options)
            print_runs(instance, runs)
            for run in runs:
                save(plan, run.flow)
                judged = json.loads(_generator("check", str(path), str(plan)))
                told = {
                    name: judged[name]
                    for name in ("unmet1", "unmet2", "unmet3", "unfair", "none_frac", "obj")
                }
                print(f"  judged: {run.name}: {told}")
            print(f"  peak memory so far {_peak_mb()} MB")
    return 0


def solve_file(options: argparse.Namespace) -> int:
    """Solve one instance file by one rule; 1 if the gap or the time asked for was missed."""
    instance = Instance.read(options.instance)
    if options.rule in BY_HAND:
        run = run_by_hand(instance, options.rule, run_exact(instance, 1, gap=options.gap).flow)
    else:
        run = run_exact(
            instance,
            options.bands,
            rule=options.rule,
            gap=options.gap,
            processes=options.processes,
            seconds=options.seconds,
        )
    if options.plan:
        save(options.plan, run.flow)
    print_runs(instance, [run])
    print(f"  peak memory {_peak_mb()} MB")
    if not run.levels_proven:
        print("  the levels are not proven", file=sys.stderr)
    return int(run.gap > options.gap or (options.rule not in BY_HAND and not run.levels_proven))


def grow(options: argparse.Namespace) -> int:
    """Solve ever larger instances with a twentieth as many lots as needs; draw the time a need and a pair."""
    made = importlib.util.spec_from_file_location("instances", GENERATOR)
    if made is None or made.loader is None or not GENERATOR.exists():
        print("The generator is not here (../shared/bench).", file=sys.stderr)
        return 2
    generator = importlib.util.module_from_spec(made)
    made.loader.exec_module(generator)
    print(f"growth ({options.rule}, {options.bands} bands, gap ≤ {options.gap:.0%})")
    rows = []
    for size in (10_000, 30_000, 100_000, 300_000, 1_000_000):
        if size > options.growth:
            break
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "growth.npz"
            np.savez(path, **generator.make(size, size // 20, options.seed))
            instance = Instance.read(path)
        run = run_exact(instance, options.bands, rule=options.rule, gap=options.gap)
        rows.append((size, pairs_walked(instance), run.cpu_s))
    print_growth(rows)
    return 0


def pairs_walked(instance: Instance) -> int:
    """Return the pairs of cells and lots of one item that one walk looks at."""
    found = (
        item_market(instance, item, Rule(TIERS), 1) for item in np.unique(instance.columns["n_item"]).tolist()
    )
    return sum(one.pairs for one in found if one is not None)


def _generator(*arguments: str) -> str:
    command = [sys.executable, str(GENERATOR), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: list[str]) -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(
        prog="bench allocation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instance", type=pathlib.Path, help="file of the shared instance format")
    parser.add_argument("--plan", type=pathlib.Path, help="where to write the plan")
    parser.add_argument("--rule", choices=(*RULES, *BY_HAND), default=TIERS)
    parser.add_argument("--bands", type=int, default=10, help="fill-rate bands, 1 for none (default 10)")
    parser.add_argument(
        "--gap", type=float, default=0.01, help="proven gap that is good enough (default 0.01)"
    )
    parser.add_argument("--seconds", type=float, help="stop with the plan in hand")
    parser.add_argument("--processes", type=int, default=1, help="items solved side by side (default 1)")
    parser.add_argument("--sizes", nargs="+", default=["S1", "S2"], help="sizes to make without --instance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", action="store_true", help="worked example and price of fairness")
    parser.add_argument("--growth", type=int, help="solve sizes from 10,000 needs up to this one")
    options = parser.parse_args(arguments)
    if options.rules:
        print_worked_example()
        print_price_of_fairness()
        return 0
    if options.growth:
        return grow(options)
    if options.instance is None:
        return make_and_judge(options)
    return solve_file(options)
