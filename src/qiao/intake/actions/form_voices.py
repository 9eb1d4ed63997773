"""A need or an offer changed by a filled form: corrected by the form that replaces the first, or followed up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.intake.actions.receive import masked_facts
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.actions.reporter import Answer, answer_for_voice
from qiao.intake.actions.tellings import tell_again
from qiao.intake.actions.voices import LARGEST, amend_need, check_quantity
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import FilledForm, Need, Note, Offer, Telling
from qiao.intake.sources.openrosa.instance import Instance
from qiao.intake.sources.openrosa.telling import in_words, need_facts, understand
from qiao.intake.sources.openrosa.xform import questions_of
from qiao.intake.takers import Outcome
from qiao.intake.versions import version_of
from qiao.registry.models import QuantityKind
from qiao.trail.recorded import detail, recorded

AMOUNT = ("quantity_kind", "quantity", "quantity_max", "unit")
OUTCOMES: Mapping[str, Answer] = {"STILL": "STILL", "MET": "MET", "GONE": "GONE"}
CHANGED = "CHANGED"
LONGEST_LEFT = 12


def correct_voice(
    actor: Actor,
    voice: Need | Offer,
    filled: FilledForm,
    instance: Instance,
    *,
    base: int | None,
    at: datetime,
    is_forced: bool,
) -> Outcome:
    """Amend what a replaced form opened, by the answers of the form that replaces it. Its report is a further source.

    Where the record changed since, or has its end, nothing is changed.
    """
    version = filled.version
    questions = questions_of(version.questions)
    understood = understand(questions, instance.answers, version.mapping)
    facts = masked_facts(understood.facts)
    if isinstance(voice, Need):
        facts |= masked_facts(need_facts(version.mapping, instance.answers))
    before, after = facts_of(voice), facts_of(type(voice)(**facts))
    kind, found = type(voice).__name__.lower(), version_of(voice)
    if reason := _why_not(voice, base, found, is_forced=is_forced):
        return Outcome(kind, voice.pk, before, after, left=found, reason=reason)
    spans = in_words(version.title, questions, instance.answers, version.mapping).spans
    if isinstance(voice, Need):
        life = life_of(facts["item"], tier=facts["tier"], lives=lives_of(voice.crisis_id))
        amend_need(actor, voice, **facts, valid_until=at + life)
        _doubt(filled, voice, understood.doubts)
    else:
        correct_offer(actor, voice, facts)
    _tell_further(actor, voice, filled, facts | {"spans": spans}, at=at)
    return Outcome(kind, voice.pk, before, after, left=_version_now(voice))


@recorded("offer.amend")
def correct_offer(actor: Actor, offer: Offer, facts: Mapping[str, Any]) -> Offer:
    """Correct what was understood of an offer. The report itself stays as it came."""
    check_quantity(facts["quantity_kind"], facts["quantity"], facts["quantity_max"])
    detail(before=offer.quantity_text, kind=facts["quantity_kind"], quantity=facts["quantity"])
    for name, value in facts.items():
        setattr(offer, name, value)
    offer.full_clean(exclude=("report", "crisis", "organization"))
    offer.save()
    note_repeats(actor, offer)
    return offer


def update_voice(
    actors: tuple[Actor, Actor],
    voice: Need | Offer,
    filled: FilledForm,
    said: Mapping[str, str],
    *,
    base: int | None,
    at: datetime,
    is_forced: bool,
) -> Outcome:
    """Let what a collector saw at the place into a need: still so, so many left, met, or no longer asked for.

    `actors` are who amends and who answers. Where the need changed since the list was made, nothing is changed.
    """
    left, outcome = _left(said.get("left", "")), said.get("outcome", "").strip().upper()
    if outcome not in {*OUTCOMES, CHANGED}:
        outcome = CHANGED if left is not None else ""
    if outcome == CHANGED and left == 0:
        outcome = "MET"
    before = facts_of(voice)
    after: dict[str, Any] = {"outcome": outcome, "left": left, "received": _left(said.get("received", ""))}
    after = {name: value for name, value in after.items() if value not in (None, "")}
    found = version_of(voice)
    reason = "" if outcome and (outcome != CHANGED or left) else "nothing_said"
    if reason := reason or _why_not(voice, base, found, is_forced=is_forced):
        return Outcome("need", voice.pk, before, after, left=found, reason=reason)
    amends, answers = actors
    if outcome == CHANGED and isinstance(voice, Need):
        facts = {name: getattr(voice, name) for name in ("item", "place", *AMOUNT)}
        facts |= {"quantity_kind": QuantityKind.EXACT, "quantity": left, "quantity_max": None}
        life = life_of(voice.item, tier=voice.tier, lives=lives_of(voice.crisis_id))
        amend_need(amends, voice, **facts, valid_until=at + life)
    else:
        answer_for_voice(answers, voice, answer=OUTCOMES[outcome], answered_at=at)
    kept = {name: getattr(voice, name) for name in ("item", "item_text", "place", "party_text", *AMOUNT)}
    _tell_further(amends, voice, filled, kept, at=at)
    return Outcome("need", voice.pk, before, after, left=_version_now(voice))


def _why_not(voice: Need | Offer, base: int | None, found: int, *, is_forced: bool) -> str:
    if voice.merged_into_id is not None:
        return "merged"
    if voice.closed_at is not None:
        return "has_its_end"
    if not is_forced and base != found:
        return "changed_meanwhile"
    return ""


def _left(text: str) -> int | None:
    whole = text.strip().removesuffix(".0")
    is_number = whole.isascii() and whole.isdigit() and len(whole) <= LONGEST_LEFT
    return int(whole) if is_number and int(whole) <= LARGEST else None


def _version_now(voice: Need | Offer) -> int:
    voice.refresh_from_db()
    return version_of(voice)


def _tell_further(
    actor: Actor, voice: Need | Offer, filled: FilledForm, facts: Mapping[str, Any], *, at: datetime
) -> None:
    told = tell_again(actor, voice, filled.report, facts=facts, decided_at=at)
    Telling.objects.filter(pk=told.pk).update(how=Telling.How.FORM)


def _doubt(filled: FilledForm, need: Need, doubts: tuple[str, ...]) -> None:
    Note.objects.bulk_create(
        Note(
            organization_id=need.organization_id,
            report_id=filled.report_id,
            need=need,
            level=Note.Level.WARNING,
            code=code,
        )
        for code in doubts
    )


def facts_of(voice: Need | Offer) -> dict[str, Any]:
    """Return what a page compares of a need or an offer; nothing of a person."""
    facts = {
        "item": voice.what,
        "amount": voice.quantity_text,
        "place": voice.place.full_name if voice.place else "",
        "tier": getattr(voice, "tier", None),
        "state": voice.state,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}
