"""Stock proved: any order of acts on a lot, then a storm of requests from processes and threads on one database.

First the stateful machine of the tests with `--examples` × `--steps`, its books checked after each step. Then
`--requests` random acts on shared lots, each in a transaction of its own that is really committed, by `--processes` of
`--threads` each; the books are checked in a snapshot again and again meanwhile, and at the end. SQLite always;
PostgreSQL too where QIAO_DATABASE_URL names a database that may be filled (`pg_virtualenv bash -c '…'`).
Prints violations, acts a second, CPU, and refusals by reason. 1 where the books disagree or an act broke.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

from bench._databases import add_databases, urls
from bench._storm import ROOT, environment, prepare

LOTS, NEEDS = 40, 20
CHECK_EVERY_SECONDS = 2
FRESH = 0.2
"""How often somebody takes up what another process made, so that two decide the same thing."""


def main(argv: list[str]) -> int:
    """Run each database in a process of its own."""
    parser = argparse.ArgumentParser(prog="bench stock", description=__doc__)
    parser.add_argument("--examples", type=int, default=5000, help="runs of the machine, default 5,000")
    parser.add_argument("--steps", type=int, default=30, help="acts in each run, default 30")
    parser.add_argument("--requests", type=int, default=20_000, help="concurrent requests, default 20,000")
    parser.add_argument("--processes", type=int, default=4, help="default 4")
    parser.add_argument("--threads", type=int, default=4, help="threads of each process, default 4")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, default=-1, help=argparse.SUPPRESS)
    add_databases(parser)
    options = parser.parse_args(argv)
    if options.worker >= 0:
        return work(options)
    if options.inside:
        return measure(options)
    numbers = [
        f"--{name}={getattr(options, name)}"
        for name in ("examples", "steps", "requests", "processes", "threads", "seed")
    ]
    failed = 0
    for url in urls(options):
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            command = [sys.executable, "-m", "bench", "stock", "--inside", *numbers]
            failed += subprocess.run(command, env=environment(data, url), cwd=ROOT, check=False).returncode
    return int(failed > 0)


def _world() -> tuple[object, object]:
    """Return an actor of the association and the crisis that `prepare` made."""
    from qiao.accounts.roles import Actor, Role
    from qiao.registry.models import Crisis, Organization

    owner = Organization.objects.get(runs_qiao=True)
    actor = Actor(organization_id=owner.pk, roles=frozenset({Role.ADMIN, Role.COORDINATOR}))
    return actor, Crisis.objects.get(slug="bench")


def _needs(actor, crisis, item, count: int) -> list:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Return verified needs: most ask for any amount, every fifth for exactly 100, which signing closes."""
    from tests.makers import make_need

    exact = {"quantity_kind": "EXACT", "quantity": 100}
    return [
        make_need(actor, crisis, item=item, **(exact if k % 5 == 4 else {"quantity_kind": "OPEN"}))
        for k in range(count)
    ]


def _lot(actor, crisis, item):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    from django.db import transaction

    from bench._stock_acts import AT, PLEDGED
    from qiao.relief.stock import open_lot
    from tests.makers import make_offer

    with transaction.atomic():
        return open_lot(make_offer(actor, crisis, item=item, quantity_kind="EXACT", quantity=PLEDGED), at=AT)


def _kit(actor, item):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    """Return a kit of two of the item."""
    from bench._stock_acts import AT
    from qiao.registry.models import Item
    from qiao.relief.actions import save_kit

    return save_kit(actor, Item.objects.get(code="family-kit"), {item: 2}, at=AT)


def _stores(actor) -> list:  # type: ignore[no-untyped-def] # noqa: ANN001
    from qiao.relief.actions import open_store

    return [open_store(actor, name=f"示例仓库{number}") for number in (1, 2)]


