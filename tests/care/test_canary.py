"""With every file of the machine in hand but the keys, nobody finds a name or a note (SECURITY 2.1, A10).

Words that occur nowhere else go through the pages; then database, write-ahead log, search index, exports, logs and a
backup are searched for them in the encodings in which text hides.
"""

import base64
import logging
import os
import sqlite3
import subprocess
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from qiao.api.actions import start_export
from qiao.api.exports.tables import TABLES, Wanted
from qiao.pages.search.index import drain_all
from qiao.quality.actions import name_focal_point
from qiao.quality.models import Complaint
from qiao.registry.models import Organization
from tests.care.conftest import code_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("at_work"),
]

CANARIES = {
    "identity": "示例丧亲者郝梓桐霜降",
    "phone": "15400918273",
    "notes": "红围巾落在桃花渡口",
    "risk": "夜里总去江堤走",
    "goal": "想把那封信念完",
    "advice": "下回先听她讲灯笼",
    "summary": "盼有人陪她过冬至",
    "requester": "胞弟郝梓楠持户口簿",
    "aim": "槐树下的几家人学着过年",
    "called": "槐花婶子",
    "group_notes": "石磨旁边人人说了一件旧事",
    "outcome": "往后逢初一在槐树下再聚",
    "feedback": "蓝布棚里那位让我拿东西换米",
    "contact": "隔壁磨坊的柳穗替我接",
    "answer": "磨坊那一头我们换人去送",
    "reason": "复核她提到的江堤那一夜的处置是否及时得当周全",
}


def forms_of(text: str) -> dict[str, bytes]:
    """Return the bytes by which a text can be found, by the name of the encoding."""
    forms = {}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        raw = text.encode(encoding)
        forms[encoding] = raw
        forms[f"{encoding} hex"] = raw.hex().encode()
        forms[f"{encoding} HEX"] = raw.hex().upper().encode()
        for shift in range(3):  # base64 depends on where in a group of three a text begins
            inner = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
            forms[f"{encoding} base64+{shift}"] = inner[(0, 2, 3)[shift] : -1]
            forms[f"{encoding} base64url+{shift}"] = base64.urlsafe_b64encode(b"\0" * shift + raw).rstrip(
                b"="
            )[(0, 2, 3)[shift] : -1]
    forms["json escapes"] = text.encode("unicode_escape")
    return forms


def found_in(content: bytes, words: dict[str, str]) -> list[str]:
    """Return which words stand in some bytes, and in which encoding."""
    return [
        f"{name} ({encoding})"
        for name, text in words.items()
        for encoding, sought in forms_of(text).items()
        if sought in content
    ]


