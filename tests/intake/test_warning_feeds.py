"""A feed of warnings is asked: what is new comes in, what did not change costs nothing, what fails says so."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import RightMissingError
from qiao.intake.actions.warning_feeds import EVERY, add_feed, ask_feed, end_feed
from qiao.intake.models import PublicWarning, WarningFeed
from qiao.intake.upkeep import ask_feeds
from qiao.trail.channels.message import SendError
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.intake.cap_made import cap, reference

ATOM = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>示例数据</title>
<id>urn:sample</id>{entries}</feed>"""
ENTRY = """<entry><id>urn:{name}</id><updated>2020-02-01T00:00:00Z</updated>
<link rel="alternate" type="text/html" href="/page/{name}"/><link type="application/cap+xml" href="{name}.xml"/></entry>"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>示例数据</title>{entries}</channel></rss>"""
ITEM = "<item><title>示例</title><guid>{name}</guid><link>{base}/{name}.xml</link></item>"


class _Door(BaseHTTPRequestHandler):
    def do_GET(self):
        held = self.server
        held.asked.append((self.path, self.headers.get("If-None-Match")))
        status, body, headers = held.pages.get(self.path, (404, b"", {}))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def office(settings):
    """A weather office on this machine: pages by path, and what was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    server.asked, server.pages = [], {}
    server.base = f"http://127.0.0.1:{server.server_port}"
    settings.QIAO_NOTICE_INNER_HOSTS = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def publish(office, *names, tag="1", **messages):
    """Put an Atom index of these messages out."""
    entries = "".join(ENTRY.format(name=name) for name in names)
    office.pages["/cap/index"] = (200, ATOM.format(entries=entries).encode(), {"ETag": f'"{tag}"'})
    for name, content in messages.items():
        office.pages[f"/cap/{name}.xml"] = (200, content, {})


@pytest.fixture
def feed(lin, at_work, office) -> WarningFeed:
    return add_feed(lin, name="示例气象台", url=f"{office.base}/cap/index", at=NOW)


def ask(feed, minutes=0):
    feed.refresh_from_db()
    return ask_feed(Actor.operator(feed.organization_id), feed, now=NOW + timedelta(minutes=minutes))


def test_messages_of_an_index_come_in_once(feed, office):
    publish(office, "a", "b", a=cap(identifier="示例-a"), b=cap(identifier="示例-b"))

    assert [ask(feed), ask(feed, 5)] == [2, 0]
    assert sorted(PublicWarning.objects.values_list("identifier", flat=True)) == ["示例-a", "示例-b"]
    assert TrailEntry.objects.filter(verb="warning.receive").count() == 2


def test_unchanged_index_is_asked_by_its_tag_and_nothing_is_fetched(feed, office):
    publish(office, "a", a=cap())
    ask(feed)
    office.asked.clear()

    ask(feed, 5)

    assert office.asked == [("/cap/index", '"1"')]


def test_only_what_is_new_is_fetched_from_a_longer_index(feed, office):
    publish(office, "a", a=cap(identifier="示例-a"))
    ask(feed)
    publish(office, "b", "a", tag="2", b=cap(identifier="示例-b"))
    office.asked.clear()

    ask(feed, 5)

    assert [path for path, _tag in office.asked] == ["/cap/index", "/cap/b.xml"]


def test_update_and_cancellation_end_what_they_name(feed, office):
    first, later = "2020-02-01T08:00:00+08:00", "2020-02-01T09:00:00+08:00"
    update = cap(
        identifier="示例-2", sent=later, message_type="Update", references=reference("示例-1", first)
    )
    cancel = cap(
        identifier="示例-3",
        sent="2020-02-01T10:00:00+08:00",
        message_type="Cancel",
        references=reference("示例-2", later),
    )
    publish(office, "c", "b", "a", a=cap(), b=update, c=cancel)

    ask(feed)

    ends = dict(PublicWarning.objects.values_list("identifier", "ended_by__identifier"))
    assert ends == {"示例-1": "示例-2", "示例-2": "示例-3", "示例-3": None}


def test_rss_and_a_message_alone_are_understood(lin, at_work, office):
    office.pages["/rss"] = (200, RSS.format(entries=ITEM.format(name="a", base=office.base)).encode(), {})
    office.pages["/a.xml"] = (200, cap(identifier="示例-rss"), {})
    office.pages["/one"] = (200, cap(identifier="示例-one"), {})
    feeds = [add_feed(lin, name=path, url=f"{office.base}{path}", at=NOW) for path in ("/rss", "/one")]

    assert [ask(one) for one in feeds] == [1, 1]


def test_message_that_is_none_stands_with_its_reason_and_the_others_come_in(feed, office):
    publish(office, "a", "b", "c", a=cap(identifier="示例-a"), b=b"<!DOCTYPE x><alert/>")

    assert ask(feed) == 1
    feed.refresh_from_db()
    assert {one["url"].rpartition("/")[2]: one["code"] for one in feed.refused} == {
        "b.xml": "xml_refused",
        "c.xml": "refused",
    }


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ((500, b"", {}), "try_later"),
        ((302, b"", {"Location": "http://169.254.169.254/"}), "redirected"),
        ((200, b"<html/>", {}), "cap_element"),
        ((200, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><feed>&e;</feed>', {}), "xml_refused"),
        ((200, b"<feed>" + b" " * (2 * 2**20 + 1) + b"</feed>", {}), "answer_unreadable"),
    ],
)
def test_index_that_fails_says_why_and_is_asked_later_each_time(feed, office, page, code):
    office.pages["/cap/index"] = page

    ask(feed)
    ask(feed, 5)

    feed.refresh_from_db()
    assert (feed.error, feed.failures) == (code, 2)
    assert feed.next_at == NOW + timedelta(minutes=5) + 2 * EVERY


def test_feed_that_answers_again_forgets_its_failures(feed, office):
    ask(feed)
    publish(office, "a", a=cap())
    ask(feed, 5)

    feed.refresh_from_db()
    assert (feed.error, feed.failures, feed.answered_at) == ("", 0, NOW + timedelta(minutes=5))


def test_entry_that_points_to_another_host_is_not_fetched(feed, office):
    entry = "<entry><id>x</id><link href='http://169.254.169.254/latest/meta-data/'/></entry>"
    office.pages["/cap/index"] = (200, ATOM.format(entries=entry).encode(), {})

    assert ask(feed) == 0
    feed.refresh_from_db()
    assert [one["code"] for one in feed.refused] == ["host_not_allowed"]


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1:1/x", "https://evil.example/x", "gopher://x", "https://a:b@x/"],
)
def test_address_this_house_may_not_call_is_not_added(lin, at_work, url):
    with pytest.raises(SendError):
        add_feed(lin, name="示例", url=url, at=NOW)


def test_clock_asks_those_whose_time_has_come_and_not_the_ended(feed, lin, office):
    publish(office, "a", a=cap())
    with scopes_disabled():
        assert [ask_feeds(NOW), ask_feeds(NOW)] == [1, 0]
    end_feed(lin, feed, at=NOW)
    office.asked.clear()
    with scopes_disabled():
        ask_feeds(NOW + timedelta(days=1))

    assert office.asked == []


def test_forty_messages_take_two_rounds_and_none_is_lost(feed, office):
    names = [f"m{n}" for n in range(40)]
    publish(office, *names, **{name: cap(identifier=f"示例-{name}") for name in names})

    assert [ask(feed), ask(feed, 5), ask(feed, 10)] == [30, 10, 0]


def test_page_adds_shows_and_ends_a_feed(as_lin, at_work, office, association):
    answer = as_lin.post(
        reverse("intake:warning_feeds"), {"name": "示例台", "url": f"{office.base}/x"}, follow=True
    )
    with scope(organization=association.pk):
        feed = WarningFeed.objects.get()
        ask(feed)
    page = as_lin.get(reverse("intake:warning_feeds")).content.decode()
    as_lin.post(reverse("intake:warning_feed_end", args=(feed.pk,)))

    assert "示例台" in answer.content.decode()
    assert "对方拒收" in page
    with scope(organization=association.pk):
        assert not WarningFeed.objects.filter(ended_at__isnull=True).exists()


def test_page_refuses_an_address_in_words(as_lin, at_work):
    answer = as_lin.post(reverse("intake:warning_feeds"), {"name": "示例台", "url": "https://evil.example/x"})

    assert answer.status_code == 422
    assert "QIAO_NOTICE_HOSTS" in answer.content.decode()


def test_volunteer_may_not_add_a_feed(chen, as_chen, at_work):
    with pytest.raises(RightMissingError):
        add_feed(chen, name="示例", url="https://qyapi.weixin.qq.com/x", at=NOW)
    assert as_chen.get(reverse("intake:warning_feeds")).status_code == 403
