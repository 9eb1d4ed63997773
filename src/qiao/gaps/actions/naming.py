"""A person says what a new word is: a thing already listed, a new kind of need, or no need at all."""

import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import ItemNameTakenError, LineAlreadyDecidedError
from qiao.gaps.models import Gap, Naming
from qiao.intake.models import Need
from qiao.registry.models import Item, ItemAlias
from qiao.registry.queries import find_item
from qiao.trail.recorded import detail, recorded

LOCAL = "local-"
"""How the codes of items begin that this installation named itself."""


@recorded("gap.name")
def name_term(actor: Actor, gap: Gap, /, *, verdict: str, item: Item | None = None, **new: Any) -> Naming:
    """Record what the word of a finding is, and let the registry know it from now on.

    A thing already listed (`item`) gets the word as another name; a new kind becomes an item called `name`,
    counted in `unit`. Needs told by just this word, without an item until now, are of that item then. The whole
    can be taken back. Raises ItemNameTakenError where the new name is one of another item, and
    LineAlreadyDecidedError where the word was named before.
    """
    if Naming.objects.filter(crisis=gap.crisis, term=gap.term).exists():
        raise LineAlreadyDecidedError(state=gap.term)
    changed: dict[str, Any] = {}
    if verdict == Naming.Verdict.NEW:
        item = _new_item(**new)
        changed["item"] = str(item.pk)
    if item is not None and find_item(gap.term) is None:
        changed["alias"] = str(ItemAlias.objects.create(item=item, alias=gap.term).pk)
    if item is not None:
        changed["needs"] = _bind(gap, item)
    naming: Naming = Naming.objects.create(
        organization_id=actor.acts_for,
        crisis=gap.crisis,
        term=gap.term,
        verdict=verdict,
        item=item,
        changed=changed,
        named_at=timezone.now(),
        named_by_id=actor.user_id,
    )
    detail(
        gap=str(gap.pk), verdict=verdict, item=item.code if item else "", needs=len(changed.get("needs", ()))
    )
    return naming


def _new_item(*, name: str, unit: str, name_en: str = "") -> Item:
    if find_item(name) is not None:
        raise ItemNameTakenError(name=name)
    return Item.objects.create(
        code=f"{LOCAL}{uuid.uuid4().hex[:12]}", name=name, name_en=name_en, unit=unit, category="local"
    )


def _bind(gap: Gap, item: Item) -> list[str]:
    """Let the needs told by this very word be of the item; return their ids. Amounts in other units stay as told."""
    told = Need.objects.filter(crisis=gap.crisis, item__isnull=True, item_text__iexact=gap.term)
    fitting = told.filter(Q(unit="") | Q(unit=item.unit))
    ids = list(fitting.values_list("pk", flat=True))
    Need.objects.filter(pk__in=ids).update(item=item)
    return [str(pk) for pk in ids]


@recorded("gap.unname")
def take_back_naming(_actor: Actor, naming: Naming) -> Naming:
    """Take back what was said of a word: needs, alias and item are as they were, unless they are used elsewhere."""
    Need.objects.filter(pk__in=naming.changed.get("needs", ()), item=naming.item).update(item=None)
    ItemAlias.objects.filter(pk=naming.changed.get("alias")).delete()
    detail(term=naming.term, verdict=naming.verdict)
    made = Item.objects.filter(pk=naming.changed.get("item")).first()
    naming.delete()
    if made is not None and not Need.objects.filter(item=made).exists():
        made.delete()
    return naming