def files_under(*folders: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def database_files() -> dict[str, bytes]:
    """Return the database's files: SQLite's with its log; of PostgreSQL a dump, the tables and the log on disk."""
    if connection.vendor == "postgresql":
        return cluster_files()
    name = Path(connection.settings_dict["NAME"])
    return {path.name: path.read_bytes() for path in sorted(name.parent.glob(f"{name.name}*"))}


def cluster_files() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
        cursor.execute("SHOW data_directory")
        (home,) = cursor.fetchone()
    held = connection.settings_dict
    dump = subprocess.run(
        ["pg_dump", "-h", held["HOST"], "-p", str(held["PORT"]), "-U", held["USER"], held["NAME"]],
        env=os.environ | {"PGPASSWORD": held["PASSWORD"]},
        capture_output=True,
        check=True,
    ).stdout
    return {"dump": dump} | files_under(Path(home) / "base" / str(oid), Path(home) / "pg_wal")


def back_up(place: Path) -> None:
    """Copy the database as the operator would."""
    if connection.vendor == "postgresql":
        place.write_bytes(database_files()["dump"])
        return
    with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(place) as copy:
        source.backup(copy)


@pytest.fixture
def machine(settings, tmp_path, caplog):
    """Folders of this test's own for exports, and all that is logged, at the most talkative level."""
    settings.QIAO_EXPORTS = tmp_path / "exports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with caplog.at_level(logging.DEBUG):
        yield tmp_path


@pytest.fixture
def worked(machine, as_zhou, as_he, he_user, crisis, lin_user):
    """A file through the pages: opened, written in, referred on paper, its notes opened, people asking by right."""
    word = CANARIES
    identity = f"{word['identity']} {word['phone']}"
    facts = {"kind": "GRIEF", "supervisor": str(he_user.pk), "identity": identity, "has_consent": "on"}
    address = as_zhou.post(reverse("care:file_new", args=[crisis.slug]), facts)["Location"]
    day, now = timezone.localdate().isoformat(), timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    sent = [
        as_zhou.post(f"{address}{door}/", filled).status_code
        for door, filled in (
            ("sessions", {"held_at": now, "minutes": "50", "notes": word["notes"]}),
            ("risk", {"risk-level": "HIGH", "risk-review_on": day, "risk-steps": word["risk"]}),
            ("goals", {"goal-text": word["goal"]}),
            (
                "rights",
                {
                    "request-kind": "COPY",
                    "request-made_by": "RELATIVE",
                    "request-requester": word["requester"],
                },
            ),
            (
                "referrals",
                {
                    "referral-to_name": "示例中心",
                    "referral-summary": word["summary"],
                    "referral-has_consent": "on",
                },
            ),
        )
    ]
    sent += [
        as_he.post(f"{address}{door}/", filled).status_code
        for door, filled in (
            ("advice", {"advice-advice": word["advice"]}),
            ("notes", {"reason-reason": word["reason"], "reason-code": code_of(he_user)}),
        )
    ]
    assert sent == [302] * 7
    return address


@pytest.fixture
def met(worked, as_zhou, as_sun, sun_user, crisis):
    """A group through the pages: opened by two, joined by the file, met once, ended by both."""
    word = CANARIES
    facts = {"kind": "GRIEF", "planned_sessions": "6", "other": str(sun_user.pk), "aim": word["aim"]}
    page = as_zhou.post(reverse("care:group_new", args=[crisis.slug]), facts)["Location"]
    group, now = page.rstrip("/").rsplit("/", 1)[1], timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    joined = {
        "join-group": group,
        "join-called": word["called"],
        "join-given_by": "SELF",
        "join-has_consent": "on",
    }
    sent = [
        as_zhou.post(f"{worked}groups/", joined).status_code,
        as_sun.post(
            f"{page}sessions/", {"met-held_at": now, "met-minutes": "60", "met-notes": word["group_notes"]}
        ).status_code,
        as_sun.post(f"{page}closing/", {"closing-summary": word["outcome"]}).status_code,
        as_zhou.post(f"{page}decide/", {"answer": "CLOSED"}).status_code,
    ]
    assert sent == [302] * 4
    return page


@pytest.fixture
def complained(at_work, lin, as_he, he_user, crisis, client):
    """A sensitive complaint from somebody without an account, read and answered by the person named for it."""
    name_focal_point(lin, user=he_user, at=timezone.now())
    said = {
        "words": CANARIES["feedback"],
        "contact": CANARIES["contact"],
        "kind": "EXPLOITATION",
        "service": "OTHER",
        "submission": str(uuid.uuid4()),
    }
    told = client.post(reverse("quality:tell_freely", args=[crisis.slug]), said)
    page = reverse("quality:complaint", args=[Complaint.objects.get().pk])
    answer = {"answer-finding": "UPHELD", "answer-answer": CANARIES["answer"]}
    assert (told.status_code, as_he.post(f"{page}answer/", answer).status_code) == (302, 302)
    return page


def test_no_word_of_care_or_complaints_lies_on_the_machine(
    worked, met, complained, machine, as_he, as_zhou, lin, caplog
):
    shown = b"".join(
        one.content
        for one in (as_he.get(worked), as_zhou.get(worked), as_zhou.get(met), as_he.get(complained))
    )
    assert {one.split(" ")[0] for one in found_in(shown, CANARIES)} >= {
        *("identity", "notes", "advice"),
        *("aim", "called", "group_notes", "outcome", "feedback", "contact", "answer"),
    }

    drain_all()
    for text in CANARIES.values():
        as_zhou.get(reverse("pages:search"), {"q": text})
    with scope(organization=lin.organization_id):
        for table in TABLES:
            wanted = Wanted(
                what=table, form="csv", crisis="", language="zh-hans", until=timezone.now().isoformat()
            )
            start_export(lin, wanted)
    back_up(machine / "backup")

    searched = (
        database_files()
        | files_under(machine)
        | {"log": "\n".join(record.getMessage() for record in caplog.records).encode()}
    )
    assert {name: found for name, content in searched.items() if (found := found_in(content, CANARIES))} == {}
    assert connection.vendor != "sqlite" or any(name.endswith("-wal") for name in searched)
    assert len(searched["backup"]) > 0
    assert sum(name.endswith(".csv") for name in searched) == len(TABLES)


def test_the_search_finds_what_lies_open():
    words = {"open": "示例丧亲者不在守护之列"}  # not of CANARIES: tests share PostgreSQL's write-ahead log
    Organization.objects.create(name=words["open"], kind="ASSOCIATION")

    found = [one for content in database_files().values() for one in found_in(content, words)]

    assert "open (utf-8)" in found


@pytest.mark.parametrize("encoding", list(forms_of("示例")))
@pytest.mark.parametrize("ahead", [0, 1, 2])
def test_the_search_finds_each_encoding(encoding, ahead):
    text, kind = CANARIES["notes"], encoding.split(" ")
    raw = b"x" * ahead + text.encode(kind[0] if kind[0] != "json" else "utf-8") + b"yy"
    hidden = {
        "hex": lambda: raw.hex().encode(),
        "HEX": lambda: raw.hex().upper().encode(),
        "base64": lambda: base64.b64encode(raw),
        "base64url": lambda: base64.urlsafe_b64encode(raw),
        "escapes": lambda: text.encode("unicode_escape"),
        "": lambda: raw,
    }[kind[1].split("+")[0] if len(kind) > 1 else ""]()

    assert found_in(b"\0\1" + hidden + b"\2", {"notes": text})


def test_the_keys_lie_outside_the_database(worked):
    held = b"".join(database_files().values())

    for path in Path(settings.QIAO_KEYS).glob("*.key"):
        key = path.read_text(encoding="ascii").strip()
        assert key.encode() not in held
        assert bytes.fromhex(key) not in held
