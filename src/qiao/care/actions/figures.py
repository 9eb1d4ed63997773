"""Figures and findings leave the desk through one gate: consent, k = 10, whole blocks, no personal data, two people."""

import re
import uuid
from datetime import datetime, timedelta

from qiao.accounts.roles import Actor
from qiao.care.groups import count_in_groups
from qiao.care.models import CareFile, CareFinding, CareRelease
from qiao.care.queries import FINDING_CHANNEL, count_with_consent
from qiao.engines.extraction import mask
from qiao.engines.small_cells import K, show
from qiao.exceptions import (
    FewPeopleError,
    LineAlreadyDecidedError,
    PersonalDataError,
    ReleaseTooSoonError,
    RightMissingError,
)
from qiao.intake.actions import interpret_report, receive_report
from qiao.intake.actions.receive import Message
from qiao.registry.models import Crisis, Person
from qiao.trail.recorded import detail, recorded

ISSUED_EVERY = timedelta(days=7)
STARS = re.compile(r"[^\s，。；：（）]{0,4}\*+[^\s，。；：（）]{0,2}")
SMALL_NUMBER = re.compile(
    r"(?<![\d.])[1-9](?:人|名|位|户|例|个孩子|个家庭)|[一二两三四五六七八九](?:人|名|位|户|例)"
)
SHORTEST_NAME = 2


@recorded("care_figures.release")
def release_figures(actor: Actor, /, crisis: Crisis, *, made_at: datetime) -> CareRelease:
    """Freeze one issue of figures: files whose people agreed to it, by kind and age.

    Raises ReleaseTooSoonError within seven days of the issue before: issues close together show single persons.
    """
    last = CareRelease.objects.filter(crisis=crisis).first()
    if last is not None and made_at - last.made_at < ISSUED_EVERY:
        raise ReleaseTooSoonError(day=f"{last.made_at + ISSUED_EVERY:%Y-%m-%d}")
    counts = count_with_consent(crisis)
    shown = show(counts, tuple(CareFile.Kind.values), tuple(CareFile.Age.values))
    content = {
        "cells": {f"{row}/{column}": value for (row, column), value in shown.cells.items()},
        "rows": shown.rows,
        "columns": shown.columns,
        "total": shown.total,
        "rest": shown.rest,
        "groups": _in_groups(crisis),
    }
    release: CareRelease = CareRelease.objects.create(
        organization_id=actor.acts_for, crisis=crisis, made_at=made_at, content=content
    )
    detail(shown=sum(one is not None for one in shown.cells.values()))
    return release


def _in_groups(crisis: Crisis) -> dict[str, int | None]:
    """Return how many took part in a group, by kind; hidden where those who did not are few, too."""
    shown = show(count_in_groups(crisis), tuple(CareFile.Kind.values), ("IN", "OUT")).cells
    return {
        kind: shown[kind, "IN"] if shown[kind, "OUT"] is not None else None for kind in CareFile.Kind.values
    }


def check_text(text: str) -> None:
    """Refuse a text that names somebody, holds a telephone or document, or counts fewer than ten people.

    Raises PersonalDataError with the spot, its middle hidden.
    """
    spots = [one.group() for one in STARS.finditer(mask(text))]
    names = Person.objects.values_list("name", flat=True).distinct()
    spots += [f"{one[0]}{'*' * (len(one) - 1)}" for one in names if len(one) >= SHORTEST_NAME and one in text]
    spots += [one.group() for one in SMALL_NUMBER.finditer(text)]
    if spots:
        raise PersonalDataError(spot=spots[0])


def _check_many(crisis: Crisis, kind: str) -> None:
    counts = count_with_consent(crisis)
    if sum(value for (row, _age), value in counts.items() if row == kind) < K:
        raise FewPeopleError(least=K)


@recorded("care_finding.write")
def write_finding(
    actor: Actor, /, crisis: Crisis, *, kind: str, text: str, written_at: datetime
) -> CareFinding:
    """Write down what ten files and more have in common.

    Raises
    ------
    PersonalDataError
        When the text still points at somebody.
    FewPeopleError
        When fewer than ten people of this kind agreed to such use.
    """
    if actor.user_id is None:
        raise RightMissingError(verb="care_finding.write")
    check_text(text)
    _check_many(crisis, kind)
    finding: CareFinding = CareFinding.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        kind=kind,
        text=text.strip(),
        written_by_id=actor.user_id,
        written_at=written_at,
    )
    return finding


@recorded("care_finding.release")
def decide_finding(
    actor: Actor, /, finding: CareFinding, *, is_released: bool, decided_at: datetime
) -> CareFinding:
    """Let a finding out as a report, from which gaps and proposals go on, or hold it back. Never who wrote it.

    Consent and numbers are looked at once more: a consent withdrawn since counts.
    """
    held: CareFinding = CareFinding.objects.select_for_update().get(pk=finding.pk)
    if actor.user_id is None or actor.user_id == held.written_by_id:
        raise RightMissingError(verb="care_finding.release")
    if held.state != CareFinding.State.WRITTEN:
        raise LineAlreadyDecidedError(state=held.state)
    if is_released:
        check_text(held.text)
        _check_many(held.crisis, held.kind)
        message = Message(held.text, channel=FINDING_CHANNEL)
        told = receive_report(
            actor, message, id=uuid.uuid4(), crisis=held.crisis, source="PASTE", received_at=decided_at
        )
        interpret_report(actor, told.report)
        held.report_id = told.report.pk
    held.state = CareFinding.State.RELEASED if is_released else CareFinding.State.HELD_BACK
    held.decided_by_id, held.decided_at = actor.user_id, decided_at
    held.save()
    detail(state=held.state)
    return held
