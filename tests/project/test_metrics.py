"""Figures for whoever watches: in the format of Prometheus, for the token alone, of nobody in particular."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qiao.intake.models import Need
from qiao.project import settings as written
from qiao.project.backup.archive import LAST as LAST_BACKUP
from qiao.project.metrics import figures
from qiao.project.metrics.requests import BOUNDS_SECONDS, COUNTS, Counts
from qiao.project.metrics.text import Metric, Sample, gauge, text_of
from qiao.trail.checks import LAST as LAST_VERIFY
from tests.makers import make_need

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a" * 48
TOKEN_OF_FORM = re.compile(rb"[A-Za-z0-9]{64}")
NAME = r"[a-z][a-z0-9_]*"
LABELS = rf'\{{{NAME}="(?:[^"\\\n]|\\.)*"(?:,{NAME}="(?:[^"\\\n]|\\.)*")*\}}'
LINE = re.compile(rf"^({NAME})({LABELS})? (\d+(?:\.\d+)?(?:e-?\d+)?)$")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.QIAO_METRICS_TOKEN = TOKEN
    settings.DATA = tmp_path
    return tmp_path


def asked(**headers: str):
    return Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"} | headers)


def read(text: str) -> dict[str, float]:
    """Read the text strictly: each name is explained before its figures, every line is one."""
    explained, typed, found = set(), {}, {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            explained.add(line.split()[2])
        elif line.startswith("# TYPE "):
            _hash, _type, name, kind = line.split()
            typed[name] = kind
        else:
            name, labels, value = LINE.match(line).groups()
            base = re.sub(r"_(bucket|sum|count)$", "", name)
            known = base if typed.get(base) == "histogram" else name
            assert known in explained & set(typed), line
            assert f"{name}{labels or ''}" not in found, line
            found[f"{name}{labels or ''}"] = float(value)
    assert text.endswith("\n")
    return found


def plain(found: dict[str, float]) -> dict[str, float]:
    return {re.sub(r',?process="[^"]*",?', "", one).replace("{}", ""): value for one, value in found.items()}


def test_the_token_gets_figures_that_a_program_can_read():
    answer = asked()

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = plain(read(answer.content.decode()))
    assert found[f'qiao_database_up{{vendor="{connection.vendor}"}}'] == 1
    assert found["qiao_database_bytes"] > 100_000
    assert found["qiao_disk_free_bytes"] > 0
    assert (found["qiao_tasks_waiting"], found["qiao_task_oldest_seconds"]) == (0, 0)
    assert "qiao_backup_age_seconds" not in found


def test_a_stranger_meets_a_page_that_is_not_there():
    wrong = ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN)
    answers = [Client().get("/metrics", headers={"authorization": one}) for one in wrong]
    missing = Client().get("/metricz")

    assert {one.status_code for one in (*answers, missing)} == {404}
    said = {
        TOKEN_OF_FORM.sub(b"", one.content).replace(b"metricz", b"metrics") for one in (*answers, missing)
    }
    assert len(said) == 1


def test_without_a_token_of_the_operators_there_is_no_such_page(settings):
    settings.QIAO_METRICS_TOKEN = ""

    assert [
        one.status_code for one in (asked(), Client().get("/metrics", headers={"authorization": "Bearer "}))
    ] == [404] * 2
    settings.QIAO_METRICS_TOKEN = TOKEN
    assert Client().post("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 404


def test_the_token_is_not_taken_in_the_clear_from_afar():
    near, far = (Client(REMOTE_ADDR=one) for one in ("192.168.3.4", "1.2.3.4"))
    told = {"authorization": f"Bearer {TOKEN}"}

    assert near.get("/metrics", headers=told).status_code == 200
    assert far.get("/metrics", headers=told).status_code == 404
    assert far.get("/metrics", headers=told, secure=True).status_code == 200


def test_a_token_that_could_be_guessed_stops_the_start(monkeypatch):
    monkeypatch.setenv("QIAO_METRICS_TOKEN", "short")
    with pytest.raises(ValueError, match="QIAO_METRICS_TOKEN"):
        written.env_token("METRICS_TOKEN")


def test_every_answer_is_counted_by_class_and_by_time():
    before = plain(read(asked().content.decode()))
    Client().get("/nowhere/")
    Client().get("/healthz")
    after = plain(read(asked().content.decode()))

    grown = {one: after[one] - before.get(one, 0) for one in after if one.startswith("qiao_request")}
    assert grown['qiao_requests_total{status="4xx"}'] == 1
    assert grown['qiao_requests_total{status="2xx"}'] == 2
    assert grown['qiao_request_seconds_bucket{le="+Inf"}'] == grown["qiao_request_seconds_count"] == 3
    assert after["qiao_requests_in_hand"] == 1


def test_a_histogram_adds_up_from_bound_to_bound_and_an_error_is_counted_as_one():
    counts = Counts()
    for status, seconds in ((200, 0.01), (204, 0.011), (302, 3.0), (None, 60.0)):
        counts.begin()
        counts.end(status, seconds)
    found = plain(read(text_of(counts.metrics())))

    buckets = [found[f'qiao_request_seconds_bucket{{le="{one}"}}'] for one in (*BOUNDS_SECONDS, "+Inf")]
    assert buckets == [1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4]
    assert found['qiao_requests_total{status="5xx"}'] == 1
    assert found["qiao_requests_in_hand"] == 0


def test_what_waits_and_what_was_done_last_is_told(data):
    now = timezone.now()
    task = DBTaskResult.objects.create(
        task_path="qiao.trail.jobs.run_job", args_kwargs={"args": [], "kwargs": {}}, backend_name="default"
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=now - timedelta(hours=1))
    (data / LAST_BACKUP).write_text(json.dumps({"at": (now - timedelta(hours=30)).isoformat()}))
    (data / LAST_VERIFY).write_text(json.dumps({"at": (now - timedelta(days=8)).isoformat(), "breaks": 2}))

    found = plain(read(asked().content.decode()))

    assert (found["qiao_tasks_waiting"], found["qiao_task_oldest_seconds"] // 60) == (1, 60)
    assert found["qiao_backup_age_seconds"] // 3600 == 30
    assert (found["qiao_verify_age_seconds"] // 86400, found["qiao_verify_breaks"]) == (8, 2)


def test_voices_are_counted_in_blocks_so_that_none_is_made_out(at_work, lin, crisis, mask, yingshan):
    for _one in range(9):
        make_need(lin, crisis, item=mask, place=yingshan)
    Need.objects.update(state=Need.State.NEW)
    few = plain(read(asked().content.decode()))
    make_need(lin, crisis, item=mask, place=yingshan)
    Need.objects.update(state=Need.State.NEW)
    many = plain(read(asked().content.decode()))

    assert [one['qiao_voices{kind="need",state="new"}'] for one in (few, many)] == [0, 10]
    assert ["qiao_need_unverified_seconds" in one for one in (few, many)] == [False, True]


def test_without_its_database_it_says_so_and_still_tells_the_rest(monkeypatch):
    def broken():
        raise OperationalError

    monkeypatch.setattr(figures, "tasks", broken)
    found = plain(read(asked().content.decode()))

    assert found[f'qiao_database_up{{vendor="{connection.vendor}"}}'] == 0
    assert {"qiao_disk_free_bytes", "qiao_request_seconds_count"} <= set(found)
    assert "qiao_notice_overdue_seconds" not in found


def test_what_is_unknown_is_left_out_and_signs_are_escaped():
    said = text_of(
        [gauge("a", "None.", None), Metric("b", "gauge", "Signs.", (Sample(0.5, {"x": 'q"\\\n'}),))]
    )

    assert said == '# HELP b Signs.\n# TYPE b gauge\nb{x="q\\"\\\\\\n"} 0.5\n'
    assert len(list(COUNTS.metrics())) == 4


@pytest.mark.library("yaml")
def test_the_rules_for_alarms_ask_for_figures_there_are(data):
    import yaml

    now = timezone.now().isoformat()
    (data / LAST_BACKUP).write_text(json.dumps({"at": now}))
    (data / LAST_VERIFY).write_text(json.dumps({"at": now, "breaks": 0}))
    given = {one.partition("{")[0] for one in read(asked().content.decode())}
    text = (ROOT / "deploy" / "prometheus" / "qiao.rules.yaml").read_text(encoding="utf-8")
    (group,) = yaml.safe_load(text)["groups"]
    asked_for = {name for rule in group["rules"] for name in re.findall(r"qiao_\w+", rule["expr"])}

    assert asked_for - given - {"qiao_need_unverified_seconds", "qiao_database_wal_bytes"} == set()
    assert len(asked_for) >= 8
    for rule in group["rules"]:
        assert {"alert", "expr", "for", "labels", "annotations"} == set(rule), rule
        assert set(rule["annotations"]) == {"summary", "summary_zh", "do"}, rule
