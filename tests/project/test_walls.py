"""The second wall: on PostgreSQL the database itself shows an organisation its own rows, whatever is asked of it."""

from contextlib import suppress
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django_scopes import scope, scopes_disabled

from qiao.accounts.owner import as_owner
from qiao.intake.models import MaskedCopy, Report, ReportKey
from qiao.project.doctor.finding import Level
from qiao.project.doctor.walls import row_security
from qiao.project.walls import raising, tables
from qiao.project.walls.scope import SCOPE, Walled, seal, wanted
from qiao.registry.models import owned
from qiao.trail.models import TrailEntry
from tests import as_program
from tests.makers import make_report

pytestmark = pytest.mark.owner
here = pytest.mark.database("postgresql")
PLAIN = "qiao_plain_owner"
OURS_OF = "SELECT count(*) FROM intake_report WHERE organization_id = %s"


@pytest.fixture
def program(db):
    """From here on the connection is the program's, and not that of the owner of the tables."""
    with as_program.being():
        yield


@pytest.fixture
def ours(lin, crisis) -> Report:
    with scope(organization=lin.organization_id):
        return make_report(lin, crisis)


@pytest.fixture
def theirs(zhao, crisis) -> Report:
    with scope(organization=zhao.organization_id):
        return make_report(zhao, crisis)


@pytest.fixture
def inside(ours, theirs, program, lin):
    """Somebody of the first organisation asks; both have a report."""
    with scope(organization=lin.organization_id):
        yield


