"""A SQLite installation moved to PostgreSQL: killed midway, gone on with, compared by other means, and worked on."""

import json
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from qiao.exceptions import QiaoError
from qiao.exceptions import moving as refusals
from qiao.project.moving import proof
from qiao.project.moving import source as moving_source
from qiao.project.moving.carrying import Shape, carry, shapes
from qiao.project.moving.move import refuse_unlike
from qiao.project.moving.source import Source, opened, refuse_unfit
from qiao.project.moving.target import Target, begin, lower_walls, reached
from qiao.project.moving.target import refuse_unfit as unfit
from tests import tables
from tests.project.conftest import command, environment, serving
from tests.project.test_behind_proxy import Browser, wait_until, working

pytestmark = [pytest.mark.database("postgresql"), pytest.mark.xdist_group("move")]
PASSWORD = "correct horse battery"
PATIENCE = 240
CRISIS = "/e/yingshan-flood"
OPEN = (
    "from qiao.accounts.models import User as U\n"
    f"for one in U.objects.filter(username__in=['lin', 'qian', 'xu']): one.set_password('{PASSWORD}'); one.save()"
)
EVERYTHING = """
import hashlib, json
from django.apps import apps
from django_scopes import scopes_disabled
left_out = {"pages_searchentry", "pages_searchpending", "django_session", "axes_accesslog"}
with scopes_disabled():
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.db_table):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in left_out:
            plain = lambda one: bytes(one).hex() if isinstance(one, (bytes, memoryview)) else str(one)
            held = model._base_manager.values_list()
            rows = sorted(json.dumps(row, default=plain, sort_keys=True) for row in held)
            print(model._meta.db_table, len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest())
"""


@dataclass
class House:
    """The installation that is moved, where it goes, and what was seen on the way."""

    data: Path
    url: str
    before: str
    file: str
    midway: str = ""
    refused: tuple[str, ...] = ()
    said: str = ""

    def on_target(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return command("django", *arguments, QIAO_DATA=str(self.data), QIAO_DATABASE_URL=self.url)


def server(**other: str) -> psycopg.Connection:
    """Connect to the suite's PostgreSQL, to none of its databases for tests."""
    held = connection.settings_dict
    given = {
        "host": held["HOST"],
        "port": held["PORT"],
        "user": held["USER"],
        "password": held["PASSWORD"],
        "dbname": "postgres",
    }
    return psycopg.connect(
        **{name: value for name, value in (given | other).items() if value}, autocommit=True
    )


@pytest.fixture(scope="module")
def role() -> Iterator[str]:
    """Somebody who owns a database and may do nothing else, as at a managed service."""
    name = f"plain_{uuid.uuid4().hex[:8]}"
    with server() as db:
        db.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'plain' NOSUPERUSER")
        yield name
        db.execute(f"DROP ROLE {name}")


@contextmanager
def database_of(role: str) -> Iterator[str]:
    """Make an empty database of a role; yield its address."""
    held, name = connection.settings_dict, f"moved_{uuid.uuid4().hex[:8]}"
    with server() as db:
        db.execute(f"CREATE DATABASE {name} OWNER {role}")
        yield f"postgresql://{role}:plain@{held['HOST']}:{held['PORT']}/{name}"
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(role) -> Iterator[str]:
    """The address of an empty database of that role."""
    with database_of(role) as address:
        yield address


@pytest.fixture(scope="module")
def goal(role) -> Iterator[str]:
    """The address of the database that the house is moved to."""
    with database_of(role) as address:
        yield address


@pytest.fixture(scope="module")
def house(tmp_path_factory, goal) -> House:
    """The sample as if it were real work, in SQLite."""
    data = tmp_path_factory.mktemp("moving") / "data"
    tables.lay(data)
    seeded = command("django", "seed", "--profile", "demo", "--messages", "20", QIAO_DATA=str(data))
    assert seeded.returncode == 0, seeded.stderr
    (data / "DEMO").unlink()
    for script in (OPEN, EVERYTHING):
        ran = command("django", "shell", "-v0", "-c", script, QIAO_DATA=str(data))
        assert ran.returncode == 0, ran.stderr
    file = sha256((data / "qiao.sqlite3").read_bytes()).hexdigest()
    return House(data, goal, before=ran.stdout, file=file)


def begin_and_kill(house: House) -> str:
    """Move until some tables are done, and kill it there; return how far it came."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "django", "move_to_postgres", house.url],
        env=environment(QIAO_DATA=str(house.data)),
        stdout=subprocess.DEVNULL,
    )
    asked = "SELECT count(*) FILTER (WHERE is_done) FROM qiao_move_table"
    until = time.monotonic() + PATIENCE
    with psycopg.connect(house.url, autocommit=True) as db:
        while process.poll() is None and time.monotonic() < until:
            if db.execute("SELECT to_regclass('qiao_move_table')").fetchone() != (None,):
                ((done,),) = db.execute(asked).fetchall()
                if done >= 30:
                    break
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        ((step, tables_done),) = db.execute(f"SELECT step, ({asked}) FROM qiao_move").fetchall()  # noqa: S608
    return f"{step} {tables_done}"


@pytest.fixture(scope="module")
def moved(house) -> House:
    """The house after a move that was killed midway and gone on with."""
    house.midway = begin_and_kill(house)
    own = {"QIAO_DATA": str(house.data)}
    again = command("django", "move_to_postgres", house.url, **own)
    served = house.on_target("serve", "--port", "0")
    house.refused = (again.stderr, served.stderr)
    ended = command("django", "move_to_postgres", house.url, "--resume", **own)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    house.said = ended.stdout
    return house


def test_a_move_that_was_killed_is_gone_on_with_and_not_served_before(moved):
    step, done = moved.midway.split()

    assert step == "carrying"
    assert 30 <= int(done) < 285
    assert "--resume" in moved.refused[0]
    assert "move-to-postgres" in moved.refused[1]
    assert "equal row by row" in moved.said


def test_the_file_is_as_it_was_to_the_byte(moved):
    assert sha256((moved.data / "qiao.sqlite3").read_bytes()).hexdigest() == moved.file


def test_every_row_of_every_model_reads_the_same_through_the_models(moved):
    after = moved.on_target("shell", "-v0", "-c", EVERYTHING)

    assert after.stdout.splitlines() == moved.before.splitlines()
    assert len(moved.before.splitlines()) > 250


def test_what_was_carried_is_written_down_and_both_sides_say_the_same(moved):
    (record,) = moved.data.glob("moved-*.json")
    said = json.loads(record.read_text(encoding="utf-8"))
    now = moved.on_target("verify").stdout.splitlines()

    assert said["tables"]["intake_report"][0] >= 20
    assert now == said["verify"]
    assert now[-1] == "全部相符 / everything holds"


RULES = (
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
       WHERE connamespace = current_schema()::regnamespace""",
    """SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy'), c.relrowsecurity, c.relforcerowsecurity
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid""",
    "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
)


