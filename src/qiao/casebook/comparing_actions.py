"""Coding and comparing: a code book in versions, what each coder judged, rulings, and taking the comparison away."""

import uuid
from collections.abc import Mapping
from typing import Any

from qiao.accounts.roles import Actor
from qiao.casebook.comparing import latest
from qiao.casebook.models import CaseStudy, Code, Codebook, Coding, Collection, Ruling
from qiao.exceptions import CodebookChangedError
from qiao.trail.recorded import detail, recorded

TEXTS = ("label", "label_en", "definition", "use_when", "not_when", "example", "is_outcome")


@recorded("codebook.change")
def change_codebook(
    actor: Actor, collection: Collection, /, *, key: str, texts: Mapping[str, Any], note: str = ""
) -> Codebook:
    """Write a code anew, or take it out where `texts` is empty; a new version of the code book begins.

    What was judged by codes that stay as they are goes on to the new version; the former keeps all it had.
    """
    before = latest(collection)
    made: Codebook = Codebook.objects.create(
        organization_id=actor.acts_for,
        collection=collection,
        number=(before.number if before else 0) + 1,
        note=note,
        made_by_id=actor.user_id,
    )
    kept = [one for one in before.codes.all() if one.key != key] if before else []
    replaced = before.codes.filter(key=key).first() if before else None
    for old in kept:
        outcome = old.is_outcome and not texts.get("is_outcome")
        _carry(old, made, is_outcome=outcome)
    if texts:
        order = replaced.order if replaced else max((one.order for one in kept), default=0) + 1
        Code.objects.create(codebook=made, key=key, order=order, **texts)
    detail(collection=str(collection.pk), number=made.number, key=key)
    return made


def _carry(old: Code, codebook: Codebook, *, is_outcome: bool) -> None:
    facts = {name: getattr(old, name) for name in (*TEXTS, "key", "order")} | {"is_outcome": is_outcome}
    code = Code.objects.create(codebook=codebook, **facts)
    Coding.objects.bulk_create(
        Coding(code=code, case_id=one.case_id, coder_id=one.coder_id, value=one.value)
        for one in old.codings.all()
    )
    Ruling.objects.bulk_create(
        Ruling(code=code, case_id=one.case_id, value=one.value, reason=one.reason, made_by_id=one.made_by_id)
        for one in old.rulings.all()
    )


@recorded("coding.set")
def set_codings(
    actor: Actor, codebook: Codebook, /, *, judged: Mapping[tuple[uuid.UUID, uuid.UUID], bool | None]
) -> Codebook:
    """Keep what a coder judged of (code, case); None takes a judgement back.

    Raises CodebookChangedError where the code book has a newer version.
    """
    _require_latest(codebook)
    for (code, case), value in judged.items():
        at: dict[str, Any] = {"code_id": code, "case_id": case, "coder_id": actor.user_id}
        if value is None:
            Coding.objects.filter(**at).delete()
        else:
            Coding.objects.update_or_create(defaults={"value": value}, **at)
    detail(codebook=codebook.number, judged=sum(value is not None for value in judged.values()))
    return codebook


@recorded("coding.rule")
def rule_coding(actor: Actor, code: Code, /, *, case: CaseStudy, value: bool, reason: str) -> Ruling:
    """Say what holds where coders differ, and why; a later ruling takes the former one's place."""
    _require_latest(code.codebook)
    ruling: Ruling = Ruling.objects.update_or_create(
        code=code, case=case, defaults={"value": value, "reason": reason, "made_by_id": actor.user_id}
    )[0]
    detail(code=code.key, case=str(case.pk), value=int(value))
    return ruling


@recorded("comparison.export")
def export_comparison(_actor: Actor, collection: Collection, /, *, form: str, rows: int) -> Collection:
    """Record that a comparison was taken away as a file."""
    detail(form=form, rows=rows)
    return collection


def _require_latest(codebook: Codebook) -> None:
    newest = latest(codebook.collection)
    if newest is None or newest.pk != codebook.pk:
        raise CodebookChangedError