def ask(sql: str, *values: object) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def refused(sql: str, *values: object) -> str:
    """Return why the database does not do it."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(error.value)


# -- Whose rows are met ----------------------------------------------------------------------------------


@here
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM intake_report",
        "SELECT report_id FROM intake_maskedcopy",
        "SELECT report_id FROM intake_reportkey",
        "SELECT r.id FROM registry_organization o JOIN intake_report r ON r.organization_id = o.id",
        "SELECT id FROM intake_report WHERE true OR organization_id = '00000000-0000-0000-0000-000000000000'",
    ],
)
def test_plain_sql_meets_the_rows_of_the_organisation_at_work_alone(inside, ours, sql):
    assert ask(sql) == [(ours.pk,)]


@here
def test_a_query_without_any_scope_of_the_orm_meets_no_foreign_row(inside, ours, theirs):
    assert list(Report._base_manager.all()) == [ours]
    assert not MaskedCopy.objects.filter(pk=theirs.pk).exists()
    assert ReportKey.objects.filter(pk=theirs.pk).delete()[0] == 0


@here
def test_a_row_is_not_written_into_another_organisation(inside, theirs):
    assert "row-level security" in refused("INSERT INTO intake_maskedcopy VALUES (%s, 'x')", theirs.pk)


@here
def test_who_asks_from_outside_meets_nothing_before_it_is_known_for_whom(ours, theirs, program):
    met = []
    Walled(lambda _request: met.append(ask("SELECT count(*) FROM intake_report")[0][0]))(SimpleNamespace())

    assert met == [0]
    assert ask("SELECT count(*) FROM intake_report") == [(2,)]


@here
def test_code_that_says_so_meets_everybodys_rows_and_the_wall_is_back_after_it(inside):
    with scopes_disabled():
        assert ask("SELECT count(*) FROM intake_report") == [(2,)]
    assert ask("SELECT count(*) FROM intake_report") == [(1,)]


@here
def test_a_rollback_does_not_leave_the_wall_of_somebody_else(inside, lin, zhao):
    with scope(organization=zhao.organization_id), suppress(ZeroDivisionError), transaction.atomic():
        assert ask(OURS_OF, zhao.organization_id) == [(1,)]
        raise ZeroDivisionError
    assert ask(OURS_OF, lin.organization_id) == [(1,)]
    assert ask(OURS_OF, zhao.organization_id) == [(0,)]


# -- What injected SQL can do ----------------------------------------------------------------------------


@here
@pytest.mark.parametrize("copied", ["nothing", "own seal", "seal of another connection"])
def test_injected_sql_cannot_say_that_it_asks_for_somebody_else(inside, lin, zhao, copied):
    process = connection.process
    own = seal(str(lin.organization_id), process).split()[1]
    for whom in (str(zhao.organization_id), "*"):
        code = {
            "nothing": "",
            "own seal": f" {own}",
            "seal of another connection": f" {seal(whom, process + 1).split()[1]}",
        }
        told = whom + code[copied]
        ask("SELECT set_config('qiao.organization', %s, false)", told)

        assert ask(OURS_OF, zhao.organization_id) == [(0,)]


@here
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM qiao_wall_key",
        "UPDATE trail_trailentry SET verb = 'x'",
        "DELETE FROM trail_trailentry",
        "DELETE FROM relief_stockmovement",
        "UPDATE funding_ledgerline SET id = id",
        "TRUNCATE intake_need",
        "DROP POLICY qiao_wall ON intake_report",
        "ALTER TABLE intake_report DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE trail_trailentry DISABLE TRIGGER USER",
        "CREATE TABLE public.mine (x int)",
        "DELETE FROM django_migrations",
        "SET LOCAL row_security = off; SELECT * FROM intake_report",
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_the_program_may_not(inside, sql):
    assert any(word in refused(sql) for word in ("permission denied", "must be owner", "would be affected"))


@here
def test_the_owner_is_held_as_well_and_a_backup_of_it_holds_everything(ours, theirs, lin):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"CREATE ROLE {PLAIN} NOLOGIN; ALTER TABLE qiao_wall_key OWNER TO {PLAIN}")
        cursor.execute(f"ALTER TABLE intake_report OWNER TO {PLAIN}; SET ROLE {PLAIN}")
    with scope(organization=lin.organization_id):
        assert ask("SELECT id FROM intake_report") == [(ours.pk,)]
        ask("SELECT set_config('qiao.organization', '*', false)")  # as PGOPTIONS of pg_dump says
        assert len(ask("SELECT id FROM intake_report")) == 2


@here
@pytest.mark.django_db(transaction=True)
def test_the_commands_of_the_owner_run_as_the_owner_and_nothing_else_does(settings):
    held = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {PLAIN}_in LOGIN PASSWORD 'x'")
    settings.QIAO_OWNER_DATABASE = held | {"USER": f"{PLAIN}_in", "PASSWORD": "x"}
    try:
        with as_owner():
            assert ask("SELECT current_user") == [(f"{PLAIN}_in",)]
        assert ask("SELECT current_user") == [(held["USER"],)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {PLAIN}_in")


# -- Kept equal to the models ----------------------------------------------------------------------------


def test_every_table_with_a_path_to_an_organisation_is_walled_or_named_with_a_reason(monkeypatch):
    walled = {one.model._meta.label for one in tables.walls()}
    assert not walled & tables.SHARED.keys()

    monkeypatch.delitem(tables.SHARED, "registry.LookAlike")
    with pytest.raises(LookupError, match=r"registry\.LookAlike"):
        tables.walls()


def test_the_scope_is_the_one_of_the_orm(lin):
    assert SCOPE == owned.SCOPE
    with scope(organization=lin.organization_id):
        assert wanted() == str(lin.organization_id)
        with scopes_disabled():
            assert wanted() == "*"


@here
def test_migrating_raises_every_wall_and_doing_it_again_changes_nothing(db):
    assert raising.lacking() == []
    assert raising.raise_walls() == 0

    raising.lower_walls()
    assert "intake_report" in raising.lacking()
    raising.after_migrating()
    assert raising.lacking() == []


@here
def test_doctor_says_whom_the_walls_do_not_hold(db, program):
    (found,) = row_security()
    assert (found.level, "owns nothing" in found.en) == (Level.GOOD, True)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    (found,) = row_security()
    assert (found.level, "superuser" in found.en) == (Level.WARNING, True)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE qiao_wall_key SET inside = '\\x00'")
    (found,) = row_security()
    assert (found.level, "keys/wall_key" in found.en) == (Level.BROKEN, True)


def test_roles_are_made_and_granted_where_there_are_any(db, settings):
    settings.QIAO_PROGRAM_ROLE = as_program.ROLE
    said = StringIO()
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="PostgreSQL"):
            call_command("roles", stdout=said)
        return
    call_command("roles", stdout=said)
    assert f"granted: {as_program.ROLE}" in said.getvalue()
    call_command("roles", "--print", stdout=said)
    assert f"ON public.{TrailEntry._meta.db_table} FROM {as_program.ROLE}" in said.getvalue()