@pytest.mark.django_db
def test_every_key_and_trigger_stands_as_where_nothing_was_moved(moved):
    with connection.cursor() as cursor, psycopg.connect(moved.url) as db:
        for rule in RULES:
            cursor.execute(rule)
            ours = set(cursor.fetchall())
            assert set(db.execute(rule).fetchall()) == ours
            assert len(ours) > 60
        kept = db.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'qiao\\_move%'").fetchone()
    assert kept == (0,)


@pytest.fixture(scope="module")
def served(moved) -> Iterator[tuple[str, str]]:
    """The addresses of two processes that serve the target."""
    with ExitStack() as running:
        own = {"QIAO_DATABASE_URL": moved.url, "QIAO_UNSAFE_DATABASE": "1"}
        yield tuple(
            running.enter_context(serving(moved.data, "--without-worker", **own))[1] for _number in range(2)
        )


def signed_in(address: str, who: str) -> Browser:
    browser = Browser(address, ssl.create_default_context())
    browser.fill("/accounts/login/", which="login", login=who, password=PASSWORD)
    return browser


BOOKED = {
    "entry-text": "搬家以后记的",
    "line-0-account": "BANK",
    "line-0-debit": "12.30",
    "line-1-account": "INCOME_UNRESTRICTED",
    "line-1-credit": "12.30",
}
WRITES = (
    ("qian", f"{CRISIS}/funding/ledger/", "entry-text", BOOKED),
    ("lin", "/stores/", "hours", {"name": "搬家以后的仓库", "place": "421124", "hours": "9–17"}),
    ("lin", f"{CRISIS}/volunteering/", "activity-title", {"activity-title": "搬家以后的值守"}),
    ("lin", f"{CRISIS}/obstacles/", "met_on", {"what": "搬家以后的阻碍", "place": "421124"}),
    (
        "lin",
        f"{CRISIS}/form/",
        "direction",
        {"what": "搬家以后要矿泉水", "where": "英山县", "quantity": "50", "consent": "on"},
    ),
)


def test_people_sign_in_at_one_process_and_work_at_the_other_and_everything_holds(moved, served):
    for who, page, which, words in WRITES:
        browser = signed_in(served[0], who)
        browser.base = served[1]
        answer = browser.fill(page, which=which, **words)
        assert answer.status == 200, (page, answer.content[:300])
        if which != "direction":
            assert "搬家以后" in browser.get(page).content.decode(), page
    drained = moved.on_target("reindex")
    found = signed_in(served[1], "lin").get("/search/?q=%E7%9F%BF%E6%B3%89%E6%B0%B4").content.decode()

    assert drained.returncode == 0, drained.stderr
    assert "搬家以后要" in found
    assert moved.on_target("verify").returncode == 0


