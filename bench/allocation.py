"""Time the allocation engine on instance files, beside what a coordinator does by hand.

python -m bench allocation                                    make, solve and judge S1 and S2
python -m bench allocation --instance X.npz --plan OUT.npz    solve one file; OUT holds arrays i, j, x

Times are CPU and wall seconds of pairing and solving (reading the file is outside the clock). The gap is the
distance to the proven bound as a share of all the rule could achieve; plans made by hand are held against the
exact rule without bands. Every pair is looked at, so memory grows with the largest item: made for S1 and S2.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import numpy as np

from qiao.engines.allocation.flow import (
    Arcs,
    Flow,
    IntArray,
    Ladder,
    NeedArrays,
    StockArrays,
    make_ladder,
    solve_arrays,
)
from qiao.engines.allocation.greedy import serve_in_order

GENERATOR = pathlib.Path(__file__).resolve().parents[2] / "shared" / "bench" / "allocation_instances.py"
BY_HAND = ("first-come", "tier-nearest")
# The instance format: classes of deadline, availability and shelf life in days, lorry speed, loading time.
DEADLINE_DAYS = np.array([1, 3, 7, 30])
AVAILABLE_DAYS = np.array([0, 1, 3, 7])
LATEST_DAYS = np.array([4, 14, 60])
KM_PER_DAY = 800.0
HANDLING_DAYS = 0.25


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
        nothing = np.zeros(len(whole["n_item"]), np.int64)
        needs = NeedArrays(whole["n_item"], whole["n_tier"], whole["n_qty"], nothing, nothing)
        return cls(columns, needs, StockArrays(whole["o_item"], whole["o_qty"]))

    def pairs(self, needs: IntArray, stocks: IntArray) -> Arcs:
        """Compatible pairs of one item: earmark allows and the goods arrive in time."""
        data = self.columns
        km = data["km"][np.ix_(data["n_place"][needs], data["o_place"][stocks])]
        end = np.minimum(DEADLINE_DAYS[:, None, None], LATEST_DAYS[None, None, :])
        within_km = ((end - AVAILABLE_DAYS[None, :, None] - HANDLING_DAYS) * KM_PER_DAY).astype(np.float32)
        allowed = (
            km
            <= within_km[
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
    """A plan of one rule, what it cost to make, and its gap to the proven bound of the exact rule."""

    name: str
    flow: Flow
    cpu_s: float
    wall_s: float
    gap: float


def run_exact(instance: Instance, bands: int) -> Run:
    """Solve by the engine's rule; what the flow returns is its own proven bound."""
    wall, cpu = time.perf_counter(), time.process_time()
    ladder = make_ladder(instance.needs, bands=bands)
    dearest = int(instance.columns["km"].max())
    flow = solve_arrays(instance.needs, instance.stocks, instance.pairs, ladder=ladder, dearest=dearest)
    return Run(
        f"tiers-then-distance, bands {bands}",
        flow,
        time.process_time() - cpu,
        time.perf_counter() - wall,
        0.0,
    )


def run_by_hand(instance: Instance, rule: str, best: Flow) -> Run:
    """Serve in order from the nearest stock; the gap is against the exact plan without bands."""
    wall, cpu = time.perf_counter(), time.process_time()
    order = instance.columns["n_time"] if rule == "first-come" else instance.needs.tier
    flow = serve_in_order(instance.needs, instance.stocks, instance.pairs, order=order.astype(np.int64))
    spent = time.process_time() - cpu, time.perf_counter() - wall
    ladder = make_ladder(instance.needs, bands=1)
    nothing = ladder.value(np.zeros_like(instance.needs.tier), np.ones_like(instance.needs.tier)) * best.step
    bound, value = (_value(instance, plan, ladder, best.step) for plan in (best, flow))
    return Run(f"{rule}, nearest stock", flow, *spent, (value - bound) / (nothing - bound))


def _value(instance: Instance, flow: Flow, ladder: Ladder, step: int) -> int:
    received = np.zeros_like(instance.needs.tier)
    np.add.at(received, flow.need, flow.quantity)
    return ladder.value(received, np.ones_like(received)) * step + int((flow.quantity * flow.cost).sum())


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


def all_runs(instance: Instance, bands: int) -> list[Run]:
    """Run the exact rule with and without bands, and the two habits of a coordinator."""
    near = run_exact(instance, 1)
    by_hand = [run_by_hand(instance, rule, near.flow) for rule in BY_HAND]
    return [run_exact(instance, bands), near, *by_hand]


def make_and_judge(sizes: list[str], seed: int, bands: int) -> int:
    """Make instances with the shared generator, solve them and let its `check` judge every plan."""
    if not GENERATOR.exists():
        print("The generator is not here (../shared/bench); give --instance and --plan.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path, plan = pathlib.Path(folder) / f"{size}.npz", pathlib.Path(folder) / "plan.npz"
            print(
                _generator("make", "--size", size, "--seed", str(seed), "--out", str(path))
                .split("/")[-1]
                .strip()
            )
            instance = Instance.read(path)
            runs = all_runs(instance, bands)
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
        run = run_by_hand(instance, options.rule, run_exact(instance, 1).flow)
    else:
        run = run_exact(instance, options.bands)
    if options.plan:
        save(options.plan, run.flow)
    peers = (
        [] if options.rule in BY_HAND else [run_by_hand(instance, "first-come", run_exact(instance, 1).flow)]
    )
    print_runs(instance, [run, *peers])
    print(f"  peak memory {_peak_mb()} MB")
    late = options.seconds is not None and run.wall_s > options.seconds
    if late:
        print(f"  took longer than {options.seconds} s", file=sys.stderr)
    return int(late or run.gap > options.gap)


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
    parser.add_argument("--rule", choices=("tiers-then-distance", *BY_HAND), default="tiers-then-distance")
    parser.add_argument("--bands", type=int, default=10, help="fill-rate bands, 1 for none (default 10)")
    parser.add_argument(
        "--gap", type=float, default=0.01, help="proven gap that is good enough (default 0.01)"
    )
    parser.add_argument("--seconds", type=float, help="report failure when solving takes longer")
    parser.add_argument("--sizes", nargs="+", default=["S1", "S2"], help="sizes to make without --instance")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.instance is None:
        return make_and_judge(options.sizes, options.seed, options.bands)
    return solve_file(options)
