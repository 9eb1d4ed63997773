"""What an organisation has of its own, over all crises: goods free, people by skill, lorries, money, partners."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from qiao.funding.booking import left_fen
from qiao.funding.models import Grant
from qiao.funding.ready.measuring import measured
from qiao.funding.ready.queries import assessments
from qiao.intake.queries import offers_for_plan
from qiao.registry.models import (
    Crisis,
    Membership,
    NetworkMember,
    Organization,
    PartnerStage,
    Place,
    ServiceArea,
)
from qiao.relief.models import Lot, LotPart, PartBalance, StockAccount
from qiao.relief.stock import pieces_of
from qiao.volunteering.models import Capacity, Enrolment, Means, VolunteerSkill

WORKERS = {
    "counselling": "PSYCHOLOGY",
    "loaders": "CARRYING",
    "medical-staff": "MEDICAL",
    "rescue-team": "WATER_RESCUE",
    "utilities": "ELECTRICITY",
}
"""Items that are people's work → the skill by which they are counted."""
WORKING = (PartnerStage.Stage.WORKING, PartnerStage.Stage.TRUSTED, PartnerStage.Stage.LEADING)
PREFIX_OF_CITY = 4


def free_parts(today: date) -> QuerySet[PartBalance]:
    """Return what of each part in our stores is free, fit and not past its last day."""
    return _fit_parts(today).filter(part__store__isnull=False)


def _fit_parts(today: date) -> QuerySet[PartBalance]:
    rows: QuerySet[PartBalance] = PartBalance.objects.filter(
        Q(part__expires_on__isnull=True) | Q(part__expires_on__gte=today),
        part__in=LotPart.objects.order_by().values("pk"),
        account=StockAccount.AVAILABLE,
        quantity__gt=0,
        part__unfit="",
        part__lot__offer__item__isnull=False,
    )
    return rows


def stock(crisis: Crisis, today: date) -> dict[str, int]:
    """Return item → pieces free for a crisis: in our stores, pledged to it and not yet given; and hands."""
    parts = _fit_parts(today).filter(Q(part__store__isnull=False) | Q(part__lot__offer__crisis=crisis))
    rows = parts.order_by().values_list("part__lot__offer__item__code")
    found = Counter({code: int(total) for code, total in rows.annotate(total=Sum("quantity"))})
    for offer in offers_for_plan(crisis).filter(~Exists(Lot.objects.filter(offer=OuterRef("pk")))):
        pieces = pieces_of(offer)
        if offer.item and pieces and offer.earmark_recipient_id is None and offer.earmark_place_id is None:
            found[offer.item.code] += pieces
    able = skills(today)
    found.update({item: able[skill] for item, skill in WORKERS.items() if able.get(skill)})
    found.update({"volunteers": volunteers(), "transport": lorries()})
    return dict(found)


def skills(today: date) -> dict[str, int]:
    """Return skill → people whose skill counts: told, or seen and still valid where lives depend on it."""
    rows = VolunteerSkill.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
    counted = (one.skill for one in rows if one.checked_at is not None or not one.needs_licence)
    return dict(Counter(counted))


def volunteers() -> int:
    """Return how many people entered their names and were confirmed."""
    confirmed = Enrolment.objects.filter(state=Enrolment.State.CONFIRMED, kind=Enrolment.Kind.PERSON)
    return int(confirmed.count())


def people_of(organization: Organization, today: date) -> int:
    """Return members and volunteers on record, each once as far as they are told apart."""
    members = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), organization=organization, person__isnull=False
    )
    persons = set(members.values_list("person", flat=True))
    confirmed = Enrolment.objects.filter(state=Enrolment.State.CONFIRMED, kind=Enrolment.Kind.PERSON)
    persons |= set(confirmed.filter(person__isnull=False).values_list("person", flat=True))
    return len(persons)


def lorries() -> int:
    """Return how many vehicles members said they could give; one where a member told no number."""
    rows = Capacity.objects.filter(
        means=Means.TRANSPORT, enrolment__state=Enrolment.State.CONFIRMED
    ).values_list("quantity", flat=True)
    return sum(1 if one is None else one for one in rows)


def free_fen(organization: Organization) -> int:
    """Return the money without a purpose."""
    return max(0, left_fen(organization.pk, ""))


def award_fen() -> int:
    """Return the middle (lower median) of the awards on record; nought where none was won."""
    rows = Grant.objects.filter(awarded_fen__gt=0).values_list("awarded_fen", flat=True)
    won = sorted(fen for fen in rows if fen is not None)
    return won[(len(won) - 1) // 2] if won else 0


def partners_near(organization: Organization, place: Place, today: date) -> list[Organization]:
    """Return partners that work with us or in our networks, at work in the county or its city."""
    latest: dict[UUID, str] = {}
    for row in PartnerStage.objects.order_by("since", "created_at"):
        latest[row.partner_id] = row.stage
    ids = {pk for pk, stage in latest.items() if stage in WORKING}
    ours = NetworkMember.objects.filter(organization=organization, until__isnull=True).values("network")
    ids |= set(
        NetworkMember.objects.filter(network__in=ours, until__isnull=True).values_list(
            "organization", flat=True
        )
    )
    ids -= {pk for pk, stage in latest.items() if stage == PartnerStage.Stage.ENDED} | {organization.pk}
    near = place.code[:PREFIX_OF_CITY]
    there = set(
        ServiceArea.objects.filter(
            Q(until__isnull=True) | Q(until__gte=today), organization__in=ids, place__code__startswith=near
        ).values_list("organization", flat=True)
    )
    rows = Organization.objects.filter(pk__in=ids, same_as__isnull=True)
    return list(rows.filter(Q(home__code__startswith=near) | Q(pk__in=there)).order_by("name"))


def levels(organization: Organization, today: date) -> dict[int, int | None]:
    """Return the levels of readiness: of the latest assessment, or what the records tell where there is none."""
    last = assessments().first()
    if last is not None:
        return {int(number): level for number, level in last.levels.items()}
    return {number: one.level for number, one in measured(organization, today).items()}
