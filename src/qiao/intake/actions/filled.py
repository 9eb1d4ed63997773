"""Filled forms: prepared outside the transaction, kept in groups, each once (DESIGN law 1)."""

import hashlib
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor, Role
from qiao.accounts.sealing import fingerprint, new_key, seal, seal_bytes, wrap
from qiao.engines.extraction import mask, read_persons
from qiao.exceptions import QiaoError, ReportConflictError, RightMissingError
from qiao.intake.actions.form_results import LINES, Sent, replaced_by, settle
from qiao.intake.actions.receive import Message, hide, masked_facts, shorten
from qiao.intake.desk.lives import life_of, lives_held
from qiao.intake.group_commit import GroupCommit
from qiao.intake.lexicon import recent_lexicon
from qiao.intake.models import (
    Collector,
    FieldForm,
    FilledForm,
    FormVersion,
    MaskedCopy,
    Need,
    Note,
    Offer,
    Reading,
    Report,
    ReportKey,
    ReportPhone,
)
from qiao.intake.sources.openrosa.instance import Instance
from qiao.intake.sources.openrosa.telling import Told, in_words, need_facts, personal_spans, understand
from qiao.intake.sources.openrosa.xform import questions_of
from qiao.intake.versions import version_of
from qiao.trail.chain import Act, append_all, together
from qiao.trail.rows import insert_rows

CHANNEL = "openrosa"
OPENING = {FieldForm.Kind.NEED: "need.open", FieldForm.Kind.OFFER: "offer.open"}


@dataclass(frozen=True)
class Kept:
    """The report of a filled form, and whether it is new: the same copy with the same content is kept once."""

    report_id: uuid.UUID
    is_new: bool


