"""The cast, the small crisis and the database that tests share."""

import gc
import importlib.util
import inspect
import uuid
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from django_scopes import scope
from hypothesis import HealthCheck
from hypothesis import settings as examples
from whitenoise.responders import StaticFile

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.pages.search.index import drain_all
from qiao.project.assets import PackedWhiteNoise
from qiao.registry.loading import load_items, load_places, reference_id
from qiao.registry.models import Appointment, Crisis, Department, Item, Organization, Place
from qiao.registry.queries import actor_for
from tests import as_program, tables
from tests.wiping import wipe

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = datetime(2020, 2, 1, 8, 0, tzinfo=UTC)

# A busy machine makes no example wrong: how long one takes is a matter for bench/.
examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")


def pytest_configure() -> None:
    """Hash passwords fast; empty the database after a test that commits as this house can."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TransactionTestCase._fixture_teardown = wipe  # type: ignore[method-assign]
    PackedWhiteNoise.add_files_from_finders = look_up_once


def look_up_once(middleware: PackedWhiteNoise, known: dict[str, StaticFile] = {}) -> None:  # noqa: B006 - kept
    """Look the styles and scripts up for the first client; a site does so once at its start, each test has a new one."""
    if not known:
        LOOK_UP(middleware)
        known |= middleware.files
    middleware.files |= known


LOOK_UP = PackedWhiteNoise.add_files_from_finders


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be asked here; keep together, on one worker, what shares what is dear to make."""
    away = [one for one in items if not asked_here(one)]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [one for one in items if one not in set(away)]
    for one in items:
        if shares(one) and not one.get_closest_marker("xdist_group"):
            one.add_marker(pytest.mark.xdist_group(one.path.relative_to(config.rootpath).as_posix()))
        if group := getattr(config.option, "loadgroup", False) and one.get_closest_marker("xdist_group"):
            tell_group(one, group.args[0])


def tell_group(test: pytest.Item, name: str) -> None:
    """Write a group into a test's id, where xdist reads it; xdist 3.8 itself no longer reaches the ids of pytest 9.2."""
    test._id = NodeId.parse(f"{test.nodeid}@{name}")
    assert test.nodeid.endswith(f"@{name}")


def pytest_collection_finish() -> None:
    """Look for dead rings of objects seldom: what was loaded by now stays anyway, and to look it through is dear."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def asked_here(test: pytest.Item) -> bool:
    """Say whether this database and this environment are those the test is about."""
    vendors = {vendor for mark in test.iter_markers("database") for vendor in mark.args}
    libraries = {mark.args[0] for mark in test.iter_markers("library")}
    if connection.vendor == "postgresql" and not asks_a_database(test):
        return False
    return vendors <= {connection.vendor} and all(importlib.util.find_spec(name) for name in libraries)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Call the test as the program is run, where the database tells it from the owner."""
    with as_program.being() if as_program.applies(item) and asks_a_database(item) else nullcontext():
        return (yield)


OPENERS = {"db", "transactional_db", "live_server", "request"}
"""What lets a test ask the test database; by `request` it may ask for one of the others."""


def asks_a_database(test: pytest.Item) -> bool:
    """Say whether a test may ask the database that is tested: pytest-django refuses every other that tries."""
    if any(test.iter_markers("database")) or any(test.iter_markers("django_db")):
        return True
    own = inspect.signature(test.function).parameters if isinstance(test, pytest.Function) else ()
    return bool(OPENERS & (set(own) | (set(test.fixturenames) - {"request"})))


def shares(test: pytest.Item) -> bool:
    """Say whether a test uses something that is made once for all tests of its file."""
    known = test._fixtureinfo.name2fixturedefs if isinstance(test, pytest.Function) else {}
    return any(one.scope == "module" for name in known for one in known[name][-1:])


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """Say whether the tables of an earlier run serve, so that none need be made."""
    return bool(request.config.getvalue("reuse_db")) or (
        not request.config.getvalue("create_db") and tables.fetch()
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker) -> None:
    """Load the place tree and the items once; tests roll back to them."""
    with django_db_blocker.unblock():
        if not (django_db_keepdb and Place.objects.exists()):
            load_places(settings.QIAO_REFERENCE)
            load_items(settings.QIAO_REFERENCE)
            drain_all()
            tables.keep()
        if connection.vendor == "postgresql":
            as_program.make()


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Begin each test in the source language: a page of the test before may have been English."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def shared() -> Path:
    """The folder of real public data, which is not part of the project."""
    if not (SHARED / "data").exists():
        pytest.skip("../shared is absent")
    return SHARED / "data"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def yingshan(db) -> Place:
    """英山县, the county of the small crisis."""
    return Place.objects.get(code="421124")


