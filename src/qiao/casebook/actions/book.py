"""A collection is opened, its parts written and moved on, the questions of its forewords answered or left open."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.casebook.gate import spots_of_part, stopping
from qiao.casebook.models import Answer, CaseStudy, Collection, CollectionRole, Part, Question
from qiao.casebook.versions import keep_version
from qiao.exceptions import PartHeldError
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

SPOTS_TOLD = 3


@recorded("collection.open")
def open_collection(actor: Actor, /, *, title: str, year: int, crisis: Crisis, **more: str) -> Collection:
    """Begin a collection of cases on one crisis."""
    made: Collection = Collection.objects.create(
        organization_id=actor.acts_for, title=title, year=year, crisis=crisis, **more
    )
    return made


@recorded("collection.write")
def write_collection(_actor: Actor, collection: Collection, /, **facts: Any) -> Collection:
    """Amend title, abstract, licence or identifier."""
    for name, value in facts.items():
        setattr(collection, name, value)
    collection.save(update_fields=tuple(facts))
    detail(fields=",".join(sorted(facts)))
    return collection


@recorded("collection.name_role")
def name_role(
    _actor: Actor, collection: Collection, *, organization: Organization, part: str
) -> CollectionRole:
    """Name who compiled, funded, co-organised or published a collection. Named twice, it stands once."""
    role: CollectionRole = CollectionRole.objects.get_or_create(
        collection=collection, organization=organization, part=part
    )[0]
    detail(collection=str(collection.pk), part=part)
    return role


@recorded("collection.drop_role")
def drop_role(_actor: Actor, role: CollectionRole) -> CollectionRole:
    """Take a role back."""
    detail(collection=str(role.collection_id), part=role.part)
    CollectionRole.objects.filter(pk=role.pk).delete()
    return role


@recorded("part.open")
def open_part(
    actor: Actor,
    collection: Collection,
    *,
    chapter: str,
    kind: str,
    title: str = "",
    case: CaseStudy | None = None,
    due_on: date | None = None,
) -> Part:
    """Add a foreword, body or afterword at the end of its chapter; a body may be a case, which joins the collection.

    A case stands in the chapter it belongs to (S02), whatever was chosen.
    """
    if case is not None:
        chapter, kind, title = case.chapter, Part.Kind.BODY, title or case.title
        collection.cases.add(case)
    places = collection.parts.filter(chapter=chapter, kind=kind)
    made: Part = Part.objects.create(
        organization_id=actor.acts_for,
        collection=collection,
        chapter=chapter,
        kind=kind,
        order=(places.aggregate(most=Max("order"))["most"] or 0) + 1,
        title=title,
        case=case,
        due_on=due_on,
    )
    keep_version(actor, made)
    detail(collection=str(collection.pk), chapter=chapter, kind=kind)
    return made


@recorded("part.write")
def write_part(actor: Actor, part: Part, /, *, note: str = "", **texts: Any) -> Part:
    """Write a part. Keeps a version."""
    for name, value in texts.items():
        setattr(part, name, value)
    part.save(update_fields=tuple(texts))
    keep_version(actor, part, note=note)
    detail(fields=",".join(sorted(texts)))
    return part


@recorded("part.move_on")
def move_part(_actor: Actor, part: Part, *, state: str) -> Part:
    """Send a part to review, call it final, or take it back to writing.

    Raises PartHeldError where a final part would hold what the gate stops.
    """
    if state == Part.State.READY:
        stops = stopping(spots_of_part(part))
        if stops:
            told = "；".join(f"{one.where}：{one.what.rstrip('。')}" for one in stops[:SPOTS_TOLD])
            raise PartHeldError(reason=told)
    part.state = state
    part.save(update_fields=("state",))
    detail(state=state)
    return part


@recorded("question.ask")
def ask_question(
    _actor: Actor, collection: Collection, *, chapter: str, text: str, text_en: str = ""
) -> Question:
    """Put a question into the foreword of a chapter (S09)."""
    last = collection.questions.filter(chapter=chapter).aggregate(most=Max("number"))["most"] or 0
    made: Question = Question.objects.create(
        collection=collection, chapter=chapter, number=last + 1, text=text, text_en=text_en
    )
    detail(collection=str(collection.pk), chapter=chapter)
    return made


@recorded("question.answer")
def answer_question(
    _actor: Actor,
    question: Question,
    *,
    part: Part,
    text: str,
    text_en: str = "",
    cases: Iterable[CaseStudy] = (),
) -> Answer:
    """Say where a question is answered, in one sentence, and from which cases."""
    made: Answer = Answer.objects.create(question=question, part=part, text=text, text_en=text_en)
    made.cases.set(cases)
    if question.open_because:
        question.open_because = ""
        question.save(update_fields=("open_because",))
    detail(question=str(question.pk))
    return made


@recorded("question.leave_open")
def leave_open(_actor: Actor, question: Question, *, because: str) -> Question:
    """Declare that a question stays open, and why."""
    question.open_because = because
    question.save(update_fields=("open_because",))
    return question
