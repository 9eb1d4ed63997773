"""Kits are put together from lots in a store and taken apart again: components go down as kits come up."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import KitShortError, KitUnclearError, QuantityInvalidError, StockExhaustedError
from qiao.intake.actions import open_offer, receive_report, verify_offer
from qiao.intake.actions.receive import Message
from qiao.intake.actions.voices import LARGEST
from qiao.intake.models import Offer, Report, Verification
from qiao.registry.models import Crisis, Item, QuantityKind
from qiao.relief.actions.storing import part_like
from qiao.relief.assembling import (
    FOR_ALL,
    Earmark,
    Run,
    components_in,
    lines_of,
    most_kits,
    runs_of,
    usable_parts,
)
from qiao.relief.models import (
    Assembly,
    AssemblyLine,
    Kit,
    KitComponent,
    Lot,
    LotPart,
    StockAccount,
    Store,
)
from qiao.relief.stock import TRACE_CHARACTERS, lock_lots, move, random_code
from qiao.trail.recorded import detail, recorded

AVAILABLE, IN_KITS, OUTSIDE = StockAccount.AVAILABLE, StockAccount.IN_KITS, StockAccount.OUTSIDE


@recorded("kit.save")
def save_kit(actor: Actor, item: Item, components: Mapping[Item, int], *, at: datetime) -> Kit:
    """Say what a kit is made of, instead of what was said before; kits assembled before keep what they hold.

    Raises
    ------
    KitUnclearError
        When nothing is put in, or the kit itself.
    QuantityInvalidError
        When a number of pieces is not above zero.
    """
    if not components or item in components:
        raise KitUnclearError(item=item.name)
    for pieces in components.values():
        _check(pieces)
    kit, _ = Kit.objects.update_or_create(
        organization_id=actor.acts_for, item=item, defaults={"saved_at": at}
    )
    kit.components.all().delete()
    KitComponent.objects.bulk_create(
        KitComponent(kit=kit, item=one, pieces=pieces) for one, pieces in components.items()
    )
    detail(kit=item.code, components=len(components))
    return kit


@recorded("kit.assemble")
def assemble_kits(
    actor: Actor,
    kit: Kit,
    crisis: Crisis,
    store: Store,
    *,
    kits: int,
    at: datetime,
    earmark: Earmark = FOR_ALL,
) -> Lot:
    """Put kits together from what lies free in a store, what expires first at the head.

    For an earmark, what donors gave for it goes in first; the kits then bear it, as every piece in them does.
    They are a lot of their own, of the organisation itself, which can be planned, matched, moved and sent as any other.

    Raises
    ------
    QuantityInvalidError
        When the number is not above zero.
    KitShortError
        When the store holds too little of a component.
    """
    _check(kits)
    today = timezone.localtime(at).date()
    lots = {part.lot for part in usable_parts(crisis, store, today, earmark=earmark)}
    lock_lots(*lots)
    # What came in while we waited is of lots that are not locked: to lock them now would be out of order.
    now_there = usable_parts(crisis, store, today, earmark=earmark).filter(lot__in=lots)
    parts = {part.pk: part for part in now_there}
    components = components_in(kit, parts.values())
    for item in kit.components.select_related("item"):
        one = components[item.item_id]
        if one.free < one.pieces * kits:
            most = most_kits(components.values())
            raise KitShortError(item=item.item.name, left=one.free, asked=one.pieces * kits, most=most)
    lot = _lot_of_kits(actor, kit, crisis, store, kits=kits, at=at, earmark=earmark)
    making = _Making(lot, store, parts, at)
    for run in runs_of(kits, list(components.values())):
        making.assemble(run)
    detail(kit=kit.item.code, kits=kits, store=str(store.pk), lot=str(lot.pk))
    return lot


@recorded("kit.dismantle")
def dismantle_kits(_actor: Actor, part: LotPart, *, kits: int, at: datetime) -> Assembly:
    """Take free kits apart: they leave, and their pieces lie in the store of the kits again, in the lots they came from.

    Raises
    ------
    QuantityInvalidError
        When the number is not above zero, or the part is of no kits.
    StockExhaustedError
        When fewer are free, or fewer were assembled.
    """
    _check(kits)
    assembly = part.assembly
    if assembly is None:
        raise QuantityInvalidError(field="成套", value=str(part))
    lock_lots(part.lot, *(line.part.lot for line in lines_of(assembly)))
    lines = lines_of(assembly)
    made = min(line.kits for line in lines)
    if kits > made:
        raise StockExhaustedError(left=made, asked=kits)
    move(part.lot, AVAILABLE, OUTSIDE, kits, at=at, reason="拆开成套", part=part, assembly=assembly)
    for line in lines:
        here, lot, pieces = line.part, line.part.lot, line.per_kit * kits
        move(lot, IN_KITS, AVAILABLE, pieces, at=at, reason="拆开成套", part=here, assembly=assembly)
        if here.store_id != part.store_id:
            there = part_like(here, store=part.store)
            reason = "随成套到了这里" if part.store is None else f"随成套到了{part.store}"
            move(lot, AVAILABLE, AVAILABLE, pieces, at=at, reason=reason, part=here, to_part=there)
    detail(lot=str(part.lot_id), part=part.number, kits=kits)
    return assembly


def _check(quantity: int) -> None:
    if not 0 < quantity <= LARGEST:
        raise QuantityInvalidError(field="数量", value=quantity)


def _lot_of_kits(
    actor: Actor, kit: Kit, crisis: Crisis, store: Store, *, kits: int, at: datetime, earmark: Earmark
) -> Lot:
    """Open the lot of new kits, empty. The organisation itself offers them, and has them in its hands."""
    lot = Lot(organization_id=actor.acts_for, trace_code=random_code(TRACE_CHARACTERS))
    said = Message(f"{store}组装{kit.item}{kits}{kit.item.unit}，批次 {lot.trace_code}", channel="组装成套")
    report = receive_report(
        actor, said, id=uuid.uuid4(), crisis=crisis, source=Report.Source.FORM, received_at=at
    ).report
    offer: Offer = open_offer(
        actor,
        report,
        item=kit.item,
        quantity=kits,
        quantity_kind=QuantityKind.EXACT,
        unit=kit.item.unit,
        place=store.place,
        party_id=actor.acts_for,
        earmark_recipient=earmark.recipient,
        earmark_place=earmark.place,
        purpose_group=earmark.group,
    )
    method, result = Verification.Method.VISIT, Verification.Result.CONFIRMED
    verify_offer(actor, offer, method=method, result=result, checked_at=at)
    lot.offer = offer
    lot.save(force_insert=True)
    LotPart.objects.create(id=lot.pk, organization_id=lot.organization_id, lot=lot, number=0)
    return lot


@dataclass
class _Making:
    """The kits of one act, run by run; each run is a part of the kits' lot."""

    lot: Lot
    store: Store
    parts: Mapping[uuid.UUID, LotPart]
    at: datetime
    number: int = 0

    def assemble(self, run: Run) -> None:
        """Put components into kits that are alike; then the kits come in."""
        self.number += 1
        used = [(self.parts[pk], taken) for pk, taken in run.holds.items()]
        assembly: Assembly = Assembly.objects.create(
            organization_id=self.lot.organization_id, lot=self.lot, at=self.at
        )
        AssemblyLine.objects.bulk_create(
            AssemblyLine(assembly=assembly, part=one, per_kit=taken) for one, taken in used
        )
        kits: LotPart = LotPart.objects.create(
            organization_id=self.lot.organization_id,
            lot=self.lot,
            number=self.number,
            store=self.store,
            expires_on=min((one.expires_on for one, _taken in used if one.expires_on), default=None),
            assembly=assembly,
        )
        for one, taken in used:
            move(
                one.lot,
                AVAILABLE,
                IN_KITS,
                taken * run.kits,
                at=self.at,
                reason="装入成套",
                part=one,
                assembly=assembly,
            )
        move(
            self.lot,
            OUTSIDE,
            AVAILABLE,
            run.kits,
            at=self.at,
            reason="组装成套",
            part=kits,
            assembly=assembly,
        )
