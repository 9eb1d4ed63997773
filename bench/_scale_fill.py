"""A database of Qiao as full as a nation's crisis makes it: needs, offers, lots, matches, movements and the trail.

Rows are the simulator's, written past the actions but through every constraint and trigger of the database; `verify`
is green afterwards but for what is said in `docs/scale.md`.
"""

from __future__ import annotations

import hashlib
import random
import secrets
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bench._scale_rows import Tables, without_indexes

START = datetime(2020, 1, 20, tzinfo=UTC)
DAYS = 30
NEEDS_A_REPORT = 1.35
MOVEMENTS_A_MATCH = 2.9
HOT_LOTS, HOT_MATCHES = 5, 700
"""A few lots from which hundreds are served: the worst of the trace pages."""
STATES = (("NEW", 0.2), ("OPEN", 0.42), ("MET", 0.28), ("EXPIRED", 0.1))
ENDS = (("RECEIVED", 0.85), ("SENT", 0.07), ("HELD", 0.05), ("WITHDRAWN", 0.03))
ROLES = ("ADMIN", "COORDINATOR", "FINANCE", "LIAISON", "EDITOR", "AUDITOR", "VOLUNTEER")
USER = "scale"


@dataclass
class Filling:
    """What is being filled, and what the rows need to know of each other."""

    needs: int
    movements: int
    tables: Tables
    owner: Any
    crisis: Any
    user: Any
    places: dict[str, uuid.UUID]
    items: dict[str, uuid.UUID]
    units: dict[str, str]
    chance: random.Random
    made_needs: int = 0
    made_movements: int = 0
    numbers: int = 0
    sequence: int = 0
    previous: str = "0" * 64
    codes: set[str] = field(default_factory=set)

    def new_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def trail(self, verb: str, kind: str, pk: uuid.UUID, at: datetime) -> None:
        """Write an entry with the hash that `qiao.trail.chain.digest` gives it, which `verify` compares."""
        from qiao.trail.models import TrailEntry

        self.sequence += 1
        own = self.new_id()
        # RFC 8785 of ASCII names, ASCII texts and whole numbers is this.
        content = (
            f'{{"actor":"{self.user.pk}","at":"{at.isoformat(timespec="microseconds")}","details":{{}},"id":"{own}",'
            f'"organization":"{self.owner.pk}","previous":"{self.previous}","roles":"COORDINATOR",'
            f'"sequence":{self.sequence},"subject_id":"{pk}","subject_type":"{kind}","verb":"{verb}"}}'
        )
        previous, self.previous = self.previous, hashlib.sha256(content.encode()).hexdigest()
        self.tables.add(
            TrailEntry, id=own, sequence=self.sequence, verb=verb, actor_id=self.user.pk, roles="COORDINATOR",
            organization_id=self.owner.pk, at=at, subject_type=kind, subject_id=pk, details={},
            previous_hash=previous, hash=self.previous, created_at=at,
        )  # fmt: skip