@pytest.fixture
def luotian(db) -> Place:
    """罗田县, its neighbour."""
    return Place.objects.get(code="421123")


@pytest.fixture
def shanghai(db) -> Place:
    """浦东新区, far away."""
    return Place.objects.get(code="310115")


@pytest.fixture
def mask(db) -> Item:
    """医用外科口罩."""
    return Item.objects.get(pk=reference_id("item", "mask-surgical"))


@pytest.fixture
def gown(db) -> Item:
    """医用防护服."""
    return Item.objects.get(pk=reference_id("item", "coverall-medical"))


@pytest.fixture
def association(yingshan: Place) -> Organization:
    """The organisation at work in the small crisis."""
    return Organization.objects.create(
        name="示例县义工联合会",
        kind=Organization.Kind.ASSOCIATION,
        home=yingshan,
        runs_qiao=True,
        is_sample=True,
        registered_on=date(2012, 5, 1),
    )


@pytest.fixture
def other_association(shanghai: Place) -> Organization:
    """Another organisation, whose records nobody of the first may see."""
    return Organization.objects.create(
        name="示例区社工协会",
        kind=Organization.Kind.ASSOCIATION,
        home=shanghai,
        runs_qiao=True,
        is_sample=True,
    )


@pytest.fixture
def crisis(yingshan: Place) -> Crisis:
    """The small crisis: an epidemic in one county."""
    crisis = Crisis.objects.create(
        name="示例县疫情",
        slug="small",
        hazard=Crisis.Hazard.EPIDEMIC,
        began_on=date(2020, 1, 20),
        is_sample=True,
    )
    crisis.places.add(yingshan)
    return crisis


def appoint(name: str, organization: Organization, *roles: str) -> User:
    """Make a user who works for the organisation in these roles."""
    user = User.objects.create_user(username=name, password="correct horse battery", display_name=name)
    for role in roles:
        Appointment.objects.create(user=user, organization=organization, role=role)
    return user


@pytest.fixture
def lin_user(association: Organization) -> User:
    """林, administrator and coordinator of the association."""
    return appoint("lin", association, Role.ADMIN, Role.COORDINATOR)


@pytest.fixture
def lin(lin_user: User) -> Actor:
    return actor_for(lin_user)


@pytest.fixture
def chen_user(association: Organization) -> User:
    """陈, a volunteer of the association."""
    return appoint("chen", association, Role.VOLUNTEER)


@pytest.fixture
def chen(chen_user: User) -> Actor:
    return actor_for(chen_user)


@pytest.fixture
def zhao_user(other_association: Organization) -> User:
    """赵, who works elsewhere."""
    return appoint("zhao", other_association, Role.ADMIN, Role.COORDINATOR)


@pytest.fixture
def zhao(zhao_user: User) -> Actor:
    return actor_for(zhao_user)


@pytest.fixture
def at_work(association: Organization) -> Iterator[Organization]:
    """Open the scope of the association, as the middleware does for its people."""
    with scope(organization=association.pk):
        yield association


@pytest.fixture
def health_commission(yingshan: Place) -> Department:
    return Department.objects.create(name="示例县卫生健康局", place=yingshan, is_sample=True)


@pytest.fixture
def as_lin(lin_user: User, client: Client) -> Client:
    client.force_login(lin_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_chen(chen_user: User) -> Client:
    client = Client()
    client.force_login(chen_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_zhao(zhao_user: User) -> Client:
    client = Client()
    client.force_login(zhao_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def new_id():
    """Return a fresh client-made UUID each time it is called."""
    return uuid.uuid4
