"""What is heard in the sample: messages of the simulator and offers, through the real intake."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from qiao.accounts.roles import Actor
from qiao.engines.simulation import Hazard, ItemRow, PlaceRow, simulate_crisis
from qiao.intake.actions import amend_need, take_in, verify_need, verify_offer
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Offer, Verification
from qiao.project.sample.cast import HOME, NEIGHBOURS, Cast
from qiao.project.sample.clock import at
from qiao.registry.models import Crisis, Item, Place

NAMESPACE = uuid.UUID("6f1b9c5e-2a0c-5b8a-9a51-71a0c0de0002")
LAST_BEFORE_NOW = timedelta(hours=1)
STEEPNESS = 1.5
"""Above 1, the first days are the loudest."""

AS_BEFORE = ("item", "quantity_kind", "quantity", "quantity_max", "unit", "place")
TOLD_UNTIL = (timedelta(hours=44), timedelta(hours=60), timedelta(hours=96))
"""How long after the call a thing is still of use, as people tell on the telephone."""

ALIASES = 2
ITEMS = (
    "water-drinking",
    "noodles-instant",
    "food-ready",
    "meal-hot",
    "life-jacket",
    "boat-assault",
    "pump",
    "generator",
    "power-bank",
    "torch",
    "quilt",
    "tent-single",
    "mat",
    "diaper-baby",
    "milk-powder",
    "sanitary-pad",
    "medicine-cold",
    "disinfectant-84",
    "raincoat",
    "shovel",
)
OFFERS = (
    ("黄冈松坪食品公司（示例）", "饮用水", 6000, "升"),
    ("黄冈松坪食品公司（示例）", "方便面", 4000, "份"),
    ("黄冈松坪食品公司（示例）", "热餐", 600, "份"),
    ("黄冈松坪食品公司（示例）", "自热米饭", 1500, "份"),
    ("武汉柳林户外公司（示例）", "救生衣", 800, "件"),
    ("武汉柳林户外公司（示例）", "手电筒", 600, "支"),
    ("武汉柳林户外公司（示例）", "雨衣", 1000, "件"),
    ("武汉柳林户外公司（示例）", "单帐篷", 120, "顶"),
    ("武汉柳林户外公司（示例）", "防潮垫", 400, "张"),
    ("武汉柳林户外公司（示例）", "充电宝", 300, "个"),
    ("合肥石桥机电公司（示例）", "抽水泵", 40, "台"),
    ("合肥石桥机电公司（示例）", "发电机", 25, "台"),
    ("合肥石桥机电公司（示例）", "冲锋舟", 8, "艘"),
    ("合肥石桥机电公司（示例）", "铁锹", 500, "把"),
    ("长江青禾基金会（示例）", "棉被", 900, "床"),
    ("长江青禾基金会（示例）", "婴儿纸尿裤", 6000, "片"),
    ("长江青禾基金会（示例）", "奶粉", 240, "罐"),
    ("长江青禾基金会（示例）", "卫生巾", 8000, "片"),
    ("英山云岭医院（示例）", "感冒药", 300, "盒"),
    ("浠水望溪医院（示例）", "84消毒液", 500, "升"),
)

CHANNEL_WORDS = {"wechat": "微信群", "form": "公开表单", "phone": "电话", "weibo": "微博"}


@dataclass(frozen=True)
class Heard:
    """One message with its time in the story and the way it came."""

    id: uuid.UUID
    at: datetime
    text: str
    channel: str
    place: str
    source: str


def messages(count: int, *, seed: int, start: datetime, now: datetime) -> list[Heard]:
    """Return the simulator's messages, spread over the time from `start` to an hour before `now`."""
    made = simulate_crisis(
        seed,
        places=place_rows(),
        items=item_rows(),
        n_messages=count,
        start=start,
        hazard=Hazard.FLOOD,
    ).messages
    if not made:
        return []
    whole = (made[-1].at - start) / timedelta(seconds=1)
    span = now - LAST_BEFORE_NOW - start
    return [
        Heard(
            id=uuid.uuid5(NAMESPACE, f"{seed}:{one.id}"),
            at=start + span * ((one.at - start) / timedelta(seconds=1) / whole) ** STEEPNESS,
            text=one.text,
            channel=CHANNEL_WORDS.get(one.channel, one.channel),
            place=one.reporter_place,
            source="PASTE",
        )
        for one in made
    ]


def place_rows() -> list[PlaceRow]:
    """Return the counties of the crisis with what lies above them."""
    wanted = Place.objects.filter(Q(code__in=(HOME, *NEIGHBOURS)) | Q(code__in=("420000", "421100")))
    rows = wanted.values_list("code", "name", "level", "parent__code")
    return [PlaceRow(code, name, level.lower(), parent) for code, name, level, parent in rows]


