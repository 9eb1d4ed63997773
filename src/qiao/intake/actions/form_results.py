"""What a filled form changes beyond its own report: corrections, updates of known records, counts, hours.

Each line lands in the transaction that keeps the form. Where the record changed since the form was filled, where it
cannot be found, or where it is refused, nothing is changed: the line waits for a person, with both sides shown.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qiao.accounts.roles import Actor, Role
from qiao.accounts.sealing import unseal_bytes, unwrap
from qiao.exceptions import (
    CorrectionErasedError,
    CorrectionUnknownError,
    LineAlreadyDecidedError,
    QiaoError,
    ReportErasedError,
)
from qiao.intake.actions.form_voices import correct_voice, update_voice
from qiao.intake.models import FieldForm, FilledForm, FormResult, Need, Offer, ReportKey
from qiao.intake.sources.openrosa.instance import Instance, lines_in, read_instance, report_id_of
from qiao.intake.sources.openrosa.telling import said_in
from qiao.intake.sources.openrosa.xform import questions_of
from qiao.intake.takers import Line, Outcome, take
from qiao.trail.recorded import detail, recorded

Kind = FormResult.Kind
State = FormResult.State
VOICES = {FieldForm.Kind.NEED, FieldForm.Kind.OFFER}
LINES: Mapping[str, str] = {
    FieldForm.Kind.UPDATE: Kind.UPDATE,
    FieldForm.Kind.STOCK: Kind.COUNT,
    FieldForm.Kind.SHIFT: Kind.HOURS,
}
DATASETS = ("qiao_needs", "qiao_lots")
LONGEST_REASON = 40


@dataclass(frozen=True)
class Sent:
    """A filled form that is kept, with what it says."""

    filled: FilledForm
    instance: Instance
    content: bytes

    @property
    def form(self) -> FieldForm:
        """Return the form it was filled with."""
        form: FieldForm = self.filled.version.form
        return form


def replaced_by(form: FieldForm, instance: Instance) -> FilledForm | None:
    """Return the filled form which this one corrects, or None where it corrects none.

    Raises
    ------
    CorrectionUnknownError
        When no such form came in here: it may be another's, or still on the telephone.
    CorrectionErasedError
        When it was erased: what a person asked to be forgotten does not come back.
    """
    if not instance.deprecated_id:
        return None
    pk = report_id_of(instance.form_id, instance.deprecated_id)
    found = (
        FilledForm.objects.select_related("report", "report__key").filter(pk=pk, version__form=form).first()
    )
    if found is None:
        raise CorrectionUnknownError(id=instance.deprecated_id[:60])
    if found.report.is_erased:
        raise CorrectionErasedError
    return found


def settle(sent: Sent, *, at: datetime) -> list[FormResult]:
    """Let each line of a form that was just kept land, or wait for a person. In the transaction of the form."""
    return [
        _settle_line(Actor.operator(sent.form.organization_id), sent, number, one, at=at)
        for number, one in enumerate(_lines(sent), start=1)
    ]


@dataclass(frozen=True)
class _Said:
    """One line: its kind, its answers by field, which record it is about, and what it corrects."""

    kind: str
    answers: Mapping[str, str]
    subject_type: str = ""
    subject_id: uuid.UUID | None = None
    base: int | None = None
    corrects: FormResult | None = None


def _lines(sent: Sent) -> Iterator[_Said]:
    kind, mapping = sent.form.kind, sent.filled.version.mapping
    old = list(sent.filled.replaces.results.all()) if sent.filled.replaces else []
    questions = questions_of(sent.filled.version.questions)
    if kind in VOICES:
        if sent.filled.replaces:
            yield _correction(sent.filled.replaces, old)
        return
    if kind not in LINES:
        return
    for number, answers in enumerate(lines_in(sent.content, sent.instance, mapping.values())):
        said = said_in(questions, answers, mapping)
        before = old[number] if number < len(old) else None
        yield _of_record(sent.instance, LINES[kind], said, before)


def _correction(replaced: FilledForm, old: Sequence[FormResult]) -> _Said:
    """Return what a corrected form is about: the need or offer that the first one opened."""
    if old:
        first = old[0]
        return _Said(
            Kind.CORRECTION, {}, first.subject_type, first.subject_id, _base_after(first), corrects=first
        )
    opened = replaced.report.needs.first() or replaced.report.offers.first()
    if opened is None:
        return _Said(Kind.CORRECTION, {})
    reading = replaced.report.readings.first()
    base = reading.content.get("opened") if reading else None
    return _Said(Kind.CORRECTION, {}, type(opened).__name__.lower(), opened.pk, base)


def _of_record(instance: Instance, kind: str, said: Mapping[str, str], before: FormResult | None) -> _Said:
    """Return a line about a record that was chosen from a list: by the entity, or by its own question."""
    entity = instance.entity if instance.entity and instance.entity.dataset in DATASETS else None
    subject = _uuid(said.get("target", "") or (entity.id if entity else ""))
    base = _number(said.get("base", "") or (entity.base_version if entity else ""))
    if before is not None and before.subject_id and (subject is None or before.subject_id == subject):
        subject, base = before.subject_id, _base_after(before)
    return _Said(kind, said, subject_id=subject, base=base, corrects=before)


def _base_after(result: FormResult) -> int | None:
    """Return the version that a correction must find: what the first line left, or what it waits for."""
    return result.left if result.state == State.DONE else result.base


def _settle_line(actor: Actor, sent: Sent, number: int, said: _Said, *, at: datetime) -> FormResult:
    result = FormResult(
        organization_id=sent.form.organization_id,
        filled=sent.filled,
        number=number,
        kind=said.kind,
        subject_type=said.subject_type,
        subject_id=said.subject_id,
        base=said.base,
    )
    if said.corrects is not None and said.corrects.state == State.WAITING:
        FormResult.objects.filter(pk=said.corrects.pk).update(state=State.ASIDE, reason="corrected")
    return _land(actor, result, sent, said, at=at)


@recorded("filled.land")
def _land(actor: Actor, result: FormResult, sent: Sent, said: _Said, *, at: datetime) -> FormResult:
    outcome = _outcome(actor, result, sent, said, at=at)
    _note(result, outcome)
    result.save(force_insert=True)
    _tell(result)
    return result


def _outcome(
    actor: Actor, result: FormResult, sent: Sent, said: _Said, *, at: datetime, is_forced: bool = False
) -> Outcome:
    """Return what becomes of a line; a refusal of the house undoes what it began, and waits."""
    try:
        with transaction.atomic():
            if result.kind in {Kind.CORRECTION, Kind.UPDATE}:
                return _change_voice(actor, result, sent, said, at=at, is_forced=is_forced)
            corrects = said.corrects.subject_id if said.corrects else None
            line = Line(
                actor=actor,
                crisis=sent.form.crisis,
                report=sent.filled.report,
                answers=said.answers,
                at=at,
                subject=said.subject_id,
                base=said.base,
                corrects=corrects,
                is_forced=is_forced,
            )
            return take(sent.form.kind, line)
    except QiaoError as error:
        return Outcome(result.subject_type, said.subject_id, reason=error.code[:LONGEST_REASON])


def _change_voice(
    actor: Actor, result: FormResult, sent: Sent, said: _Said, *, at: datetime, is_forced: bool
) -> Outcome:
    model: type[Need | Offer] = Offer if result.subject_type == "offer" else Need
    rows = model.objects.select_for_update(of=("self",), no_key=True)
    voice = rows.filter(pk=said.subject_id).first() if said.subject_id else None
    if voice is None or voice.crisis_id != sent.form.crisis_id:
        return Outcome(reason="no_record")
    base = None if is_forced else said.base
    if result.kind == Kind.CORRECTION:
        return correct_voice(actor, voice, sent.filled, sent.instance, base=base, at=at, is_forced=is_forced)
    reporter = Actor(organization_id=actor.organization_id, roles=frozenset({Role.REPORTER}), name=actor.name)
    return update_voice(
        (actor, reporter), voice, sent.filled, said.answers, base=base, at=at, is_forced=is_forced
    )


def _note(result: FormResult, outcome: Outcome) -> None:
    result.state = State.WAITING if outcome.reason else State.DONE
    result.reason = outcome.reason
    result.subject_type = outcome.subject_type or result.subject_type
    result.subject_id = outcome.subject_id or result.subject_id
    result.before, result.after = dict(outcome.before), dict(outcome.after)
    result.left = outcome.left


def _tell(result: FormResult) -> None:
    detail(
        filled=str(result.filled_id),
        kind=result.kind,
        state=result.state,
        reason=result.reason,
        subject=str(result.subject_id) if result.subject_id else None,
    )


@recorded("filled.decide")
def decide_result(actor: Actor, result: FormResult, *, apply: bool, decided_at: datetime) -> FormResult:
    """Let a line that waits land after all, over what changed meanwhile, or put it aside. Decided once.

    Raises
    ------
    LineAlreadyDecidedError
        When somebody decided before.
    ReportErasedError
        When the form was erased meanwhile, so that nothing can be read any more.
    """
    rows = FormResult.objects.select_for_update(of=("self",), no_key=True).select_related(
        "filled__version__form__crisis"
    )
    held = rows.get(pk=result.pk)
    if held.state != State.WAITING:
        raise LineAlreadyDecidedError(state=held.get_state_display())
    if apply:
        sent = sent_of(held.filled)
        said = list(_lines(sent))[held.number - 1]
        _note(
            held,
            _outcome(Actor.operator(actor.acts_for), held, sent, said, at=decided_at, is_forced=True),
        )
    else:
        held.state = State.ASIDE
    held.decided_by_id, held.decided_at = actor.user_id, decided_at
    held.save()
    _tell(held)
    return held


def content_of(filled: FilledForm) -> bytes:
    """Return a filled form as it was sent.

    Raises ReportErasedError where its key was destroyed.
    """
    key: ReportKey | None = getattr(filled.report, "key", None)
    if key is None:
        raise ReportErasedError
    opened = unwrap(bytes(key.wrapped), f"report.key:{filled.report_id}")
    return unseal_bytes(opened, bytes(filled.sealed_xml), f"filled.xml:{filled.report_id}")


def sent_of(filled: FilledForm) -> Sent:
    """Return a filled form with what it says, read anew from what was sealed."""
    content = content_of(filled)
    return Sent(filled, read_instance(content), content)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.removeprefix("uuid:"))
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004