def measure(options: argparse.Namespace) -> int:
    """Run the machine, then the storm, on this process's database."""
    import django

    django.setup()
    from django.db import connection
    from django_scopes import scope

    from qiao.registry.models import Item

    prepare()
    actor, crisis = _world()
    item = Item.objects.get(code="mask-surgical")
    with scope(organization=actor.organization_id):  # type: ignore[attr-defined]
        print(f"\n{connection.vendor}", flush=True)
        bad = examples(options, actor, crisis, item) if options.examples else 0
        bad += storm(options, actor, crisis, item) if options.requests else 0
    return int(bad > 0)


def examples(options: argparse.Namespace, actor, crisis, item) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Run the machine, each example in a transaction that is taken back; return 1 where the books disagree."""
    from django.db import transaction
    from hypothesis import HealthCheck, Phase, seed, settings
    from hypothesis.stateful import run_state_machine_as_test

    from bench._stock_acts import Hands, StockMachine

    needs = _needs(actor, crisis, item, 5)
    stores, kit = _stores(actor), _kit(actor, item)
    done, refused, opened = Counter[str](), Counter[str](), []

    def start() -> Hands:
        block = transaction.atomic()
        block.__enter__()
        opened.append(block)
        return Hands(actor, [_lot(actor, crisis, item)], needs, stores, kit)

    def end(hands: Hands) -> None:
        done.update(hands.done)
        refused.update(hands.refused)
        transaction.set_rollback(True)
        opened.pop().__exit__(None, None, None)

    machine = type("Machine", (StockMachine,), {"start": staticmethod(start), "end": staticmethod(end)})
    rules = settings(
        max_examples=options.examples,
        stateful_step_count=options.steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    began, cpu, broken = time.perf_counter(), time.process_time(), ""
    try:
        run_state_machine_as_test(seed(options.seed)(machine), settings=rules)
    except Exception as error:  # noqa: BLE001 - told below
        broken = repr(error)
    seconds, acts = time.perf_counter() - began, done.total() + refused.total()
    print(
        f"  machine: {options.examples:,} examples x {options.steps} steps, {acts:,} acts, "
        f"{'VIOLATED ' + broken if broken else '0 violations'}; {acts / seconds:.0f} acts/s, "
        f"{1000 * (time.process_time() - cpu) / max(1, acts):.1f} CPU-ms an act"
    )
    _tell(done, refused)
    return int(bool(broken))


def storm(options: argparse.Namespace, actor, crisis, item) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Let processes loose on shared lots; return how often the books disagreed or an act broke."""
    from django.db import connection

    _needs(actor, crisis, item, NEEDS)
    if not options.examples:
        _stores(actor)
        _kit(actor, item)
    for _ in range(LOTS):
        _lot(actor, crisis, item)
    connection.close()
    began = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "bench",
        "stock",
        "--requests",
        str(options.requests // options.processes),
    ]
    command += ["--threads", str(options.threads), "--seed", str(options.seed)]
    workers = [
        subprocess.Popen([*command, "--worker", str(k)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for k in range(options.processes)
    ]
    checks, found = 0, list[str]()
    while any(one.poll() is None for one in workers):
        found += _snapshot()
        checks += 1
        time.sleep(CHECK_EVERY_SECONDS)
    seconds = time.perf_counter() - began
    done, refused, broken, cpu = Counter[str](), Counter[str](), list[str](), 0.0
    for one in workers:
        told = json.loads((one.communicate()[0].strip().splitlines() or ["{}"])[-1])
        done.update(told.get("done", {}))
        refused.update(told.get("refused", {}))
        broken += told.get("broken", ["a worker died"])
        cpu += told.get("cpu", 0.0)
    found += _at_the_end()
    acts = done.total() + refused.total()
    print(
        f"  storm: {acts:,} requests by {options.processes} processes x {options.threads} threads, books checked "
        f"{checks} times meanwhile and at the end: {len(found)} violations, {len(broken)} acts broke; "
        f"{acts / seconds:.0f} acts/s, {1000 * cpu / max(1, acts):.1f} CPU-ms an act"
    )
    _tell(done, refused)
    for line in [*found[:5], *broken[:5]]:
        print(f"    {line}")
    return len(found) + len(broken)


def _snapshot() -> list[str]:
    """Return what disagrees in the books at one moment: one statement sees one, and waits for nobody who writes."""
    from bench._stock_acts import disagreements

    return disagreements()


def _at_the_end() -> list[str]:
    """Return what disagrees when all is done: the books, what `./qiao verify` would say, what was settled twice."""
    from bench._stock_acts import disagreements, settled_twice
    from qiao.relief.checks import stock_breaks

    twice = settled_twice()
    return [*disagreements(), *stock_breaks(), *([f"{twice} receipts settled twice"] if twice else [])]


def work(options: argparse.Namespace) -> int:
    """Be one process of the storm: do random acts by threads, print what came of them as one line of JSON."""
    import django

    django.setup()
    from django.db import connections
    from django_scopes import scope

    from bench._stock_acts import STEPS, Hands, drawn_at_random
    from qiao.intake.models import Need
    from qiao.relief.models import Kit, Lot, StockMovement, Store

    actor, _crisis = _world()
    with scope(organization=actor.organization_id):  # type: ignore[attr-defined]
        lots = list(Lot.objects.select_related("offer"))
        needs = list(Need.objects.select_related("item"))
        stores, kit = list(Store.objects.all()), Kit.objects.select_related("item").get()
    hands, broken = Hands(actor, lots, needs, stores, kit), list[str]()  # type: ignore[arg-type]

    def run(number: int, count: int) -> None:
        chance = random.Random(f"{options.seed}:{options.worker}:{number}")  # noqa: S311 - no secret
        mine = Hands(
            actor,
            [*lots],
            needs,
            stores,
            kit,
            hands.matches,
            hands.deliveries,
            hands.receipts,
            hands.movements,
            hands.reallocations,
        )  # type: ignore[arg-type]
        with scope(organization=actor.organization_id):  # type: ignore[attr-defined]
            for _ in range(count):
                if chance.random() < FRESH:
                    _take_up(mine, chance, StockMovement)
                try:
                    mine.do(chance.choice(STEPS), drawn_at_random(chance))
                except Exception as error:  # noqa: BLE001 - told by the parent
                    broken.append(repr(error)[:300])
        hands.done.update(mine.done)
        hands.refused.update(mine.refused)
        connections.close_all()

    each, rest = divmod(options.requests, options.threads)
    threads = [threading.Thread(target=run, args=(k, each + (k < rest))) for k in range(options.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"done": hands.done, "refused": hands.refused, "broken": broken, "cpu": time.process_time()}
    print(json.dumps(told))
    return 0


def _take_up(hands, chance: random.Random, movements) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Take up a match, a reallocation, a delivery, a receipt or a movement that anybody made."""
    from qiao.relief.models import Delivery, Match, Reallocation, Receipt

    between = ("giver__need", "giver__lot", "taker__need", "taker__lot")
    kinds = (
        (hands.reallocations, Reallocation.objects.select_related(*between)),
        (hands.matches, Match.objects.select_related("lot", "need", "offer")),
        (hands.deliveries, Delivery.objects.select_related("match__lot", "match__need__item")),
        (hands.receipts, Receipt.objects.select_related("delivery__match__lot")),
        (hands.movements, movements.objects.filter(match_id__isnull=True).select_related("lot")),
    )
    known, rows = chance.choice(kinds)
    newest = list(rows.order_by("-pk")[:30])
    if newest:
        known.append(chance.choice(newest))


def _tell(done: Counter[str], refused: Counter[str]) -> None:
    print("    done: " + ", ".join(f"{name} {count:,}" for name, count in done.most_common()))
    print(
        "    refused: " + ", ".join(f"{code} {count:,}" for code, count in refused.most_common()), flush=True
    )