def item_rows() -> list[ItemRow]:
    """Return the things asked for in a flood, with the shortest of their other names."""
    held = Item.objects.filter(code__in=ITEMS).prefetch_related("aliases").order_by("code")
    return [ItemRow(one.code, one.name, _aliases(one), one.unit) for one in held]


def _aliases(item: Item) -> tuple[str, ...]:
    chinese = (one.alias for one in item.aliases.all() if not one.alias.isascii())
    return tuple(sorted(chinese, key=lambda alias: (len(alias), alias))[:ALIASES])


def hear(cast: Cast, crisis: Crisis, heard: Sequence[Heard]) -> int:
    """Take messages in as they come; staff and volunteers paste them in turn. Return how many needs opened."""
    places = {one.code: one for one in Place.objects.filter(code__in=(HOME, *NEIGHBOURS))}
    hands = (cast["lin"], cast["chen"], cast["chen"])
    opened = 0
    for serial, one in enumerate(heard):
        with at(one.at):
            understood = take_in(
                hands[serial % len(hands)],
                Message(one.text, channel=one.channel, origin="示例数据"),
                id=one.id,
                crisis=crisis,
                source=one.source,
                received_at=one.at,
                place=places.get(one.place),
            )
        opened += len(understood.needs)
    return opened


def hear_offers(cast: Cast, crisis: Crisis, moments: Iterator[datetime]) -> list[Offer]:
    """Take in what firms and others can give, sent by themselves through the public form."""
    public = Actor.public(cast.association.pk)
    offers: list[Offer] = []
    for serial, (name, item, quantity, unit) in enumerate(OFFERS):
        unit_home = cast.units[name].home
        where = unit_home.full_name if unit_home else ""
        text = f"示例数据：{where}{name.removesuffix('（示例）')}现有{item}{quantity}{unit}可捐赠，联系人王女士 1547{serial:07d}"
        with at(next(moments)) as moment:
            understood = take_in(
                public,
                Message(text, channel="公开表单", origin="示例数据"),
                id=uuid.uuid5(NAMESPACE, f"offer:{serial}"),
                crisis=crisis,
                source="FORM",
                received_at=moment,
                place=unit_home,
            )
        offers += [link(offer, cast, name) for offer in understood.offers]
    return offers


def link(offer: Offer, cast: Cast, name: str) -> Offer:
    """Tie an offer to the registered unit that sent it."""
    offer.party = cast.units[name]
    offer.place = offer.place or cast.units[name].home
    offer.save(update_fields=("party", "place"))
    return offer


def call_round(cast: Cast, crisis: Crisis, *, moment: datetime, most: int) -> int:
    """Telephone the most urgent new needs, as a volunteer does in the evening; return how many were checked.

    Two of twelve cannot be reached, one is served already, one is not true.
    """
    results = ["CONFIRMED"] * 8 + ["UNREACHABLE", "MET", "UNREACHABLE", "FALSE"]
    waiting = list(
        Need.objects.filter(crisis=crisis, state=Need.State.NEW, report__received_at__lt=moment)
        .select_related("item")
        .order_by("tier", "-item__name", "report__received_at")[:most]
    )
    for serial, need in enumerate(waiting):
        result = results[serial % len(results)]
        with at(moment + timedelta(minutes=3 * serial)) as checked_at:
            verify_need(
                cast["chen"],
                need,
                method=Verification.Method.PHONE,
                result=result,
                checked_at=checked_at,
                is_two_way=result == "CONFIRMED",
                note="示例数据",
            )
            if result == "CONFIRMED" and serial % 4 != 1 and need.deadline is None:
                told_until(cast, need, checked_at + TOLD_UNTIL[serial % len(TOLD_UNTIL)])
    return len(waiting)


def told_until(cast: Cast, need: Need, deadline: datetime) -> None:
    """Note by when it is needed, as the person on the telephone said."""
    kept = {name: getattr(need, name) for name in AS_BEFORE}
    amend_need(cast["chen"], need, **kept, deadline=deadline)


def check_offers(cast: Cast, offers: Sequence[Offer], *, moment: datetime) -> None:
    """Confirm what is offered, all but the last two, which wait for a call."""
    for serial, offer in enumerate(offers[:-2]):
        with at(moment + timedelta(minutes=2 * serial)) as checked_at:
            verify_offer(
                cast["lin"],
                offer,
                method=Verification.Method.PHONE,
                result=Verification.Result.CONFIRMED,
                checked_at=checked_at,
                is_two_way=True,
                note="示例数据",
            )
