"""The search over many invented reports: time to write the index, its size, and how fast it answers.

Runs the house's own code on a database of its own: SQLite always, PostgreSQL too where QIAO_DATABASE_URL names a
server that may be filled (`pg_virtualenv bash -c '…'`). Rows go in by the doors' tables, the triggers tell of them,
`drain` writes them, `find` answers. Beside it a plain LIKE over the same rows, in the same run.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench._databases import add_databases, urls

ROOT = Path(__file__).resolve().parents[1]
PEERS = """ENGINES.md D, 1,000,000 reports of 70 characters, 200 questions, limit 50 (another machine):
  tantivy 2-gram                p50 0.12 ms  p99  11.9 ms   build  6.0 s    78 MB
  SQLite FTS5 2-grams, newest   p50 0.48 ms  p99   6.0 ms   build 18.7 s   186 MB
  SQLite FTS5 trigram, bm25     p50 1.1  ms  p99 109   ms   cannot answer 口罩
  PostgreSQL GIN(tsvector)      p50 1.3  ms  p99  21   ms   build 31   s   648 MB
  PostgreSQL pg_trgm            p50 0.6  ms  p99 989   ms
  SQLite LIKE                   p50 266  ms  p99 323   ms"""
QUESTIONS = 200
LIMIT = 50
BATCH = 10_000


def main(argv: list[str]) -> int:
    """Run each database in a process of its own."""
    parser = argparse.ArgumentParser(prog="bench search", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="invented reports, default 100,000")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    add_databases(parser)
    options = parser.parse_args(argv)
    if options.inside:
        return measure(options.rows)
    print(PEERS)
    for url in urls(options):
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            environment = os.environ | {
                "QIAO_DATA": data,
                "QIAO_DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
                "PYTHONPATH": str(ROOT / "src"),
            }
            command = [sys.executable, "-m", "bench", "search", "--inside", "--rows", str(options.rows)]
            subprocess.run(command, env=environment, cwd=ROOT, check=True)
    return 0


def texts(rows: int) -> Iterator[str]:
    """Yield invented messages of counties, organisations and things, as many as asked for."""
    from qiao.engines.simulation import EXAMPLE_ITEMS, Hazard, simulate_crisis
    from qiao.registry.models import Place

    counties = list(Place.objects.filter(level="COUNTY").values_list("name", flat=True))
    known = list(Place.objects.values_list("code", "name", "level", "parent__code"))
    crisis = simulate_crisis(
        7,
        places=[(code, name, level.lower(), above) for code, name, level, above in known if code[:2] == "42"],
        items=EXAMPLE_ITEMS[Hazard.EPIDEMIC],
        n_messages=4000,
        start=datetime(2020, 1, 20, tzinfo=UTC),
    )
    pool = [one.text for one in crisis.messages]
    chance = random.Random(11)  # noqa: S311 - the same messages each time
    for _number in range(rows):
        yield f"示例数据：{chance.choice(counties)}{chance.choice(pool)[:90]}"


def fill(rows: int) -> None:
    """Put the reports into the tables of the doors, with the triggers at work."""
    from django.db import connection, transaction

    from qiao.intake.models import MaskedCopy, Report
    from qiao.registry.models import Crisis, Organization

    owner = Organization.objects.create(name="示例县义工联合会", kind="ASSOCIATION", is_sample=True)
    crisis = Crisis.objects.create(
        name="示例疫情", slug="bench", hazard="EPIDEMIC", began_on=datetime(2020, 1, 20, tzinfo=UTC).date()
    )
    began = datetime(2020, 1, 20, tzinfo=UTC)
    held: list[tuple[Report, MaskedCopy]] = []

    def save() -> None:
        with transaction.atomic():
            Report.objects.bulk_create((one for one, _ in held), batch_size=500)
            MaskedCopy.objects.bulk_create((one for _, one in held), batch_size=500)
        held.clear()

    from django_scopes import scopes_disabled

    with scopes_disabled():
        for number, text in enumerate(texts(rows)):
            pk = uuid.UUID(int=(number << 64) | 0x4000_8000_0000_0000)
            report = Report(
                id=pk,
                organization=owner,
                crisis=crisis,
                source="PASTE",
                sealed_text=b"-",
                fingerprint=f"{number:064d}",
                received_at=began + timedelta(seconds=number),
            )
            held.append((report, MaskedCopy(report_id=pk, text=text)))
            if len(held) == BATCH:
                save()
        save()
    connection.close()


def questions() -> dict[str, list[str]]:
    """Return what is asked, by sort."""
    from qiao.registry.models import Place

    chance = random.Random(5)  # noqa: S311 - the same questions each time
    counties = chance.sample(list(Place.objects.filter(level="COUNTY").values_list("name", flat=True)), 50)
    things = ["口罩", "防护服", "大米", "饮用水", "帐篷", "冲锋舟", "护目镜", "棉被", "药品", "消毒液"]
    return {
        "county": counties,
        "item, two characters or more": [chance.choice(things) for _ in range(50)],
        "organisation": [f"{chance.choice(counties)}人民医院" for _ in range(50)],
        "county and item": [f"{chance.choice(counties)} {chance.choice(things)}" for _ in range(50)],
        "nowhere": ["口罩厂家直销处", "qqzz", "罩口口罩"] * 10,
    }


def timed(asked: list[str], ask: Callable[[str], object]) -> str:
    """Return p50 and p99 in milliseconds."""
    spent = []
    for question in asked:
        start = time.perf_counter()
        ask(question)
        spent.append((time.perf_counter() - start) * 1000)
    slowest = asked[spent.index(max(spent))]
    spent.sort()
    p99 = spent[int(len(spent) * 0.99) - 1]
    return f"p50 {statistics.median(spent):8.2f} ms   p99 {p99:8.2f} ms   slowest {spent[-1]:8.2f} ms ({slowest})"


def measure(rows: int) -> int:
    """Fill, write the index, ask, and print."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from qiao.accounts.roles import Actor, Role
    from qiao.intake.models import MaskedCopy
    from qiao.pages.search import Asked, find
    from qiao.pages.search.find import _ask
    from qiao.pages.search.index import drain_all
    from qiao.pages.search.sources import KINDS
    from qiao.registry.loading import load_items, load_places
    from qiao.registry.models import Organization

    call_command("migrate", verbosity=0)
    load_places(settings.QIAO_REFERENCE)
    load_items(settings.QIAO_REFERENCE)
    drain_all()
    fill(rows)
    before = _size(connection)
    started, cpu = time.perf_counter(), time.process_time()
    count = drain_all()
    print(
        f"\n{connection.vendor}, {count:,} reports: index written in {time.perf_counter() - started:.1f} s "
        f"({time.process_time() - cpu:.1f} CPU s), {(_size(connection) - before) / 2**20:.0f} MB"
    )
    actor = Actor(
        organization_id=Organization.objects.get(name="示例县义工联合会").pk, roles=frozenset({Role.ADMIN})
    )
    groups = questions()
    report = KINDS["report"]
    with scope(organization=actor.organization_id):
        for title, asked in groups.items():
            line = timed(asked, lambda q: _ask(actor, report, Asked(q, kind="report"), before=0, limit=LIMIT))
            print(f"  index alone, {title:30} {line}")
        everything = [question for asked in groups.values() for question in asked]
        index = timed(everything, lambda q: _ask(actor, report, Asked(q), before=0, limit=LIMIT))
        page = timed(everything, lambda q: find(actor, Asked(q, kind="report"), limit=LIMIT))
        whole = timed(everything, lambda q: find(actor, Asked(q)))
        like = timed(
            everything[::20],
            lambda q: list(
                MaskedCopy.objects.filter(text__icontains=q).order_by("-report__received_at")[:LIMIT]
            ),
        )
    print(f"  {'index alone, all questions':44}{index}")
    print(f"  {'50 reports loaded and compared':44}{page}")
    print(f"  {'the whole page, 13 kinds':44}{whole}")
    print(f"  {'LIKE on the same rows':44}{like}")
    return 0


def _size(connection: object) -> int:
    if connection.vendor == "sqlite":  # type: ignore[attr-defined]
        from django.conf import settings

        with connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (settings.DATA / "qiao.sqlite3").stat().st_size
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
