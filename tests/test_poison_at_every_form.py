"""The poison list (SECURITY 4) in every field of every form that a page shows: answered in words, never with an error.

Forms are found by reading the pages, so a new one is in here by itself. Doors of the intake that are no form are swept
in tests/intake/test_poison_at_every_door.py.
"""

import socket
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import transaction
from django.test.client import BOUNDARY
from django.urls import Resolver404, resolve
from lxml import html

from tests.conftest import appoint
from tests.test_doors import OURS, STAFF, address, apart, client_of, ids

__all__ = ["apart", "ids"]  # fixtures of that file, asked for here too

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
RAW = ("<script>alert(1)", "<img src=x onerror")
POISONS = (
    "NaN",
    "9223372036854775808",
    "示例\u200b县义\u202e工联合会",
    "1\0",
    "1e400",
    "Qі\u0430о 示例縣 \uf9fd\u2f3f",
    "9" * 5_000,
    "-5",
    "６２２２０２００００００１２３４５６７ 六二二二零二零零零零零零一二三四五六七",
)
"""P5, P4 and P12: each field of a form is cleaned by itself, so one sending tries several at once, in turn."""

NAMES = (
    "../../../qiao-poison",
    r"..\..\qiao-poison",
    "qiao\0poison.csv",
    "CON",
    "x" * 300 + ".csv",
    "a\r\nSet-Cookie: poisoned=1\r\n.csv",
    "%2e%2e%2f%2e%2e%2fqiao-poison",
)
"""P8: names under which a file is handed in."""

TOO_MANY_KEYS = "&".join(f"k{at}=1" for at in range(1_001))
"""P9: more keys than any form of ours has; two hundred thousand are no more, since reading stops at a thousand."""

POISONED = {
    "text",
    "number",
    "textarea",
    "date",
    "datetime-local",
    "time",
    "tel",
    "search",
    "url",
    "email",
    "",
}
LEFT = ("/accounts/logout/", "/i18n/")
"""What ends the visit, and what has no field."""


@pytest.fixture
def shut(monkeypatch):
    """Nothing leaves this machine while forms are sent."""

    def refuse(_self, address):
        raise OSError(address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def forms_of(page: str, url: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield where each form of a page is sent, its values, and the names of the fields that take words."""
    for form in html.fromstring(f"<div>{page}</div>").forms:
        if form.method != "POST" or (form.action or "").startswith(LEFT):
            continue
        fields = [
            one.name
            for one in form.inputs
            if one.name
            and (one.tag == "textarea" or (one.tag == "input" and one.get("type", "") in POISONED))
        ]
        if fields:
            yield form.action or url, dict(form.form_values()), fields


def file_forms_of(page: str, url: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield where each form that takes files is sent, its values, and the names of the fields that take files."""
    for form in html.fromstring(f"<div>{page}</div>").forms:
        files = [one.name for one in form.inputs if one.name and one.get("type") == "file"]
        if form.method == "POST" and files:
            yield form.action or url, dict(form.form_values()), files


def shape_of(action: str, fields: list[str]) -> tuple[str, ...]:
    """Return what makes two forms the same."""
    try:
        name = resolve(action.partition("?")[0]).view_name
    except Resolver404:
        name = action
    return (name, *sorted(set(fields)))


def sendings(fields: list[str]) -> Iterator[dict[str, str]]:
    """Yield what to fill in: the script in every field, to stay; then the poisons in turn."""
    yield dict.fromkeys(fields, SCRIPT)
    yield {name: POISONS[at % len(POISONS)] for at, name in enumerate(fields)}


def shows_raw(answer) -> bool:
    return not answer.streaming and any(raw in answer.content.decode(errors="replace") for raw in RAW)


def page_at(client, url: str) -> str | None:
    """Return the page at an address, or nothing where there is none."""
    page = client.get(url)
    if page.streaming:
        b"".join(page)
        return None
    is_page = page.get("Content-Type", "").startswith("text/html") and page.status_code == HTTPStatus.OK
    return page.content.decode() if is_page and page.content else None


def send(client, action: str, content: dict[str, str] | str) -> object:
    """Send a form; return what is wrong with the answer, if anything. Only the script stays."""
    form = {"content_type": "application/x-www-form-urlencoded"} if isinstance(content, str) else {}
    with transaction.atomic():
        answer = client.post(action, content, **form)
        if isinstance(content, str) or SCRIPT not in content.values():
            transaction.set_rollback(True)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer.status_code
    return "shown raw" if shows_raw(answer) else None


def hand_in(client, action: str, values: dict[str, str], files: list[str], name: str) -> object:
    """Send a form with a small table under a name of ill will; return what is wrong with the answer, if anything."""
    parts = [
        *(f'name="{one}"\r\n\r\n{value}' for one, value in values.items() if one not in files),
        *(f'name="{one}"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\na,b\n1,2\n' for one in files),
    ]
    body = "".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; {one}\r\n" for one in parts)
    with transaction.atomic():
        answer = client.post(
            action,
            f"{body}--{BOUNDARY}--\r\n".encode(),
            content_type=f"multipart/form-data; boundary={BOUNDARY}",
        )
        transaction.set_rollback(True)
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer.status_code
    return "a cookie of the file's" if "poisoned" in client.cookies else None


@pytest.mark.database("sqlite")
def test_a_name_of_ill_will_for_a_file_goes_nowhere(ids, association, shut, settings, tmp_path):
    settings.QIAO_ATTACHMENTS = tmp_path / "data" / "attachments"
    client = client_of(appoint("one", association, *STAFF))
    client.raise_request_exception = False
    pages = {url: page for url in [address(name, ids) for name in OURS] if (page := page_at(client, url))}
    found = {shape_of(one[0], one[2]): one for url, page in pages.items() for one in file_forms_of(page, url)}

    wrong = {
        (action, name): told
        for action, values, files in found.values()
        for name in NAMES
        if (told := hand_in(client, action, values, files, name))
    }

    written = {path.name for root in (tmp_path, settings.DATA) for path in root.rglob("*") if path.is_file()}
    assert len(found) >= 5
    assert wrong == {}
    assert [one for one in written if "poison" in one or one == "CON" or one.startswith("x" * 20)] == []
    assert not (tmp_path.parent / "qiao-poison").exists()


def test_poison_in_every_form_is_answered_in_words(ids, association, shut):
    client = client_of(appoint("one", association, *STAFF))
    client.raise_request_exception = False
    seen, wrong = set(), {}
    pages = {url: page for url in [address(name, ids) for name in OURS] if (page := page_at(client, url))}
    found = [(shape_of(one[0], one[2]), one) for url, page in pages.items() for one in forms_of(page, url)]
    for shape, (action, values, fields) in found:
        if shape in seen:
            continue
        seen.add(shape)
        told = {str(sent): send(client, action, values | sent) for sent in sendings(fields)}
        told["too many keys"] = send(client, action, TOO_MANY_KEYS)
        wrong |= {(action, sent): one for sent, one in told.items() if one}

    after = {url: client.get(url) for url in pages}

    wrong |= {url: page.status_code for url, page in after.items() if shows_raw(page)}
    kept = [url for url, page in after.items() if b"&lt;script&gt;alert(1)" in page.content]
    assert (len(seen) > 100, len(kept) > 20) == (True, True), (len(seen), len(kept))
    assert wrong == {}, "\n".join(f"{one}: {told}" for one, told in wrong.items())