def fill(
    needs: int, movements: int, *, seed: int = 1, counties: int | None = None, quiet: bool = False
) -> dict[str, float]:
    """Fill the database of this process; return how many rows came in and how long it took.

    ``counties`` defaults to as many as the nation has at a million needs, fewer below.
    """
    from django.db import connection
    from django_scopes import scopes_disabled

    began = time.perf_counter()

    def say(words: str) -> None:
        if not quiet:
            print(f"  {time.perf_counter() - began:7.1f} s  {words}", flush=True)

    with scopes_disabled():
        filling = _begin(needs, movements, seed, connection)
        reports = int(needs / NEEDS_A_REPORT)
        with without_indexes(connection, filling.tables.names, say):
            _rows(filling, reports, counties or max(1, min(2800, reports // 60)), seed, say)
        rows = {model._meta.db_table: one.count for model, one in filling.tables.by_model.items()}
        say("indexes ready")
    return {**rows, "seconds": round(time.perf_counter() - began, 1)}


def _begin(needs: int, movements: int, seed: int, connection: Any) -> Filling:
    from qiao.accounts.models import User
    from qiao.intake.models import (
        MaskedCopy,
        Need,
        Offer,
        Reading,
        Report,
        ReportKey,
        ReportPhone,
        Verification,
    )
    from qiao.registry.models import Appointment, Crisis, Item, Organization, Place
    from qiao.relief.models import Delivery, Lot, LotPart, Match, Receipt, StockMovement
    from qiao.trail.models import TrailEntry

    owner = Organization.objects.get(runs_qiao=True)
    crisis = Crisis.objects.get(slug="bench")
    user = User.objects.create(username=USER)
    for role in ROLES:
        Appointment.objects.create(user=user, organization=owner, role=role)
    last = TrailEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    tables = Tables(
        connection, Report, MaskedCopy, ReportKey, ReportPhone, Reading, Need, Offer, Verification,
        Lot, LotPart, Match, Delivery, Receipt, StockMovement, TrailEntry,
    )  # fmt: skip
    filling = Filling(
        needs, movements, tables, owner, crisis, user,
        places=dict(Place.objects.values_list("code", "pk")),
        items=dict(Item.objects.values_list("code", "pk")),
        units=dict(Item.objects.values_list("code", "unit")),
        chance=random.Random(seed),  # noqa: S311 - the same rows each time
    )  # fmt: skip
    if last:
        filling.sequence, filling.previous = last
    return filling


def _rows(filling: Filling, reports: int, counties: int, seed: int, say: Any) -> None:
    from django.conf import settings

    from qiao.batch.simulate import places_of
    from qiao.engines.simulation import EXAMPLE_ITEMS, Hazard, NationSetting, blocks, lay_out, rows_of

    nation = lay_out(
        NationSetting(seed, int(reports * 1.1), START, DAYS),
        places=places_of(settings.QIAO_REFERENCE),
        items=EXAMPLE_ITEMS[Hazard.EPIDEMIC],
        counties=counties,
    )
    told = 0.0
    for block in blocks(nation):
        if filling.made_needs >= filling.needs:
            break
        made = rows_of(nation, block)
        needs = [pair for one in made.messages for pair in _report(filling, one)]
        _supply(filling, needs, block)
        filling.tables.write()
        if filling.made_needs / filling.needs > told + 0.1:
            told = filling.made_needs / filling.needs
            say(f"{filling.made_needs:,} needs, {filling.made_movements:,} movements")
    filling.tables.write(least=1)


def _drawn(chance: random.Random, shares: tuple[tuple[str, float], ...]) -> str:
    return chance.choices([name for name, _ in shares], [share for _, share in shares])[0]


def _keep_report(
    filling: Filling, text: str, at: datetime, place: uuid.UUID | None, *, masked: str
) -> uuid.UUID:
    """Write a report as `receive_report` would: sealed under a key of its own, with its masked copy."""
    from qiao.accounts.sealing import fingerprint, new_key, seal, wrap
    from qiao.intake.models import MaskedCopy, Report, ReportKey

    pk, key = filling.new_id(), new_key()
    filling.numbers += 1
    filling.tables.add(
        Report, id=pk, organization_id=filling.owner.pk, crisis_id=filling.crisis.pk, source="PASTE",
        sealed_text=seal(key, text, f"report.text:{pk}"), fingerprint=fingerprint("report", f"{text}\0"),
        place_id=place, received_at=at, created_at=at, received_by_id=filling.user.pk,
    )  # fmt: skip
    filling.tables.add(ReportKey, report_id=pk, wrapped=wrap(key, f"report.key:{pk}"))
    filling.tables.add(MaskedCopy, report_id=pk, text=masked)
    filling.trail("report.receive", "intake.report", pk, at)
    return pk


def _report(filling: Filling, one: Any) -> Iterator[tuple[uuid.UUID, str, str | None]]:
    """Write a report and the needs it tells; yield (need, item, its place) of those goods may go to."""
    from qiao.accounts.sealing import fingerprint
    from qiao.intake.models import Reading, ReportPhone

    masked = one.text
    for phone in one.truth.phones:
        masked = masked.replace(phone, f"{phone[:3]}****{phone[7:]}")
    pk = _keep_report(filling, one.text, one.at, filling.places.get(one.reporter_place), masked=masked)
    filling.tables.add(Reading, report_id=pk, reader="RULES", version="1", content={}, created_at=one.at)
    for phone in one.truth.phones:
        mark = fingerprint("phone", phone)
        filling.tables.add(
            ReportPhone, report_id=pk, mark=mark, masked=f"{phone[:3]}****{phone[7:]}", created_at=one.at
        )
    if one.truth.type == "NEED":
        for thing in one.truth.items:
            if thing.item and filling.made_needs < filling.needs:
                yield from _need(filling, one, pk, thing)


def _need(
    filling: Filling, one: Any, report: uuid.UUID, thing: Any
) -> Iterator[tuple[uuid.UUID, str, str | None]]:
    from qiao.intake.models import Need, Verification

    pk, state = filling.new_id(), _drawn(filling.chance, STATES)
    filling.made_needs += 1
    filling.tables.add(
        Need, id=pk, organization_id=filling.owner.pk, crisis_id=filling.crisis.pk, report_id=report,
        item_id=filling.items.get(thing.item), item_text=thing.text, unit=thing.unit or "", quantity=thing.quantity,
        quantity_max=thing.quantity_max, quantity_kind=thing.quantity_kind,
        place_id=filling.places.get(one.truth.place or ""), party_text=(one.truth.organization or "")[:120],
        tier=min(3, 4 - max(1, one.truth.urgency)), state=state, created_at=one.at,
        valid_until=one.at + timedelta(days=3), closed_at=one.at + timedelta(days=2) if state == "MET" else None,
    )  # fmt: skip
    filling.trail("need.open", "intake.need", pk, one.at)
    if state != "NEW":
        filling.tables.add(
            Verification, need_id=pk, method="PHONE", result="CONFIRMED", checked_at=one.at + timedelta(hours=1),
            checked_by_id=filling.user.pk, created_at=one.at,
        )  # fmt: skip
        if state in {"OPEN", "MET"} and thing.item in filling.items:
            yield pk, thing.item, one.truth.place


def _supply(filling: Filling, needs: list[tuple[uuid.UUID, str, str | None]], block: Any) -> None:
    """Serve the needs of a block: as many movements as its share, from offers of the same thing."""
    by_item: dict[str, list[uuid.UUID]] = {}
    for pk, item, _place in needs:
        by_item.setdefault(item, []).append(pk)
    share = filling.movements * filling.made_needs / filling.needs
    while by_item and filling.made_movements < share:
        item = filling.chance.choice(list(by_item))
        hot = filling.numbers < HOT_LOTS * HOT_MATCHES and len(by_item[item]) > HOT_LOTS
        wanted = (
            HOT_MATCHES
            if hot and filling.chance.random() < 0.02
            else min(200, int(filling.chance.paretovariate(1.2) * 4))
        )
        _lot(filling, item, by_item[item], max(1, wanted), block)


def _lot(filling: Filling, item: str, needs: list[uuid.UUID], wanted: int, block: Any) -> None:
    from qiao.intake.models import Offer, Verification
    from qiao.relief.models import Lot, LotPart
    from qiao.relief.stock import ALPHABET, TRACE_CHARACTERS

    chance = filling.chance
    at = block.begins_at + chance.random() * (block.ends_at - block.begins_at)
    served = [
        (chance.choice(needs), chance.choice((10, 20, 50, 100, 200)), _drawn(chance, ENDS))
        for _ in range(wanted)
    ]
    pledged = sum(pieces for _, pieces, _end in served) + chance.choice((0, 50, 500))
    place, text = filling.places[block.county.place.code], f"示例数据：我公司可捐赠物资{pledged}件"
    report = _keep_report(filling, text, at, place, masked=text)
    offer, lot = filling.new_id(), filling.new_id()
    filling.tables.add(
        Offer, id=offer, organization_id=filling.owner.pk, crisis_id=filling.crisis.pk, report_id=report,
        item_id=filling.items[item], item_text=item, quantity=pledged, quantity_kind="EXACT", place_id=place,
        party_text=f"示例企业{filling.numbers % 5000}", state="OPEN", created_at=at, unit=filling.units[item],
    )  # fmt: skip
    filling.tables.add(
        Verification, offer_id=offer, method="PHONE", result="CONFIRMED", checked_at=at, created_at=at
    )
    code = "".join(secrets.choice(ALPHABET) for _ in range(TRACE_CHARACTERS))
    filling.tables.add(
        Lot, id=lot, organization_id=filling.owner.pk, offer_id=offer, trace_code=code, created_at=at
    )
    filling.tables.add(LotPart, id=lot, organization_id=filling.owner.pk, lot_id=lot, number=0, created_at=at)
    _move(filling, lot, "OUTSIDE", "AVAILABLE", pledged, at, "认捐")
    for need, pieces, end in served:
        _match(filling, (need, offer, lot), pieces, end, at + timedelta(hours=chance.randint(1, 90)))


def _move(
    filling: Filling,
    lot: uuid.UUID,
    source: str,
    target: str,
    pieces: int,
    at: datetime,
    reason: str,
    match: Any = None,
) -> None:
    from qiao.relief.models import StockMovement

    filling.made_movements += 1
    filling.tables.add(
        StockMovement, organization_id=filling.owner.pk, lot_id=lot, source=source, target=target, quantity=pieces,
        at=at, created_at=at, reason=reason, match_id=match, id=filling.new_id(),
    )  # fmt: skip


def _match(
    filling: Filling, pair: tuple[uuid.UUID, uuid.UUID, uuid.UUID], pieces: int, end: str, at: datetime
) -> None:
    from qiao.relief.models import Delivery, Match, Receipt

    need, offer, lot = pair
    pk, own = filling.new_id(), {"organization_id": filling.owner.pk}
    filling.tables.add(
        Match, id=pk, crisis_id=filling.crisis.pk, need_id=need, offer_id=offer, lot_id=lot, quantity=pieces,
        reason="人工对接", confirmed_by_id=filling.user.pk, confirmed_at=at, created_at=at, state=end, **own,
    )  # fmt: skip
    _move(filling, lot, "AVAILABLE", "HELD", pieces, at, "确认对接", pk)
    filling.trail("match.make", "relief.match", pk, at)
    if end == "WITHDRAWN":
        _move(filling, lot, "HELD", "AVAILABLE", pieces, at + timedelta(hours=1), "撤回对接", pk)
    if end not in {"SENT", "RECEIVED"}:
        return
    way, sent_at = filling.new_id(), at + timedelta(hours=2)
    signed = end == "RECEIVED"
    filling.tables.add(
        Delivery, id=way, match_id=pk, quantity=pieces, sent_at=sent_at, created_at=sent_at,
        state="SIGNED" if signed else "IN_TRANSIT", code_mark=secrets.token_hex(32), **own,
    )  # fmt: skip
    _move(filling, lot, "HELD", "IN_TRANSIT", pieces, sent_at, "发出", pk)
    if signed:
        signed_at = sent_at + timedelta(hours=filling.chance.randint(1, 60))
        filling.tables.add(
            Receipt,
            delivery_id=way,
            quantity=pieces,
            signed_at=signed_at,
            created_at=signed_at,
            signer="李",
            **own,
        )
        _move(filling, lot, "IN_TRANSIT", "DELIVERED", pieces, signed_at, "签收", pk)
