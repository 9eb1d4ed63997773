"""The collection of the four public cases with its chapter's foreword, questions and afterword, from data/cases.json."""

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.casebook.models import Answer, CaseStudy, Chapter, Collection, Part, Question
from qiao.casebook.sample import FILE
from qiao.casebook.versions import keep_version
from qiao.registry.loading import reference_id
from qiao.trail.recorded import detail, recorded

Facts = Mapping[str, Any]


@recorded("collection.load")
def load_sample_book(actor: Actor, *, directory: Path) -> Collection:
    """Bind the public cases: foreword and afterword as samples, and of each draft the challenges the source leaves open.

    Safe to run again: what stands already stays as a person has written it since.
    """
    told: Facts = json.loads((directory / FILE).read_text(encoding="utf-8"))["collection"]
    collection: Collection = Collection.objects.get(title=told["title"])
    for name in ("title_en", "abstract", "abstract_en"):
        setattr(collection, name, getattr(collection, name) or told[name])
    collection.save(update_fields=("title_en", "abstract", "abstract_en"))
    for case in collection.cases.filter(challenges__in=("", told["unknown_challenges"]), challenges_open=""):
        _leave_open(actor, case, told)
    parts = [_part(actor, collection, one) for one in told["parts"]]
    for number, one in enumerate(told["questions"], start=1):
        _question(collection, parts[-1], number, one)
    detail(parts=len(parts), questions=len(told["questions"]))
    return collection


def _leave_open(actor: Actor, case: CaseStudy, told: Facts) -> None:
    """Sign for what the source does not state, and publish the case; a former edition had it as challenges."""
    case.challenges = case.challenges_en = ""
    case.challenges_open, case.challenges_open_en = told["unknown_challenges"], told["unknown_challenges_en"]
    case.challenges_open_by = told["unknown_signed"]
    case.challenges_open_on = timezone.localdate()
    case.state = CaseStudy.State.PUBLISHED
    case.save()
    keep_version(actor, case)


def _id(actor: Actor, kind: str, key: str) -> uuid.UUID:
    return reference_id(kind, f"{actor.acts_for}:{key}")


def _part(actor: Actor, collection: Collection, told: Facts) -> Part:
    texts = ("title", "title_en", "core", "core_en", "kind")
    return Part.objects.get_or_create(
        pk=_id(actor, "part", f"{collection.pk}:{told['kind']}"),
        defaults={name: told[name] for name in texts}
        | {
            "organization_id": actor.acts_for,
            "collection": collection,
            "chapter": Chapter.ASSOCIATION,
            "state": Part.State.READY,
        },
    )[0]


def _question(collection: Collection, part: Part, number: int, told: Facts) -> None:
    question, is_new = Question.objects.get_or_create(
        collection=collection,
        chapter=Chapter.ASSOCIATION,
        number=number,
        defaults={
            "text": told["text"],
            "text_en": told["text_en"],
            "open_because": told.get("open_because", ""),
        },
    )
    if is_new and "answer" in told:
        answer = Answer.objects.create(
            question=question, part=part, text=told["answer"], text_en=told["answer_en"]
        )
        answer.cases.set(collection.cases.all())
