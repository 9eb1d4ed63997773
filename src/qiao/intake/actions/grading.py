"""The standard that goods are made to: read from the message, or from the package by a person; it says what they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from qiao.accounts.roles import Actor
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.models import MaskedCopy, Note, Offer, Report
from qiao.registry.models import Item
from qiao.registry.standards import Standard, family_of, is_graded, standard_of
from qiao.trail.recorded import detail, recorded

DIFFERS = "standard_differs"
"""Code of the doubt: a message calls the goods one thing, the standard it names says another."""


def graded(report: Report, item: Item | None, spans: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an offer that the standard in its message decides; nothing where it names none.

    The standard is what stands on the package, the name is what people call it: where they differ, the standard holds.
    """
    copy = MaskedCopy.objects.filter(report=report).first()
    if item is None or copy is None or not is_graded(item.code):
        return {}
    told = standard_of(copy.text, item.code, _span(spans.get("item")))
    return _facts(told, item) if told else {}


def _span(spans: Sequence[Sequence[int]] | None) -> tuple[int, int] | None:
    return (spans[0][0], spans[0][1]) if spans else None


def _facts(standard: Standard, item: Item) -> dict[str, Any]:
    meant = Item.objects.filter(code=standard.item).first() if standard.item else None
    return {
        "item": meant or item,
        "standard": standard.name,
        "use_class": standard.use_class,
    }


def note_difference(actor: Actor, offer: Offer, called: Item | None) -> None:
    """Keep a doubt beside the report where a thing with a type of its own turned out to be another."""
    if called is None or offer.item is None or offer.item_id == called.pk:
        return
    if family_of(called.code) != called.code:  # 口罩 and 防护服 without a type only got one
        Note.objects.create(
            organization_id=actor.acts_for, report_id=offer.report_id, level=Note.Level.WARNING, code=DIFFERS
        )


@recorded("offer.grade")
def grade_offer(actor: Actor, offer: Offer, standard: Standard | None) -> Offer:
    """Enter the standard that a person read off the package, or that there is none; the item follows the standard."""
    before = {"standard": offer.standard, "item": offer.item.code if offer.item else ""}
    facts: dict[str, Any] = {"standard": "", "use_class": ""}
    if standard is not None and offer.item is not None:
        facts = _facts(standard, offer.item)
    for name, value in facts.items():
        setattr(offer, name, value)
    offer.save(update_fields=tuple(facts))
    note_repeats(actor, offer)
    detail(before=before["standard"], before_item=before["item"], standard=offer.standard)
    return offer