def test_two_workers_do_each_job_once(moved, served):
    own = {"QIAO_DATABASE_URL": moved.url}
    browser = signed_in(served[0], "lin")
    asked = [browser.fill("/exports/", which="what", what="trail", form="csv").url for _ in range(4)]
    with working(moved.data, **own), working(moved.data, **own):
        wait_until(lambda: all(browser.get(f"{one}file").status == 200 for one in asked), PATIENCE)
    with psycopg.connect(moved.url) as db:
        done = db.execute("SELECT status, worker_ids FROM django_tasks_database_dbtaskresult").fetchall()

    assert len(set(asked)) == 4
    assert [(status, len(workers)) for status, workers in done] == [("SUCCESSFUL", 1)] * len(done)
    assert len(done) >= 4


TRIES = 20
"""So many wrong words at one account, from where it was never entered, close it for an hour."""


def test_what_is_counted_at_one_process_counts_at_the_other(served):
    """The last that signs in: for a minute after it nobody may, from this address."""
    before = signed_in(served[1], "lin")
    for number in range(TRIES):
        browser = Browser(served[number % 2], ssl.create_default_context())
        browser.fill("/accounts/login/", which="login", login="xu", password=f"wrong {number}")
    with_the_right_word = signed_in(served[0], "xu")

    assert "/accounts/login/" not in before.get("/exports/").url
    assert "/accounts/login/" in with_the_right_word.get("/exports/").url


# -- Its parts -------------------------------------------------------------------------------------------


@pytest.fixture
def both(moved) -> Iterator[tuple[Source, Target]]:
    with opened(moved.data / "qiao.sqlite3") as source, reached(moved.url, moved.data) as target:
        yield source, target


CHANGES = (
    "UPDATE registry_organization SET name = name || ' ' WHERE id = (SELECT min(id::text)::uuid FROM registry_organization)",
    "UPDATE trail_trailentry SET at = at + interval '1 microsecond' WHERE sequence = 1",
    "UPDATE trail_trailentry SET details = jsonb_set(details, '{added}', '1') WHERE sequence = 2",
    "UPDATE accounts_user SET is_active = NOT is_active WHERE username = 'he'",
    "DELETE FROM funding_ledgerline WHERE id = (SELECT min(id::text)::uuid FROM funding_ledgerline)",
)


@pytest.mark.parametrize("change", CHANGES)
def test_one_changed_value_is_found(both, change):
    source, target = both
    table = re.search(r"(?:UPDATE|FROM) (\w+)", change)[1]
    shape = next(one for one in shapes(source, target) if one.table == table)
    equal = proof.source_sum(source, shape)
    with target.db.transaction(force_rollback=True):
        lower_walls(target)
        target.do(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert target.db.execute(change).rowcount > 0

        assert proof.target_sum(target, shape) != equal


def test_a_table_goes_on_at_the_row_where_it_was_cut_off(both):
    """A chunk and how far it came are one transaction: what fails behind a chunk takes nothing of it back, and nothing twice."""
    source, target = both
    shape = next(one for one in shapes(source, target) if one.table == "intake_repeatkey")
    rows = proof.source_sum(source, shape)
    seen: list[int] = []

    def cut(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise InterruptedError

    with target.db.transaction(force_rollback=True):
        target.do("CREATE TABLE qiao_move_table (name text PRIMARY KEY, place bigint, is_done boolean)")
        lower_walls(target)
        target.do("TRUNCATE intake_repeatkey")
        with pytest.raises(InterruptedError):
            carry(source, target, shape, told=cut, most=100)
        midway = target.ask("SELECT count(*) FROM intake_repeatkey")
        carry(source, target, shape, told=seen.append, most=100)

        assert midway == [(200,)]
        assert (sum(seen), proof.target_sum(target, shape)) == (rows.rows, rows)


# -- Refusals --------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path) -> Path:
    """A SQLite file with a trail and no more, of an older version."""
    path = tmp_path / "qiao.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE django_migrations (app, name); CREATE TABLE trail_trailentry (sequence, hash);"
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent (id));"
            "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT)"
        )
    return path


def refused_by(kind: type[QiaoError], work: Callable[[], object]) -> str:
    with pytest.raises(kind) as error:
        work()
    return error.value.message("en")


def reach(url: str) -> None:
    with reached(url, Path("/nowhere")):
        pass


