"""Checkpoints of the books, kept outside: what they know of a ledger that was cut, changed or written anew."""

import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.funding.checkpointing import take_checkpoint
from qiao.funding.checks import chain_breaks, heads_breaks
from qiao.funding.models import LedgerLine
from qiao.trail.signed import signature_breaks
from tests.conftest import appoint
from tests.funding.test_ledger import COLUMNS, booked, lift, qian, receive, sun

pytestmark = pytest.mark.usefixtures("at_work")
__all__ = ["booked", "qian", "sun"]


def test_a_checkpoint_knows_a_ledger_that_was_cut_off_or_written_anew(booked, qian):
    kept = json.loads(take_checkpoint(qian, now=timezone.now()))
    part = kept["content"]["parts"]["ledger"]
    receive(qian, 1)
    assert (signature_breaks(kept), heads_breaks(part), part[0]["entries"]) == ([], [], 3)

    lift("funding_ledgerentry")
    lift("funding_ledgerapproval")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE funding_ledgerentry SET hash = %s WHERE number = 3", ["0" * 64])
        cursor.execute("UPDATE funding_ledgerapproval SET number = 9 WHERE number = 2")

    assert [one.split("：")[0] for one in heads_breaks(part)] == ["台账第 3 号分录", "台账第 2 号审核"]


@pytest.mark.parametrize("change", ["content", "signature", "key"])
def test_a_checkpoint_that_was_changed_is_known(booked, qian, change):
    kept = json.loads(take_checkpoint(qian, now=timezone.now()))
    key = "00" * 32 if change == "key" else ""
    if change == "content":
        kept["content"]["parts"]["ledger"][0]["entries"] += 1
    if change == "signature":
        kept["signature"] = kept["signature"][:-1] + ("0" if kept["signature"][-1] != "0" else "1")

    assert signature_breaks(kept, key)


BYTES = (0, 0.5, 1)
"""Which byte of a value is changed: the first, one in the middle, the last."""


@pytest.mark.database("sqlite")  # bytes are changed where the database is a file
def test_any_single_byte_changed_in_the_file_is_found(booked):
    """Flip a bit of stored values, past triggers and checks, in every column that the chain covers."""
    missed, tried = [], 0
    for model, column in COLUMNS:
        table = model._meta.db_table
        row = model.objects.filter(price_source="示例").first() if model is LedgerLine else None
        pk = (row or model.objects.order_by("number").first()).pk.hex
        for where in BYTES:
            saved = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA defer_foreign_keys = ON")
                cursor.execute("PRAGMA ignore_check_constraints = ON")
                for name in ("no_update", "no_delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
                cursor.execute(f"SELECT {column}, typeof({column}) FROM {table} WHERE id = %s", [pk])  # noqa: S608
                held, kind = cursor.fetchone()
                changed = flipped(held, kind, where)
                if changed is not None:
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [changed, pk])  # noqa: S608
                    tried += 1
                    missed += [] if chain_breaks() else [(table, column, held, changed)]
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
            transaction.savepoint_rollback(saved)

    assert missed == []
    assert tried > len(COLUMNS)


def flipped(held, kind, where):
    """Return a stored value with the lowest bit of one of its bytes changed; None for what holds no bytes."""
    if held is None or held == "":
        return None
    if kind == "integer":
        return held ^ 1 if where == 1 else held ^ (1 << 8 if where else 1 << 16)
    raw = bytearray(str(held).encode())
    place = round(where * (len(raw) - 1))
    raw[place] ^= 1
    return bytes(raw).decode("utf-8", "replace")


def test_an_auditor_takes_a_checkpoint_and_brings_it_back(booked, association):
    client = Client()
    client.force_login(
        appoint("shen", association, Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = reverse("funding:ledger_check")
    kept = client.get(reverse("funding:ledger_checkpoint")).content

    good = client.post(page, {"file": ContentFile(kept, name="kept.json")})
    bad = client.post(
        page, {"file": ContentFile(kept.replace(b'"entries": 3', b'"entries": 2'), name="kept.json")}
    )
    none = client.post(page, {"file": ContentFile(b"{}", name="kept.json")})

    assert (good.status_code, good.context["judged"], good.context["breaks"]) == (200, True, [])
    assert bad.context["breaks"]
    assert none.status_code == 422
