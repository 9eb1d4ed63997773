"""How fast a new need finds its repeats among many, and how many it finds: on invented tellings with their truth.

Runs the house's own tables and look-up on a database of its own: SQLite always, PostgreSQL too where
QIAO_DATABASE_URL names a server that may be filled. The stock of records is written in bulk; the needs that are timed
go the way every need goes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench._databases import add_databases, urls

ROOT = Path(__file__).resolve().parents[1]
BATCH = 5_000
BEGAN = datetime(2020, 1, 20, tzinfo=UTC)


def main(argv: list[str]) -> int:
    """Run each database in a process of its own."""
    parser = argparse.ArgumentParser(prog="bench duplicates", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="needs already known, default 100,000")
    parser.add_argument("--new", type=int, default=500, help="new needs that are timed, default 500")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    add_databases(parser)
    options = parser.parse_args(argv)
    if options.inside:
        return measure(options.rows, options.new)
    for url in urls(options):
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            environment = os.environ | {
                "QIAO_DATA": data,
                "QIAO_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
                "PYTHONPATH": str(ROOT / "src"),
            }
            command = [sys.executable, "-m", "bench", "duplicates", "--inside"]
            command += ["--rows", str(options.rows), "--new", str(options.new)]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)
    return 0


def tellings(rows: int) -> list[Any]:
    """Return invented tellings of one province, over a hundred counties."""
    from qiao.engines.simulation import PlaceRow
    from qiao.engines.simulation.repeats import simulate_repeats

    counties = counties_of_bench()
    cities = {one.parent.code: one.parent.name for one in counties}
    places = [PlaceRow(code, name, "city", None) for code, name in cities.items()]
    places += [PlaceRow(one.code, one.name, "county", one.parent.code) for one in counties]
    items = [("口罩",), ("防护服",), ("护目镜",), ("消毒液",), ("手套",), ("面屏",), ("体温计",), ("隔离衣",)]
    return list(simulate_repeats(places, items, rows=rows, seed=5, begins_at=BEGAN))


def counties_of_bench() -> list[Any]:
    """Return the counties of six provinces."""
    from qiao.registry.models import Place

    rows = Place.objects.filter(level="COUNTY", parent__level="CITY", valid_to__isnull=True)
    return list(rows.filter(code__regex="^(37|41|42|43|44|45)").select_related("parent"))


def codes_of_bench() -> dict[tuple[str, str], Any]:
    return {(one.parent.name, one.name): one for one in counties_of_bench()}


def text_of(one: Any) -> str:
    return f"示例数据：{one.name}急需{one.item}{one.quantity or '若干'}，地址{one.address}"


def fill(known: Sequence[Any]) -> tuple[Any, Any]:
    """Write reports, needs, records and keys of what is known, in bulk."""
    from django.db import transaction

    from qiao.accounts.sealing import fingerprint
    from qiao.engines.linkage import text_marks
    from qiao.intake.models import MaskedCopy, Need, RepeatKey, RepeatRecord, Report, ReportPhone
    from qiao.intake.repeats.keys import marks_of
    from qiao.registry.models import Crisis, Organization

    owner = Organization.objects.create(
        name="示例县义工联合会", kind="ASSOCIATION", is_sample=True, runs_qiao=True
    )
    crisis = Crisis.objects.create(name="示例疫情", slug="bench", hazard="EPIDEMIC", began_on=BEGAN.date())
    codes = codes_of_bench()
    for start in range(0, len(known), BATCH):
        reports, copies, phones, needs, records, keys = [], [], [], [], [], []
        for one in known[start : start + BATCH]:
            report = Report(
                organization=owner,
                crisis=crisis,
                source="PASTE",
                sealed_text=b"-",
                fingerprint="-",
                received_at=one.at,
            )
            reports.append(report)
            copies.append(MaskedCopy(report=report, text=text_of(one)))
            mark = fingerprint("phone", one.phones) if one.phones else ""
            if mark:
                phones.append(ReportPhone(report=report, mark=mark, masked="-"))
            need = Need(
                organization=owner,
                crisis=crisis,
                report=report,
                item_text=one.item,
                place=codes.get((one.city, one.district)),
                party_text=one.name,
                quantity_kind="EXACT" if one.quantity else "UNKNOWN",
                quantity=one.quantity,
            )
            needs.append(need)
            facts = {
                "at": one.at.isoformat(),
                "item": one.item,
                "organisation": one.name,
                "place": need.place.code if need.place else "",
                "quantity": one.quantity,
                "phones": [mark[:16]] if mark else [],
                "links": [],
                "marks": list(text_marks(text_of(one))),
                "risk": 1.0,
            }
            record = RepeatRecord(organization=owner, crisis=crisis, need=need, facts=facts)
            records.append(record)
            keys += [RepeatKey(record=record, mark=mark) for mark in marks_of(record)]
        with transaction.atomic():
            for model, rows in (
                (Report, reports),
                (MaskedCopy, copies),
                (ReportPhone, phones),
                (Need, needs),
                (RepeatRecord, records),
                (RepeatKey, keys),
            ):
                model._default_manager.bulk_create(rows, batch_size=2000)  # noqa: SLF001
    return owner, crisis


def measure(rows: int, new: int) -> int:  # noqa: PLR0915 - one run, told from top to bottom
    """Fill the database, then open the new needs one by one and time the look-up within."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django_scopes import scopes_disabled

    from qiao.accounts.roles import Actor
    from qiao.intake.actions import open_need, repeats
    from qiao.intake.actions.receive import Message, receive_report
    from qiao.intake.models import Need, Pair, RepeatKey
    from qiao.registry.loading import load_items, load_places

    call_command("migrate", verbosity=0)
    load_places(settings.QIAO_REFERENCE)
    load_items(settings.QIAO_REFERENCE)
    told = tellings(rows + new)
    known, fresh = told[:rows], told[rows:]
    with scopes_disabled():
        began = time.perf_counter()
        owner, crisis = fill(known)
        print(
            f"\n{connection.vendor}: {rows:,} needs, {RepeatKey.objects.count():,} keys, {time.perf_counter() - began:.0f} s to fill"
        )
        truth: dict[int, set[uuid.UUID]] = {}
        for one, pk in zip(
            known, Need.objects.order_by("created_at").values_list("pk", flat=True), strict=True
        ):
            truth.setdefault(one.need, set()).add(pk)
        actor = Actor.operator(owner.pk)
        codes = codes_of_bench()
        spent, whole, compared, common, hits, due, shown = [], [], [], [], 0, 0, 0
        looked = repeats.note_repeats

        def timed(who: Any, subject: Any, **more: Any) -> Any:
            start = time.perf_counter()
            found = looked(who, subject, **more)
            spent.append(time.perf_counter() - start)
            compared.append(found.compared)
            common.append(found.common_keys)
            return found

        from qiao.intake.actions import voices

        voices.note_repeats = timed
        for one in fresh:
            with transaction.atomic():
                start = time.perf_counter()
                message = Message(text_of(one), contact=one.phones)
                report = receive_report(
                    actor, message, id=uuid.uuid4(), crisis=crisis, source="PASTE", received_at=one.at
                ).report
                need = open_need(
                    actor,
                    report,
                    item=None,
                    item_text=one.item,
                    place=codes.get((one.city, one.district)),
                    party_text=one.name,
                    quantity_kind="EXACT" if one.quantity else "UNKNOWN",
                    quantity=one.quantity,
                )
                whole.append(time.perf_counter() - start)
            pairs = repeats.pairs_of([need.pk], "need").filter(
                verdict__in=(Pair.Verdict.SAME, Pair.Verdict.UPDATE)
            )
            there = {pk for pair in pairs for pk in pair.ids} - {need.pk}
            shown += len(there)
            hits += len(there & truth.get(one.need, set()))
            due += bool(truth.get(one.need)) and bool(there & truth[one.need])
            truth.setdefault(one.need, set()).add(need.pk)
    repeated = sum(1 for one in fresh if any(one.need == other.need for other in known))
    cuts = statistics.quantiles(spent, n=100)
    print(
        f"look-up of one new need: p50 {cuts[49] * 1000:.1f} ms  p95 {cuts[94] * 1000:.1f} ms  p99 {cuts[98] * 1000:.1f} ms"
    )
    print(f"whole of receiving and opening it: p50 {statistics.median(whole) * 1000:.1f} ms")
    print(
        f"compared: median {statistics.median(compared):.0f}, most {max(compared)}; keys too common: {sum(common) / len(common):.2f} a need"
    )
    print(
        f"SAME/UPDATE pairs: {shown}, of them right {hits} ({hits / shown if shown else 0:.3f}); repeats of a known need found: {due} of {repeated}"
    )
    return 0
