"""`./qiao verify` sees every way in which the trail or the stock can be tampered with."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from qiao.relief.models import StockBalance
from qiao.trail.chain import append
from qiao.trail.models import TrailEntry
from tests.makers import make_delivery


def say(*arguments: str) -> str:
    out = StringIO()
    call_command("verify", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify", *arguments, stdout=out, stderr=out)
    assert stop.value.code == 1
    return out.getvalue()


@pytest.fixture
def trail(lin) -> list[TrailEntry]:
    for number in range(5):
        append(lin, "need.open", details={"n": number})
    return list(TrailEntry.objects.order_by("sequence"))


@pytest.fixture
def tamper(db):
    """Change the trail as somebody with the database file would: without the triggers."""
    on_table = "" if connection.vendor == "sqlite" else " ON trail_trailentry"
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER trail_trailentry_no_{verb}{on_table}")
    return TrailEntry.objects


def test_an_untouched_trail_holds(trail):
    assert "5 条" in say()


def test_an_empty_trail_holds(db):
    assert "0 条" in say()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "need.close"),
        ("roles", "OPERATOR"),
        ("actor", None),
        ("organization_id", None),
        ("subject_type", "intake.need"),
        ("details", {"n": 99}),
        ("previous_hash", "f" * 64),
        ("hash", "e" * 64),
        ("at", "2020-01-01T00:00:00Z"),
    ],
)
def test_a_changed_column_is_seen(trail, tamper, column, value):
    tamper.filter(sequence=3).update(**{column: value})

    assert "第 3 条" in refusal()


def test_a_deleted_row_is_seen(trail, tamper):
    tamper.filter(sequence=2).delete()

    assert "序号不连续" in refusal()


def test_two_swapped_rows_are_seen(trail, tamper):
    for was, becomes in ((2, 90), (3, 2), (90, 3)):
        tamper.filter(sequence=was).update(sequence=becomes)

    assert "与前一条对不上" in refusal()


def test_a_cut_tail_is_not_seen_by_the_chain_alone(trail, tamper):
    tamper.filter(sequence__gt=3).delete()

    assert "3 条" in say()


def test_a_cut_tail_is_seen_against_a_kept_checkpoint(trail, tamper, tmp_path):
    kept = tmp_path / "checkpoint.json"
    say("--checkpoint", str(kept))
    tamper.filter(sequence__gt=3).delete()

    assert "尾部缺失" in refusal("--against", str(kept))


def test_a_trail_written_anew_is_seen_against_a_kept_checkpoint(trail, tamper, tmp_path, lin):
    kept = tmp_path / "checkpoint.json"
    say("--checkpoint", str(kept))
    tamper.all().delete()
    for _ in range(6):
        append(lin, "need.open")

    assert "改写" in refusal("--against", str(kept))


def test_a_longer_trail_agrees_with_an_older_checkpoint(trail, tmp_path, lin):
    kept = tmp_path / "checkpoint.json"
    say("--checkpoint", str(kept))
    append(lin, "need.open")

    assert "全部相符" in say("--against", str(kept))


def test_a_checkpoint_holds_entries_head_and_time(trail, tmp_path):
    kept = tmp_path / "checkpoint.json"
    say("--checkpoint", str(kept))

    content = json.loads(kept.read_text())["content"]
    assert content["trail"] == {"entries": 5, "head": trail[-1].hash}
    assert set(content) == {"format", "at", "trail", "parts"}


def test_a_checkpoint_under_another_key_is_refused(trail, tmp_path):
    kept = tmp_path / "checkpoint.json"
    said = say("--checkpoint", str(kept))
    signed = json.loads(kept.read_text())

    assert signed["public_key"] in said
    assert "全部相符" in say("--against", str(kept), "--key", signed["public_key"])
    assert "签名不对" in refusal("--against", str(kept), "--key", "00" * 32)
    signed["content"]["trail"]["entries"] = 1
    kept.write_text(json.dumps(signed))
    assert "签名不对" in refusal("--against", str(kept))


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"entries": "many", "head": "", "at": ""}'])
def test_an_unreadable_checkpoint_is_refused_as_such(db, tmp_path, content):
    kept = tmp_path / "checkpoint.json"
    kept.write_text(content)

    with pytest.raises(CommandError) as refused:
        say("--against", str(kept))
    assert refused.value.returncode == 2


def test_stock_that_was_moved_rightly_holds(at_work, lin, crisis, mask):
    make_delivery(lin, crisis, item=mask)

    assert "库存守恒 stock：0" in say()


def test_a_balance_that_its_movements_deny_is_seen(at_work, lin, crisis, mask):
    make_delivery(lin, crisis, item=mask)
    StockBalance.objects.filter(account="IN_TRANSIT").update(quantity=7)

    assert "按出入库应为 100" in refusal()
