"""A copy is read by published pages and exports alone, while it is current, and never by who has just written."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from qiao.accounts import replica
from qiao.accounts.replica import ALIAS, FRESHNESS, PublishedFromReplica, Router
from qiao.project.settings import databases
from qiao.registry.models import Organization

READ, WRITTEN = "replica", "default"


@pytest.fixture(autouse=True)
def current(monkeypatch):
    monkeypatch.setattr(FRESHNESS, "now", lambda: True)
    monkeypatch.setattr(replica, "connection", SimpleNamespace(in_atomic_block=False))


def asked(request, view_name, work=lambda: None):
    """Answer a request by a page of this name; return where the page read from."""
    seen = []

    def page(_request):
        request.resolver_match = type("Match", (), {"view_name": view_name})
        middleware.process_view(request)
        seen.append(Router().db_for_read(Organization))
        work()
        seen.append(Router().db_for_read(Organization))
        return HttpResponse()

    middleware = PublishedFromReplica(page)
    response = middleware(request)
    assert Router().db_for_read(Organization) == WRITTEN
    return seen, response


@pytest.mark.parametrize(
    ("method", "view_name", "cookies", "where"),
    [
        ("get", "casebook:case_list", {}, READ),
        ("head", "relief:public_board", {}, READ),
        ("get", "casebook:case_list", {"wrote": "1"}, WRITTEN),
        ("post", "casebook:case_list", {}, WRITTEN),
        ("get", "intake:status", {}, WRITTEN),
    ],
)
def test_who_reads_from_the_copy(method, view_name, cookies, where):
    request = getattr(RequestFactory(), method)("/")
    request.COOKIES |= cookies

    seen, response = asked(request, view_name)

    assert seen == [where, where]
    assert ("wrote" in response.cookies) == (method == "post")


def test_a_page_that_wrote_reads_on_where_it_wrote():
    def write():
        assert Router().db_for_write(Organization) == WRITTEN

    assert asked(RequestFactory().get("/"), "casebook:case", write)[0] == [READ, WRITTEN]


def test_inside_a_transaction_nothing_is_read_elsewhere():
    def begin():
        replica.connection.in_atomic_block = True

    assert asked(RequestFactory().get("/"), "casebook:case", begin)[0] == [READ, WRITTEN]


def named(patterns, app=""):
    """Yield the name and the view of every address."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, one.app_name or app)
        else:
            yield f"{app}:{one.name}", one.callback


def test_only_public_pages_are_published_and_each_is_there():
    views = dict(named(get_resolver().url_patterns))

    assert {name: views[name].right for name in replica.PUBLISHED} == dict.fromkeys(
        replica.PUBLISHED, "public"
    )


class Clock:
    def __init__(self, monkeypatch):
        self.at = 1000.0
        monkeypatch.setattr(replica.time, "monotonic", lambda: self.at)


def test_a_copy_is_current_while_it_has_what_there_was_seconds_ago(monkeypatch):
    monkeypatch.undo()
    clock, here, there = Clock(monkeypatch), ["0/10"], []
    monkeypatch.setattr(replica, "place_of_database", lambda: here[0])
    monkeypatch.setattr(replica, "has_come_to", lambda place: there.append(place) or place <= "0/20")
    fresh = replica.Freshness()

    assert fresh.now()  # at once: it has all there is
    here[0] = "0/30"
    clock.at += 6
    assert fresh.now()  # behind by less than it may be
    clock.at += 6
    assert not fresh.now()
    clock.at += 3600
    here[0] = "0/15"
    assert fresh.now()  # what was marked an hour ago says nothing: it is compared with now
    assert there == ["0/10", "0/10", "0/30", "0/15"]


def test_a_copy_that_does_not_answer_is_left_alone_for_a_while(monkeypatch):
    monkeypatch.undo()
    clock, tries = Clock(monkeypatch), []

    def gone(*_place):
        tries.append(clock.at)
        raise DatabaseError

    monkeypatch.setattr(replica, "place_of_database", lambda: "0/1")
    monkeypatch.setattr(replica, "has_come_to", gone)
    fresh = replica.Freshness()

    assert [fresh.now(), fresh.now()] == [False, False]
    assert len(tries) == 1


def test_a_copy_beside_sqlite_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("QIAO_DATABASE_URL", "postgresql://a:b@h/c")
    monkeypatch.setenv("QIAO_REPLICA_URL", "postgresql://a:b@copy/c")
    both = databases(tmp_path)
    monkeypatch.delenv("QIAO_DATABASE_URL")

    assert (both[ALIAS]["HOST"], both[ALIAS]["OPTIONS"]["connect_timeout"]) == ("copy", 3)
    with pytest.raises(ValueError, match="QIAO_DATABASE_URL"):
        databases(tmp_path)
