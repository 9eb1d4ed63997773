"""Migrations that draw only what each step touches make the same tables as Django's own."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from qiao.project.states import is_usual, touched
from tests.project.conftest import environment

TARGET = "trail 0004"
"""A desk with triggers, tables made anew and code that runs between them; and all below it."""

CODE = """
import sys, django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from django.db import connection
from django.db.migrations.state import ModelState
drawn, render = [], ModelState.render
ModelState.render = lambda model, apps: (drawn.append(model), render(model, apps))[1]
asked, *steps = sys.argv[1:]
for step in steps:
    how, *target = step.split()
    call_command("migrate" if how == "ours" else Command(), *target, verbosity=0)
print(len(drawn))
with connection.cursor() as cursor:
    for question in asked.split(";"):
        cursor.execute(question)
        print(*cursor.fetchall(), sep="\\n")
"""
ASKED = {
    "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
    "postgresql": """
        SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, numeric_precision,
            numeric_scale, collation_name, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2;
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2;
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1;
        SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1
    """,
}


@pytest.fixture
def fresh(tmp_path) -> Iterator[Callable[[], dict[str, str]]]:
    """What makes an empty database and returns the environment in which it is the house's."""
    if connection.vendor == "sqlite":
        numbers = iter(range(10))
        yield lambda: {"QIAO_DATA": str(tmp_path / str(next(numbers)))}
        return
    import psycopg

    server = {name: connection.settings_dict[name.upper()] for name in ("host", "port", "user", "password")}
    made: list[str] = []
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:

        def make() -> dict[str, str]:
            made.append(f"states_{connection.settings_dict['NAME']}_{len(made)}")
            admin.execute(f'CREATE DATABASE "{made[-1]}"')
            url = "postgresql://{user}:{password}@{host}:{port}/{name}".format(**server, name=made[-1])
            return {"QIAO_DATABASE_URL": url, "QIAO_DATA": str(tmp_path)}

        yield make
        for name in made:
            admin.execute(f'DROP DATABASE "{name}"')


def migrated(own: dict[str, str], *steps: str) -> tuple[int, str]:
    """Migrate a database step by step; return how many models were drawn, and its tables, indexes and triggers."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", CODE, ASKED[connection.vendor], *steps],
        env=environment(**own),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    drawn, _, tables = done.stdout.partition("\n")
    return int(drawn), tables


@pytest.mark.database
def test_tables_are_the_same_as_with_every_model_drawn_at_every_step(fresh) -> None:
    many, plain = migrated(fresh(), f"django {TARGET}")
    few, narrow = migrated(fresh(), f"ours {TARGET}")
    _, brought_up = migrated(fresh(), "django trail 0001", f"ours {TARGET}")

    assert "TRIGGER" in plain
    assert narrow == plain
    assert brought_up == plain
    assert few < many / 2


def a_state() -> ProjectState:
    """Return a state in which a plot lies in a place, a tree on a plot, and a garden is a plot."""
    key = ("id", models.BigAutoField(primary_key=True))
    place = ModelState("it", "Place", [key, ("code", models.CharField(max_length=6, unique=True))])
    plot = ModelState("it", "Plot", [key, ("place", models.ForeignKey("it.Place", models.CASCADE))])
    tree = ModelState(
        "it",
        "Tree",
        [key, ("plot", models.ForeignKey("it.Plot", models.CASCADE)), ("height", models.IntegerField())],
    )
    garden = ModelState("it", "Garden", [], options={"proxy": True}, bases=("it.plot",))
    visit = ModelState("it", "Visit", [key, ("garden", models.ForeignKey("it.Garden", models.CASCADE))])
    stone = ModelState("it", "Stone", [key])
    return ProjectState({("it", one.name_lower): one for one in (place, plot, tree, garden, visit, stone)})


@pytest.mark.parametrize(
    ("model", "drawn"),
    [("stone", {"stone"}), ("place", {"place", "plot"}), ("plot", {"plot", "tree", "garden", "visit"})],
)
def test_a_model_is_drawn_with_what_is_made_from_it_and_what_points_there(model, drawn) -> None:
    state = a_state()

    assert {name for _, name in touched(state, "it", model)} == drawn
    assert state.is_delayed


@pytest.mark.parametrize(
    "step",
    [
        migrations.CreateModel("Shed", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("Tree", "place", models.ForeignKey("it.Place", models.CASCADE, null=True)),
        migrations.AlterField("Tree", "height", models.BigIntegerField()),
        migrations.AlterField("Tree", "plot", models.ForeignKey("it.Plot", models.PROTECT, null=True)),
        migrations.RunPython(migrations.RunPython.noop),
    ],
)
def test_usual_steps_are_drawn_narrowly(step) -> None:
    assert is_usual(migration_of(step), a_state())


@pytest.mark.parametrize(
    "step",
    [
        migrations.RenameModel("Tree", "Bush"),
        migrations.RenameField("Tree", "height", "height_cm"),
        migrations.AlterModelTable("Tree", "trees"),
        migrations.AlterField("Tree", "id", models.UUIDField(primary_key=True)),
        migrations.AlterField("Place", "code", models.CharField(max_length=6)),
        migrations.AlterField("Tree", "plot", models.ForeignKey("it.Place", models.CASCADE)),
        migrations.AlterField("Tree", "height", models.ForeignKey("it.Place", models.CASCADE)),
        migrations.AlterField("Shed", "made_in_the_same_migration", models.IntegerField()),
        migrations.RunSQL("SELECT 1"),
        migrations.SeparateDatabaseAndState(),
    ],
)
def test_any_other_step_goes_djangos_own_way(step) -> None:
    usual = migrations.AddIndex("Tree", models.Index(fields=["height"], name="tree_height"))

    assert not is_usual(migration_of(usual, step), a_state())


def migration_of(*steps) -> migrations.Migration:
    one = migrations.Migration("0002_next", "it")
    one.operations = list(steps)
    return one
