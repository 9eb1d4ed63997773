"""Every reason is true: each fact is computed again from the input and the finished plan, in plain Python."""

import math
from datetime import timedelta

from hypothesis import given as examples
from hypothesis import settings

from qiao.engines.allocation import allocate, reason_en, reason_zh
from qiao.engines.allocation.compatible import KM_BY_SHARED_DIGITS, SUBSTITUTE_KM, UNKNOWN_KM
from tests.engines.allocation.small import NOW
from tests.engines.allocation.test_properties import ACCEPTED, ANY_RULE, markets


def road_km(demand, supply):
    """Return kilometres by road and whether both positions are known."""
    if demand.longitude is None or supply.longitude is None:
        for digits, km in KM_BY_SHARED_DIGITS:
            if demand.place and supply.place and demand.place[:digits] == supply.place[:digits]:
                return km, False
        return UNKNOWN_KM, False
    north, south = math.radians(demand.latitude), math.radians(supply.latitude)
    apart = math.radians(demand.longitude - supply.longitude)
    cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(apart)
    return round(math.acos(max(-1, min(1, cosine))) * 6371 * 1.3), True


class Told:
    """One market and its plan, looked at again from the outside."""

    def __init__(self, market, rule):
        self.demands = {one.id: one for one in market[0]}
        self.supplies = {one.id: one for one in market[1]}
        self.plan = allocate(*market, now=NOW, substitutes=ACCEPTED, rule=rule)
        self.sent = {(one.demand_id, one.supply_id): one.quantity for one in self.plan.shares}

    def got(self, demand):
        return sum(units for (to, _of), units in self.sent.items() if to == demand.id)

    def of_tier(self, supply, tiers, but=None):
        return sum(
            units
            for (to, of), units in self.sent.items()
            if of == supply.id and self.demands[to].tier in tiers and to != but
        )

    def of_item(self, demand):
        accepted = (demand.item, *ACCEPTED.get(demand.item, ()))
        return [one for one in self.supplies.values() if one.item in accepted]

    def allowed(self, demand, supply):
        region = (supply.earmark_region or "").rstrip("0")
        mine = supply.earmark_recipient in (None, demand.recipient)
        purpose = supply.earmark_purpose is None or supply.earmark_purpose in demand.purposes
        return mine and purpose and (demand.place or "").startswith(region)

    def arrival(self, demand, supply):
        ready = max(NOW, supply.available_from or NOW)
        return ready + timedelta(days=1 + road_km(demand, supply)[0] / 800)

    def fresh(self, demand, supply):
        return supply.expires_at is None or self.arrival(demand, supply) <= supply.expires_at

    def in_time(self, demand, supply):
        return demand.deadline is None or self.arrival(demand, supply) <= demand.deadline

    def permitted(self, demand, supply):
        return not demand.permit or demand.permit in supply.permits

    def usable(self, demand):
        checks = (self.allowed, self.permitted, self.fresh, self.in_time)
        stocked = [one for one in self.of_item(demand) if one.quantity]
        return [one for one in stocked if all(check(demand, one) for check in checks)]

    def fits(self, demand, supply):
        """Neither its pack nor the least it sends is more than is asked here, and at this place."""
        here = (
            [one for one in self.demands.values() if one.place == demand.place] if demand.place else [demand]
        )
        wanted, at_place = (
            math.inf if any(one.is_open for one in group) else sum(one.all_taken for one in group)
            for group in ([demand], here)
        )
        return supply.pack <= wanted and min(supply.minimum_lot, supply.quantity) <= at_place

    def cost(self, demand, supply):
        return road_km(demand, supply)[0] + (SUBSTITUTE_KM if supply.item != demand.item else 0)


def assert_words_are_true(chinese, english, facts, *, known):
    """Only of a known road is it said that it is the nearest, and beside unknown ones only among the known."""
    says_nearest = "最近" in chinese, "nearest" in english
    assert says_nearest[0] == says_nearest[1]
    if not known:
        assert not says_nearest[0]
        assert "公里外" not in chinese
    elif says_nearest[0]:
        assert not facts["nearer"]
        assert ("路程已知" in chinese) == ("distance is known" in english) == bool(facts["roads_unknown"])