def test_an_address_that_is_none_or_answers_nothing_is_told(empty):
    refused_by(refusals.MoveUrlError, lambda: reach("mysql://a@b/c"))
    refused_by(refusals.MoveUrlError, lambda: reach("postgresql://a@b"))
    wrong = refused_by(
        refusals.MoveUnreachableError, lambda: reach(empty.replace(":plain@", ":secret-word@"))
    )
    refused_by(refusals.MoveUnreachableError, lambda: reach("postgresql://a@127.0.0.1:1/c"))

    assert "secret-word" not in wrong


def test_a_source_that_is_absent_damaged_older_or_written_to_is_told(small, tmp_path):
    def look(path: Path) -> None:
        with opened(path) as source:
            refuse_unfit(source)

    def write_meanwhile() -> None:
        with opened(small), closing(sqlite3.connect(small)) as db:
            db.execute("INSERT INTO parent VALUES (1)")
            db.commit()

    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database at all" * 500)
    refused_by(refusals.MoveSourceError, lambda: look(tmp_path / "absent"))
    refused_by(refusals.MoveSourceError, lambda: look(broken))
    assert "upgrade" in refused_by(refusals.MovePendingError, lambda: look(small))
    with closing(sqlite3.connect(small)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    refused_by(refusals.MoveWrittenError, write_meanwhile)


def test_rows_that_point_nowhere_are_told_before_anything_is_carried(small, monkeypatch):
    monkeypatch.setattr(moving_source, "MigrationLoader", lambda _none: SimpleNamespace(disk_migrations={}))
    with closing(sqlite3.connect(small)) as db:
        db.execute("INSERT INTO child VALUES (7)")
        db.commit()
    with opened(small) as source:
        assert "child" in refused_by(refusals.MoveSourceError, lambda: refuse_unfit(source))


def test_a_target_that_is_taken_not_ours_or_of_another_move_is_told(small, empty, role):
    with server() as db, opened(small) as source, reached(empty, small.parent) as target:
        look = partial(refuse_unlike, source, target)
        refused_by(refusals.MoveNotBegunError, lambda: look(is_resumed=True))
        with target.db.transaction(force_rollback=True):
            target.do("CREATE TABLE somebody_elses (id int)")
            assert "somebody_elses" in refused_by(refusals.MoveOccupiedError, lambda: look(is_resumed=False))
        with target.db.transaction(force_rollback=True):
            begin(target, "the mark of another")
            refused_by(refusals.MoveBegunError, lambda: look(is_resumed=False))
            refused_by(refusals.MoveOtherSourceError, lambda: look(is_resumed=True))
        look(is_resumed=False)
        unfit(target, 0)
        assert "GiB" in refused_by(refusals.MoveTargetError, lambda: unfit(Target("", db), 1 << 60))
        db.execute(
            f"CREATE DATABASE other_{role} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    other = empty.rpartition("/")[0] + f"/other_{role}"
    try:
        with reached(other, small.parent) as target:
            assert "UTF8" in refused_by(refusals.MoveTargetError, lambda: unfit(target, 0))
    finally:
        with server() as db:
            db.execute(f"DROP DATABASE other_{role}")


def test_where_nothing_may_be_made_the_owner_is_asked_for(small, empty, role):
    """The database `postgres` is nobody's who is plain: since PostgreSQL 15 only its owner makes tables there."""
    with reached(empty.rpartition("/")[0] + "/postgres", small.parent) as target:
        if target.db.info.server_version >= 150_000:
            assert role in refused_by(refusals.MoveTargetError, lambda: unfit(target, 0))


def test_the_command_says_what_is_in_the_way(tmp_path, empty):
    (tmp_path / "DEMO").write_text("{}")
    sample = command("django", "move_to_postgres", empty, QIAO_DATA=str(tmp_path))
    there = command("django", "move_to_postgres", empty, QIAO_DATA=str(tmp_path), QIAO_DATABASE_URL=empty)

    assert [one.returncode for one in (sample, there)] == [1, 1]
    assert "sample" in sample.stderr
    assert "QIAO_DATABASE_URL" in there.stderr


def test_a_row_postgresql_does_not_take_is_named_without_its_words(empty, tmp_path):
    path = tmp_path / "one.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE django_migrations (app, name); CREATE TABLE trail_trailentry (sequence, hash);"
            "CREATE TABLE note (words TEXT); INSERT INTO note VALUES ('short'), ('too long for it, and secret')"
        )
    with opened(path) as source, reached(empty, tmp_path) as target:
        shape = Shape("note", ("words",), ("varchar",))
        with target.db.transaction(force_rollback=True):
            begin(target, source.mark)
            target.do("CREATE TABLE note (words varchar(8))")
            told = refused_by(refusals.MoveRefusedError, lambda: carry(source, target, shape))

    assert "note" in told
    assert "varying(8)" in told
    assert "secret" not in told
