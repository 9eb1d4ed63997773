"""Everything people do with a lot, and whether the books agree: shared by the stock machine, its test and the storm."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, F, Q, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.intake.models import Need
from qiao.relief import actions
from qiao.relief.actions.counting import in_part
from qiao.relief.models import (
    Delivery,
    Kit,
    Lot,
    LotPart,
    Match,
    Reallocation,
    Receipt,
    Settlement,
    StockMovement,
    Store,
)

AT = datetime(2020, 2, 1, 8, 0, tzinfo=UTC)
KINDS = list(Settlement.Kind)
PLEDGED = 100
T = TypeVar("T")


@dataclass
class Hands:
    """Somebody who works with lots. What is refused is counted by its reason; every other error is let through."""

    actor: Actor
    lots: list[Lot]
    needs: list[Need]
    stores: list[Store]
    kit: Kit
    matches: list[Match] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    movements: list[StockMovement] = field(default_factory=list)
    reallocations: list[Reallocation] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def attempt(self, act: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        """Do it; return what came of it, or None where it is refused."""
        try:
            made = act(self.actor, *args, **facts)
        except QiaoError as error:
            self.refused[error.code] += 1
            return None
        self.done[act.__name__] += 1
        return made

    def hold(self, drawn: "Drawn") -> None:
        need, lot = drawn.one_of(self.needs), drawn.one_of(self.lots)
        made = self.attempt(actions.make_match, need, lot.offer, quantity=drawn.few, confirmed_at=AT)
        self.matches += [made] if made else []

    def withdraw(self, drawn: "Drawn") -> None:
        self.attempt(actions.withdraw_match, drawn.one_of(self.matches), at=AT, reason="x")

    def give_over(self, drawn: "Drawn") -> None:
        match, need = drawn.one_of(self.matches), drawn.one_of(self.needs)
        made = self.attempt(actions.split_match, match, need, quantity=drawn.few, at=AT, reason="x")
        self.reallocations += [made] if made else []
        self.matches += [made.taker] if made else []

    def rejoin(self, drawn: "Drawn") -> None:
        self.attempt(actions.rejoin_match, drawn.one_of(self.reallocations), at=AT)

    def send(self, drawn: "Drawn") -> None:
        sent = self.attempt(actions.send_delivery, drawn.one_of(self.matches), sent_at=AT)
        self.deliveries += [sent] if sent else []

    def sign(self, drawn: "Drawn") -> None:
        delivery = drawn.one_of(self.deliveries)
        arrived = max(0, delivery.quantity + drawn.more_or_less)
        signed = self.attempt(actions.sign_receipt, delivery, quantity=arrived, signed_at=AT)
        self.receipts += [signed] if signed else []

    def settle(self, drawn: "Drawn") -> None:
        receipt = drawn.one_of(self.receipts)
        self.attempt(actions.settle, receipt, kind=drawn.kind, quantity=drawn.few, at=AT)

    def write_off(self, drawn: "Drawn") -> None:
        self._take_out(drawn, actions.write_off)

    def give_back(self, drawn: "Drawn") -> None:
        self._take_out(drawn, actions.give_back)

    def _take_out(self, drawn: "Drawn", act: Callable[..., Any]) -> None:
        made = self.attempt(act, drawn.one_of(self.lots), quantity=drawn.few, at=AT, reason="x")
        self.movements += [made] if made else []

    def undo(self, drawn: "Drawn") -> None:
        self.attempt(actions.undo_movement, drawn.one_of(self.movements), at=AT, reason="x")

    def count(self, drawn: "Drawn") -> None:
        part = self._part(drawn)
        counted = max(0, in_part(part) + drawn.more_or_less)
        self.attempt(actions.count_stock, part.lot, part=part, counted=counted, at=AT)

    def receive(self, drawn: "Drawn") -> None:
        arrivals = [actions.Arrival(drawn.few, day(drawn.which)), actions.Arrival(1 + drawn.few // 2)]
        lot = drawn.one_of(self.lots)
        store = drawn.one_of(self.stores)
        self.attempt(actions.receive_goods, lot, store, arrivals=arrivals, at=AT)

    def transfer(self, drawn: "Drawn") -> None:
        part, store = self._part(drawn), drawn.one_of(self.stores)
        moved = self.attempt(actions.transfer_goods, part, store, quantity=drawn.few, at=AT)
        self.movements += [moved] if moved else []

    def split(self, drawn: "Drawn") -> None:
        part, ends = self._part(drawn), day(drawn.which + 1)
        moved = self.attempt(actions.split_lot, part, quantity=drawn.few, expires_on=ends, at=AT)
        self.movements += [moved] if moved else []

    def unfit(self, drawn: "Drawn") -> None:
        part = self._part(drawn)
        self.attempt(actions.mark_unfit, part, quantity=drawn.few, unfit="DAMAGED", at=AT)

    def assemble(self, drawn: "Drawn") -> None:
        """Kits of the first lots' item, of what lies there or of what came just now; often there is too little."""
        crisis, store, lot = self.lots[0].offer.crisis, drawn.one_of(self.stores), self.lots[0]
        if drawn.which % 2:
            self.attempt(
                actions.receive_goods, lot, store, arrivals=[actions.Arrival(drawn.few, day(1))], at=AT
            )
        made = self.attempt(actions.assemble_kits, self.kit, crisis, store, kits=1 + drawn.few // 4, at=AT)
        if made:
            self.lots.append(made)

    def dismantle(self, drawn: "Drawn") -> None:
        rows = LotPart.objects.filter(assembly__isnull=False, lot__in=self.lots)
        parts = list(rows.select_related("lot", "store", "assembly").order_by("-pk"))
        if parts:
            part, kits = drawn.one_of(parts), 1 + drawn.few // 6
            self.attempt(actions.dismantle_kits, part, kits=kits, at=AT)

    def _part(self, drawn: "Drawn") -> LotPart:
        parts = LotPart.objects.filter(lot=drawn.one_of(self.lots)).select_related("lot", "store")
        return drawn.one_of(list(parts.order_by("-number")))

    def can(self, step: str) -> bool:
        """Say whether there is anything to do this step with."""
        asks = {
            "withdraw": self.matches,
            "send": self.matches,
            "give_over": self.matches,
            "rejoin": self.reallocations,
            "sign": self.deliveries,
            "settle": self.receipts,
            "undo": self.movements,
        }
        return bool(asks.get(step, True))

    def do(self, step: str, drawn: "Drawn") -> None:
        """Do one step; hold goods where there is nothing yet to do it with."""
        getattr(self, step if self.can(step) else "hold")(drawn)


def day(number: int) -> date:
    """Return a last day, one of three; the first is past."""
    return date(2020, 1, 31) + timedelta(days=200 * (number % 3))


STEPS = (
    *("hold",) * 6,
    *("withdraw",) * 2,
    *("give_over", "give_over", "give_over", "rejoin", "rejoin"),
    *("send",) * 5,
    *("sign",) * 5,
    *("settle",) * 4,
    *("write_off", "give_back", "undo", "undo", "count", "count"),
    *("receive", "receive", "receive", "transfer", "transfer", "split", "unfit"),
    *("assemble", "assemble", "assemble", "dismantle", "dismantle", "dismantle"),
)
"""What people do, as often as it stands here."""


@dataclass(frozen=True)
class Drawn:
    """What a step needs to know, drawn by Hypothesis or at random."""

    which: int
    few: int
    more_or_less: int
    kind: str

    def one_of(self, known: Sequence[T]) -> T:
        """Return one of the records, counted from the newest."""
        return known[-1 - self.which % len(known)]


def drawn_at_random(chance: random.Random) -> Drawn:
    """Return what a step needs, at random."""
    return Drawn(chance.randrange(40), chance.randint(1, 60), chance.randint(-15, 15), chance.choice(KINDS))


BOOKS = """
SELECT 'kept', lot_id, account, quantity FROM relief_stockbalance
UNION ALL SELECT 'moved', lot_id, source, -SUM(quantity) FROM relief_stockmovement GROUP BY lot_id, source
UNION ALL SELECT 'moved', lot_id, target, SUM(quantity) FROM relief_stockmovement GROUP BY lot_id, target
UNION ALL SELECT 'parts', part.lot_id, own.account, SUM(own.quantity) FROM relief_partbalance own
  JOIN relief_lotpart part ON part.id = own.part_id GROUP BY part.lot_id, own.account
UNION ALL SELECT 'below', part_id, account, quantity FROM relief_partbalance WHERE quantity < 0
UNION ALL SELECT 'told', part.lot_id, 'IN_KITS', SUM(line.pieces) FROM relief_assemblyline line
  JOIN relief_lotpart part ON part.id = line.part_id GROUP BY part.lot_id
UNION ALL SELECT 'kits', line.part_id, 'pieces', SUM(line.pieces) FROM relief_assemblyline line GROUP BY line.part_id
UNION ALL SELECT 'kits', line.part_id, 'pieces', -SUM(line.per_kit * line.kits) FROM relief_assemblyline line
  GROUP BY line.part_id
UNION ALL SELECT 'told', lot_id, 'HELD', SUM(quantity) FROM relief_match WHERE state = 'HELD' GROUP BY lot_id
UNION ALL SELECT 'told', pair.lot_id, 'IN_TRANSIT', SUM(way.quantity) FROM relief_delivery way
  JOIN relief_match pair ON pair.id = way.match_id WHERE way.state = 'IN_TRANSIT' GROUP BY pair.lot_id
UNION ALL SELECT 'told', pair.lot_id, 'DELIVERED', SUM(signed.quantity) FROM relief_receipt signed
  JOIN relief_delivery way ON way.id = signed.delivery_id
  JOIN relief_match pair ON pair.id = way.match_id GROUP BY pair.lot_id
UNION ALL SELECT 'told', pair.lot_id, 'DELIVERED', SUM(later.quantity) FROM relief_settlement later
  JOIN relief_receipt signed ON signed.id = later.receipt_id
  JOIN relief_delivery way ON way.id = signed.delivery_id
  JOIN relief_match pair ON pair.id = way.match_id WHERE later.kind = 'LATER' GROUP BY pair.lot_id
"""
"""One statement, so that it sees one moment: the books of all lots, and what the records of the desk tell of them."""


def disagreements() -> list[str]:
    """Return where the books do not agree, with themselves or with the records of the desk.

    Balances follow from the movements and sum to zero for each lot; none but OUTSIDE is below zero; the parts of a
    lot add up to it; kits hold what went into them; what is held, on the way and signed for is what matches, deliveries, receipts and settlements say.
    """
    books: dict[str, Counter[tuple[Any, str]]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(BOOKS)
        for side, lot, account, pieces in cursor.fetchall():
            books[side][lot, account] += int(pieces)
    kept, sums = books["kept"], Counter[Any]()
    for (lot, _account), pieces in kept.items():
        sums[lot] += pieces
    found = [f"lot {lot} sums to {total}" for lot, total in sums.items() if total]
    found += [f"{key} is {pieces}" for key, pieces in kept.items() if pieces < 0 and key[1] != "OUTSIDE"]
    found += [f"part {key} is {pieces}" for key, pieces in books["below"].items()]
    found += [f"part {key[0]} has {n} too many in kits" for key, n in books["kits"].items() if n]
    checks = (
        ("moved", None),
        ("parts", {"AVAILABLE", "HELD"}),
        ("told", {"HELD", "IN_TRANSIT", "DELIVERED", "IN_KITS"}),
    )
    for side, accounts in checks:
        for key in {*kept, *books[side]}:
            if (accounts is None or key[1] in accounts) and kept[key] != books[side][key]:
                found.append(f"{key}: balance {kept[key]}, {side} {books[side][key]}")
    return found


def settled_twice() -> int:
    """Return how many receipts were settled for more than they differ."""
    rows = Receipt.objects.annotate(
        differs=F("quantity") - F("delivery__quantity"), settled=Sum("settlements__quantity")
    )
    over = Q(differs__gte=0, settled__gt=F("differs")) | Q(differs__lt=0, settled__gt=-F("differs"))
    return int(rows.filter(over).aggregate(n=Count("pk"))["n"])


class StockMachine(RuleBasedStateMachine):
    """Lots in any order of steps; the books must agree after each. `start` is set by whoever runs it."""

    start: Callable[[], Hands]
    end: Callable[[Hands], None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.hands = type(self).start()

    def teardown(self) -> None:
        if self.end is not None:
            type(self).end(self.hands)  # type: ignore[misc]

    @rule(
        step=st.sampled_from(STEPS),
        drawn=st.builds(
            Drawn,
            which=st.integers(0, 4),
            few=st.integers(1, 60),
            more_or_less=st.integers(-15, 15),
            kind=st.sampled_from(KINDS),
        ),
    )
    def somebody_does(self, step: str, drawn: Drawn) -> None:
        self.hands.do(step, drawn)

    @invariant()
    def the_books_agree(self) -> None:
        found = disagreements()
        assert not found, found
