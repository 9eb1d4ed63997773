"""Records as the API shows them: each field named, nothing else goes out (ASVS 8.2.3)."""

from typing import Any

from qiao.api import schemas
from qiao.api.problems import in_english
from qiao.engines.allocation import reason_en, reason_zh
from qiao.intake.models import Need, Offer, Report
from qiao.registry.gazetteer import Candidate, Gazetteer
from qiao.registry.models import Crisis, Place, QuantityKind
from qiao.registry.place_rows import PlaceRow
from qiao.relief.actions.planning import reason_of
from qiao.relief.models import Plan, Share, Unmet
from qiao.relief.queries import shares_of, unmet_of
from qiao.relief.rules import rule_of, sentence_of_rule


def place_ref(place: Place | None) -> schemas.PlaceRef | None:
    """Return code and name of a place."""
    return schemas.PlaceRef(code=place.code, name=place.name) if place else None


def _voice(one: Need | Offer) -> dict[str, Any]:
    item = one.item
    named = schemas.ItemOut(code=item.code, name=item.name, name_en=item.name_en) if item else None
    return {
        "id": one.pk,
        "report": one.report_id,
        "crisis": one.crisis.slug,
        "item": named,
        "item_text": one.item_text,
        "quantity": schemas.Quantity(
            kind=QuantityKind(one.quantity_kind),
            value=one.quantity,
            max=one.quantity_max,
            unit=one.unit,
            text=one.quantity_text,
        ),
        "place": place_ref(one.place),
        "party": schemas.PartyOut(id=one.party_id, name=one.who) if one.who else None,
        "state": one.state,
        "spans": one.spans,
        "received_at": one.report.received_at,
        "created_at": one.created_at,
        "closed_at": one.closed_at,
    }


def need(one: Need) -> schemas.NeedOut:
    """Return a need. Loads nothing where VOICE_TABLES were joined."""
    return schemas.NeedOut(
        **_voice(one),
        tier=one.tier,
        who_groups=one.who_groups,
        specification=one.specification,
        deadline=one.deadline,
        valid_until=one.valid_until,
    )


def offer(one: Offer) -> schemas.OfferOut:
    """Return an offer."""
    return schemas.OfferOut(
        **_voice(one),
        pack_size=one.pack_size,
        minimum_lot=one.minimum_lot,
        available_from=one.available_from,
        expires_at=one.expires_at,
        standard=one.standard,
        use_class=one.use_class,
        earmark_recipient=_recipient(one),
        earmark_place=place_ref(one.earmark_place),
        purpose_group=one.purpose_group,
    )


def _recipient(one: Offer) -> schemas.PartyOut | None:
    only = one.earmark_recipient
    return schemas.PartyOut(id=only.pk, name=only.name) if only else None


VOICE_TABLES = ("item", "place", "party", "report", "crisis")
OFFER_TABLES = (*VOICE_TABLES, "earmark_recipient", "earmark_place")


def report(one: Report) -> schemas.ReportOut:
    """Return a report, masked, with what was drawn from it."""
    masked = getattr(one, "masked", None)
    return schemas.ReportOut(
        id=one.pk,
        crisis=one.crisis.slug,
        source=one.source,
        text=masked.text if masked else None,
        is_erased=one.is_erased,
        place=place_ref(one.place),
        received_at=one.received_at,
        needs=[need(row) for row in one.needs.select_related(*VOICE_TABLES)],
        offers=[offer(row) for row in one.offers.select_related(*OFFER_TABLES)],
    )


def place(row: PlaceRow, tree: Gazetteer, found: Candidate | None = None) -> schemas.PlaceOut:
    """Return a place of the gazetteer."""
    at = row.position
    reason = found.reason if found else None
    return schemas.PlaceOut(
        code=row.code,
        name=row.name,
        full_name=tree.full_name(row.code),
        level=row.level.upper(),
        parent=row.parent or None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaced_by=row.replaced_by or None,
        longitude=at.longitude if at else None,
        latitude=at.latitude if at else None,
        confidence=round(found.confidence, 3) if found else None,
        reason_code=reason.code if reason else None,
        reason=(reason.en if in_english() else reason.zh) if reason else None,
    )


def crisis(one: Crisis) -> schemas.CrisisOut:
    """Return a crisis."""
    return schemas.CrisisOut(
        slug=one.slug,
        name=one.name,
        name_en=one.name_en,
        hazard=one.hazard,
        glide=one.glide,
        began_on=one.began_on,
        ended_on=one.ended_on,
        places=[schemas.PlaceRef(code=row.code, name=row.name) for row in one.places.all()],
        is_sample=one.is_sample,
    )


def _why(line: Share | Unmet) -> dict[str, Any]:
    reason = reason_of(line)
    return {
        "reason_code": line.reason_code,
        "reason": reason_en(reason) if in_english() else reason_zh(reason),
        "reason_facts": line.reason,
    }


def _unit(one: Need) -> str:
    return one.item.unit if one.item else one.unit


def share(line: Share) -> schemas.ShareOut:
    """Return a line of a plan. Loads nothing where `shares_of` joined."""
    match = getattr(line, "match", None)
    return schemas.ShareOut(
        id=line.pk,
        need=line.need_id,
        offer=line.offer_id,
        part=line.part_id,
        match=match.pk if match else None,
        quantity=line.quantity,
        unit=_unit(line.need),
        distance_km=line.distance_km,
        state=line.state,
        **_why(line),
    )


def unmet(line: Unmet) -> schemas.UnmetOut:
    """Return a need that a plan leaves without, or with less than it asked."""
    return schemas.UnmetOut(
        id=line.pk,
        need=line.need_id,
        asked=line.asked,
        given=line.given,
        unit=_unit(line.need),
        **_why(line),
    )


def plan_head(one: Plan) -> dict[str, Any]:
    """Return the fields of a plan without its lines; `one` comes from `relief.queries.plans`."""
    return {
        "id": one.pk,
        "number": one.number,
        "crisis": one.crisis.slug,
        "rule": one.rule,
        "rule_sentence": sentence_of_rule(rule_of(one)),
        "parameters": one.parameters,
        "made_at": one.made_at,
        "needs_seen": one.needs_seen,
        "offers_seen": one.offers_seen,
        "input_hash": one.input_hash,
        "objective": one.objective,
        "bound": one.bound,
        "gap": one.parameters.get("gap"),
        "fairness": one.fairness,
        "lines": one.lines,  # type: ignore[attr-defined]
        "left_out": one.left_out,  # type: ignore[attr-defined]
    }


def plan(one: Plan) -> schemas.PlanOut:
    """Return a plan with every line and every need left without."""
    return schemas.PlanOut(
        **plan_head(one),
        shares=[share(line) for line in shares_of(one)],
        unmet=[unmet(line) for line in unmet_of(one)],
    )