@settings(deadline=None, max_examples=150)
@examples(markets(), ANY_RULE)
def test_the_facts_of_every_share_are_true(market, rule):
    told = Told(market, rule)

    for line in told.plan.shares:
        facts, code = line.reason.facts, line.reason.code
        demand, supply = told.demands[line.demand_id], told.supplies[line.supply_id]
        km, known = road_km(demand, supply)
        higher = told.of_tier(supply, range(1, demand.tier))
        assert facts["units"] == line.quantity
        assert facts["given"] == told.got(demand)
        assert (facts["higher"], facts["left"]) == (higher, supply.offered - higher)
        assert facts["km" if known else "km_assumed"] == km
        assert (line.distance_km == km) if known else (line.distance_km is None)
        assert told.fresh(demand, supply)
        assert told.in_time(demand, supply)
        assert told.permitted(demand, supply)
        cheaper = {
            one.id for one in told.usable(demand) if told.cost(demand, one) < told.cost(demand, supply)
        }
        fitting = [one for one in told.usable(demand) if told.fits(demand, one)]
        unknown = {one.id for one in fitting if not road_km(demand, one)[1]}
        assert facts["roads_unknown"] == len(unknown)
        assert facts["nearer"] == len({one.id for one in fitting} & cheaper - unknown)
        assert_words_are_true(reason_zh(line.reason), reason_en(line.reason), facts, known=known)
        if code == "NEAREST_OF_TIER":
            fitting = [told.supplies[one] for one in cheaper]
            wants = demand.all_taken
            alone = [one for one in fitting if one.pack <= wants and not one.minimum_lot]
            assert not alone or demand.is_open
        if code in ("SHARED_BY_RULE", "LAST_STOCK_SHARED"):
            others = range(1, 4) if code == "SHARED_BY_RULE" else (demand.tier,)
            assert told.of_tier(supply, others, but=demand.id) > 0
            assert facts["missing"] > 0


@settings(deadline=None, max_examples=150)
@examples(markets(), ANY_RULE)
def test_the_facts_of_every_lack_are_true(market, rule):
    told = Told(market, rule)

    for line in told.plan.unmet:
        demand, facts, code = told.demands[line.demand_id], line.reason.facts, line.reason.code
        of_item = told.of_item(demand)
        stocked = [one for one in of_item if one.quantity]
        mine = [one for one in stocked if told.allowed(demand, one)]
        passing = [one for one in mine if told.permitted(demand, one)]
        lasting = [one for one in passing if told.fresh(demand, one)]
        usable = told.usable(demand)
        assert line.given == facts["given"] == told.got(demand)
        late = demand.deadline is not None and demand.deadline < NOW
        conditions = {
            "NEED_EXPIRED": late,
            "NO_STOCK_OF_ITEM": not stocked and all(one.quantity == 0 for one in of_item),
            "STOCK_QUANTITY_UNKNOWN": not stocked and any(one.quantity is None for one in of_item),
            "EARMARKED_ELSEWHERE": stocked and not mine,
            "NO_PERMIT": mine and not passing,
            "STOCK_EXPIRES_FIRST": passing and not lasting,
            "TOO_LATE": lasting and not usable,
            "TOO_LATE_ASSUMED": lasting and not usable,
        }
        if code in conditions:
            assert conditions[code], (code, line)
            continue
        assert usable
        assert not late
        if code == "RECIPIENT_CANNOT_TAKE_MORE":
            assert line.given + min(one.pack for one in usable) > demand.can_take
            continue
        higher, same, lower = (
            sum(told.of_tier(one, tiers, but=demand.id) for one in usable)
            for tiers in (range(1, demand.tier), (demand.tier,), range(demand.tier + 1, 4))
        )
        left = sum(one.offered - told.of_tier(one, range(1, 4)) for one in usable)
        assert facts["usable"] == sum(one.offered for one in usable)
        assert (facts["higher"], facts["same"], facts["left"]) == (higher, same, left)
        if code == "SHARED_BY_RULE":
            assert facts["lower"] == lower
            assert higher + same + lower > 0
        if code == "STOCK_WENT_TO_HIGHER_TIER":
            assert higher > 0
        if code == "STOCK_SHARED_IN_TIER":
            assert same > 0
        if code == "CANNOT_SEND_MORE":
            assert facts["kept_back"] == sum(one.quantity - one.offered for one in usable) > 0
        if code == "PACK_TOO_LARGE":
            assert any(one.pack == facts["pack"] for one in usable)