@dataclass
class Prepared:
    """All rows of one filled form, ready to be written."""

    actor: Actor
    mark: str
    report: Report
    key: ReportKey
    masked: MaskedCopy
    filled: FilledForm
    reading: Reading
    phones: list[ReportPhone]
    acts: list[Act]
    sent: Sent
    voices: list[Need | Offer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def changes_others(self) -> bool:
        """Say whether the form corrects an earlier one, or tells of records that were there before."""
        return bool(self.sent.instance.deprecated_id) or self.sent.form.kind in LINES


def actor_of_collector(collector: Collector) -> Actor:
    """Return who acts when a collector's code is used: somebody who may send, and nothing else."""
    return Actor(
        organization_id=collector.organization_id, roles=frozenset({Role.REPORTER}), name=collector.name
    )


def mark_of_content(content: bytes) -> str:
    """Return the keyed mark of a filled form, by which a repeat is told from a conflict."""
    return fingerprint("filled-form", hashlib.sha256(content).hexdigest())


def receive_filled(
    actor: Actor,
    instance: Instance,
    content: bytes,
    *,
    version: FormVersion,
    received_at: datetime,
    collector: Collector | None = None,
) -> Kept:
    """Keep a filled form and open the need or offer that it tells. Sent again, it returns the first answer.

    Raises
    ------
    ReportConflictError
        When the copy's id was used for another content, or by another organisation.
    """
    prepared = prepare(
        actor, instance, content, version=version, received_at=received_at, collector=collector
    )
    return _writer.commit(prepared)


def prepare(
    actor: Actor,
    instance: Instance,
    content: bytes,
    *,
    version: FormVersion,
    received_at: datetime,
    collector: Collector | None = None,
) -> Prepared:
    """Return the rows of a filled form: read, understood, sealed and masked, nothing written."""
    for verb in ("report.receive", OPENING.get(FieldForm.Kind(version.form.kind), "report.receive")):
        if not actor.may(verb):
            raise RightMissingError(verb=verb)
    questions = questions_of(version.questions)
    told = in_words(version.title, questions, instance.answers, version.mapping)
    key, pk = new_key(), instance.report_id
    mark = mark_of_content(content)
    report = Report(
        id=pk,
        organization_id=actor.acts_for,
        crisis_id=version.form.crisis_id,
        source=Report.Source.OPENROSA,
        channel=CHANNEL,
        sealed_text=seal(key, told.text, f"report.text:{pk}"),
        fingerprint=Message(told.text).mark,
        received_at=received_at,
    )
    masked, phones = _without_persons(told, report)
    filled = FilledForm(
        report=report,
        version=version,
        collector=collector,
        instance_id=instance.instance_id,
        mark=mark,
        sealed_xml=seal_bytes(key, content, f"filled.xml:{pk}"),
    )
    prepared = Prepared(
        actor=actor,
        mark=mark,
        report=report,
        key=ReportKey(report=report, wrapped=wrap(key, f"report.key:{pk}")),
        masked=masked,
        filled=filled,
        sent=Sent(filled, instance, content),
        reading=Reading(
            report=report,
            reader=Reading.Reader.FORM,
            version=version.version[:20],
            content={"form": version.form.form_id, "spans": told.spans},
        ),
        phones=phones,
        acts=[Act("report.receive", Report, pk, _received(told, version, collector), actor, received_at)],
    )
    _open_voice(prepared, version, instance, told)
    return prepared


def _received(told: Told, version: FormVersion, collector: Collector | None) -> dict[str, str | int | None]:
    return {
        "source": Report.Source.OPENROSA,
        "characters": len(told.text),
        "form": version.form.form_id,
        "version": version.version,
        "collector": str(collector.pk) if collector else None,
    }


def _without_persons(told: Told, report: Report) -> tuple[MaskedCopy, list[ReportPhone]]:
    """Return the masked copy, with the answers about persons starred out whole, and the marks of telephones."""
    persons = read_persons(told.text, recent_lexicon())
    shown = list(hide(told.text, mask(told.text, [persons])))
    for start, end in personal_spans(told):
        shown[start:end] = "*" * (end - start)
    numbers = {phone.number for phone in persons.phones}
    phones = [
        ReportPhone(report=report, mark=fingerprint("phone", number), masked=shorten(number))
        for number in sorted(numbers)
    ]
    return MaskedCopy(report=report, text="".join(shown)), phones


def _open_voice(prepared: Prepared, version: FormVersion, instance: Instance, told: Told) -> None:
    kind = FieldForm.Kind(version.form.kind)
    if kind not in OPENING or instance.deprecated_id:
        return
    understood = understand(questions_of(version.questions), instance.answers, version.mapping)
    facts = masked_facts(understood.facts | {"spans": told.spans})
    voice: Need | Offer
    if kind == FieldForm.Kind.NEED:
        facts |= masked_facts(need_facts(version.mapping, instance.answers))
        lives = lives_held(prepared.report.organization_id, prepared.report.crisis_id)
        life = life_of(facts["item"], tier=facts["tier"], lives=lives)
        voice = Need(**_ownership(prepared.report), valid_until=prepared.report.told_at + life, **facts)
    else:
        voice = Offer(**_ownership(prepared.report), **facts)
    prepared.voices.append(voice)
    prepared.reading.content["opened"] = version_of(voice)
    details: dict[str, str | int | None] = {
        "report": str(prepared.report.pk),
        "kind": voice.quantity_kind,
        "quantity": voice.quantity,
    }
    if isinstance(voice, Need):
        details["tier"] = voice.tier
        prepared.notes += [
            Note(
                organization_id=prepared.report.organization_id,
                report=prepared.report,
                need=voice,
                level=Note.Level.WARNING,
                code=code,
            )
            for code in understood.doubts
        ]
    prepared.acts.append(
        Act(OPENING[kind], type(voice), voice.pk, details, prepared.actor, prepared.report.received_at)
    )


def _ownership(report: Report) -> dict[str, Any]:
    return {"organization_id": report.organization_id, "crisis_id": report.crisis_id, "report": report}


def _write(group: Sequence[Prepared]) -> list[Kept | Exception]:
    """Write a group in one transaction; where it cannot be, each alone, so that none harms its neighbours.

    First as if nothing of it had come before, which nearly always holds; the database says where it does not.
    """
    with scopes_disabled():
        if not any(one.changes_others for one in group):
            with suppress(IntegrityError):
                return _write_new(group)
        try:
            return _write_together(group)
        except (IntegrityError, DataError, QiaoError):
            if len(group) > 1:
                return [_write_alone(one) for one in group]
            raise


def _write_alone(one: Prepared) -> Kept | Exception:
    try:
        return _write_together([one])[0]
    except Exception as error:  # noqa: BLE001 - told to the one whose it is
        return error


def _write_new(group: Sequence[Prepared]) -> list[Kept | Exception]:
    with together():
        _insert(group)
    return [Kept(one.report.pk, is_new=True) for one in group]


def _write_together(group: Sequence[Prepared]) -> list[Kept | Exception]:
    with together():
        known = _known({one.report.pk for one in group})
        results: list[Kept | Exception] = []
        fresh: list[Prepared] = []
        changing: list[tuple[int, Prepared]] = []
        for place, one in enumerate(group):
            pk, mine = one.report.pk, (one.report.organization_id, one.mark)
            if pk not in known:
                known[pk] = mine
                if one.changes_others:
                    changing.append((place, one))
                else:
                    fresh.append(one)
                results.append(Kept(pk, is_new=True))
            elif known[pk] == mine:
                results.append(Kept(pk, is_new=False))
            else:
                results.append(ReportConflictError(id=str(pk)))
        if fresh:
            _insert(fresh)
        for place, one in changing:
            results[place] = _write_change(one)
    return results


def _write_change(one: Prepared) -> Kept | Exception:
    """Keep a form that corrects another or tells of known records, and let it land. One that corrects nothing is refused."""
    with scope(organization=one.report.organization_id):
        try:
            one.filled.replaces = replaced_by(one.sent.form, one.sent.instance)
        except QiaoError as error:
            return error
        _insert([one])
        settle(one.sent, at=one.report.received_at)
    return Kept(one.report.pk, is_new=True)


def _known(ids: set[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, str | None]]:
    """Return whose reports these are and the mark of their content; another door's report has none."""
    rows = Report.objects.filter(pk__in=ids).values_list("pk", "organization_id", "filled__mark")
    return {pk: (organization, mark) for pk, organization, mark in rows}


def _insert(fresh: Sequence[Prepared]) -> None:
    insert_rows([one.report for one in fresh])
    insert_rows([one.key for one in fresh])
    insert_rows([one.masked for one in fresh])
    insert_rows([one.filled for one in fresh])
    insert_rows([one.reading for one in fresh])
    insert_rows([phone for one in fresh for phone in one.phones])
    voices = [voice for one in fresh for voice in one.voices]
    insert_rows([voice for voice in voices if isinstance(voice, Need)])
    insert_rows([voice for voice in voices if isinstance(voice, Offer)])
    insert_rows([note for one in fresh for note in one.notes])
    append_all(fresh[0].actor, [act for one in fresh for act in one.acts])


_writer: GroupCommit[Prepared, Kept] = GroupCommit(_write)
