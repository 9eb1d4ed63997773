"""A parcel holds what it may hold, is what was signed, and never grows on the way."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.exchange import (
    MOST_BYTES,
    Content,
    Fault,
    FeedError,
    Known,
    Taking,
    VerdictKind,
    json_schema,
    judge,
    open_parcel,
    pack,
)
from qiao.engines.exchange.judging import entry_digest
from qiao.engines.exchange.records import Entry

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "qiao-exchange-1.schema.json"
HERE, THERE, ID = UUID(int=1), UUID(int=2), UUID(int=9)
AT = datetime(2026, 6, 1, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw().hex()
AMOUNT = {"kind": "EXACT", "least": 20, "unit": "顶"}
NEED = {"crisis": "flood", "item": "tent", "amount": AMOUNT, "tier": 2, "told_on": "2026-06-01"}


def entry(**facts):
    return {
        "id": ID,
        "kind": "need",
        "version": 1,
        "changed_at": AT,
        "state": "current",
        "body": NEED,
    } | facts


def content(*entries, **facts):
    whole = {"sender": THERE, "sender_name": "乙", "receiver": HERE, "made_at": AT}
    count = {"after": 0, "until": len(entries), "more": False, "taken": 0, "entries": list(entries)}
    return Content(**(whole | count | facts))


def taking(**facts):
    return Taking(
        **({"me": HERE, "sender": THERE, "until": 0, "kinds": {"need"}, "crises": {"flood": ()}} | facts)
    )


def fault_of(sent):
    with pytest.raises(FeedError) as refused:
        open_parcel(sent, public_key=PUBLIC)
    return refused.value.fault


def test_the_schema_in_the_docs_is_the_one_that_checks():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


@given(st.integers(0, 10_000))
def test_no_byte_can_be_altered(at):
    plain = bytearray(gzip.decompress(pack(content(entry()), KEY)))
    at %= len(plain)
    plain[at] ^= 1

    try:
        opened = open_parcel(bytes(plain), public_key=PUBLIC)
    except FeedError:
        return
    assert opened == content(entry())  # a letter of hex digits written large says the same


@pytest.mark.parametrize(
    "extra", [{"contact": "15400000001"}, {"text": "原文"}, {"amount": AMOUNT | {"note": "x"}}]
)
def test_what_has_no_field_is_refused_though_it_is_signed(extra):
    whole = json.loads(gzip.decompress(pack(content(entry()), KEY)))["content"]
    whole["entries"][0]["body"] |= extra
    from qiao.engines.exchange import canonical

    signed = {"content": whole, "public_key": PUBLIC, "signature": KEY.sign(canonical(whole)).hex()}

    assert fault_of(json.dumps(signed).encode()) == Fault.SHAPE


def test_a_bomb_a_depth_and_a_number_that_is_none_are_refused_before_anything_else():
    bomb = gzip.compress(b" " * (MOST_BYTES + 1))
    deep = b'{"content":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    none = b'{"content":{"a":NaN},"public_key":"","signature":""}'

    assert [fault_of(one) for one in (bomb, deep, none)] == [
        Fault.TOO_LARGE,
        Fault.UNREADABLE,
        Fault.UNREADABLE,
    ]


VERDICTS = {
    "outside the kinds": (entry(), {"kinds": {"offer"}}, None, VerdictKind.OUTSIDE),
    "outside the crises": (entry(), {"crises": {"other": ()}}, None, VerdictKind.OUTSIDE),
    "outside the area": (entry(body=NEED | {"place": "310115"}), {"crises": {"flood": ("4211",)}}, None, VerdictKind.OUTSIDE),
    "inside the area": (entry(body=NEED | {"place": "421124"}), {"crises": {"flood": ("4211",)}}, None, VerdictKind.NEW),
    "gone before it came": (entry(state="erased", body=None), {}, None, VerdictKind.OUTSIDE),
    "gone": (entry(state="erased", body=None, version=2), {}, Known("need", 1, "x"), VerdictKind.GONE),
    "newer": (entry(version=2), {}, Known("need", 1, "x"), VerdictKind.NEWER),
    "older": (entry(), {}, Known("need", 2, "x"), VerdictKind.OLDER),
    "erased for good": (entry(version=3), {}, Known("need", 2, "x", is_erased=True), VerdictKind.OLDER),
    "no longer agreed on": (entry(version=2), {"kinds": set()}, Known("need", 1, "x"), VerdictKind.GONE),
    "known": (entry(), {}, Known("need", 1, entry_digest(Entry(**entry()))), VerdictKind.KNOWN),
}  # fmt: skip


@pytest.mark.parametrize("case", VERDICTS, ids=str)
def test_each_record_gets_the_verdict_it_should(case):
    told, more, held, verdict = VERDICTS[case]

    assert [one.kind for one in judge(content(told), {ID: held} if held else {}, taking(**more), now=AT)] == [
        verdict
    ]


FAULTS = {
    "for somebody else": (content(entry(), receiver=UUID(int=7)), {}, Fault.RECEIVER),
    "of tomorrow": (content(entry(), made_at=AT + timedelta(days=2)), {}, Fault.CLOCK),
    "one missing before it": (content(entry(), after=5, until=6), {}, Fault.MISSING),
    "one version, two contents": (content(entry()), {ID: Known("need", 1, "x")}, Fault.FORKED),
    "another kind under one id": (content(entry()), {ID: Known("offer", 1, "x")}, Fault.FOREIGN),
}


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_what_makes_the_whole_worthless(case):
    told, known, fault = FAULTS[case]

    with pytest.raises(FeedError) as refused:
        judge(told, known, taking(), now=AT)
    assert refused.value.fault == fault
