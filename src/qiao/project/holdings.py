"""The personal data of a crisis, kind by kind: how much there is, by which article it stays, how it is destroyed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.api.exports.run import held_exports, remove_exports
from qiao.care.actions import destroy_file, destroy_group
from qiao.care.groups import groups_of
from qiao.care.queries import files_of
from qiao.intake.actions import Unread, erase_report, forget_unread
from qiao.intake.models import Attachment, Need, Report
from qiao.quality.actions import erase_feedback
from qiao.quality.queries import feedback_held
from qiao.registry.contact_erasing import erase_contact, held_for
from qiao.registry.models import Crisis
from qiao.trail.forgetting import forget_notices, notices_of
from qiao.volunteering.actions.forgetting import forget_sign_up, unserved_entries, unserved_people

REASON = "突发事件应对法第八十五条"
REPORTS, CARE, FEEDBACK = "reports", "care", "feedback"
ASSESSED = frozenset({REPORTS, CARE, FEEDBACK})
"""What may be kept by an assessment; each takes along what hangs on it."""
CONSENT = "个人信息保护法 13(1)"


@dataclass(frozen=True)
class Holding:
    """One kind of personal data of a crisis: how much there is, and what happens to it."""

    key: str
    zh: str
    en: str
    rows: tuple[Any, ...]
    stays: str = ""
    """The article that lets it stay; "" where it is destroyed unless it was assessed."""
    kept_with: str = ""
    """The assessment that keeps it too."""

    @property
    def ids(self) -> tuple[Any, ...]:
        """Return the ids of the records."""
        return tuple(getattr(one, "pk", one) for one in self.rows)


def holdings(crisis: Crisis, organization_id: uuid.UUID) -> list[Holding]:
    """Return the personal data of a crisis in the active organisation, in the order in which it is destroyed."""
    reports = Report.objects.filter(crisis=crisis, key__isnull=False)
    needs = list(Need.objects.filter(crisis=crisis).values_list("pk", flat=True))
    running, done = files_of(crisis)
    meeting, ended = groups_of(crisis)
    signed_up = (*unserved_people(crisis), *unserved_entries(crisis))
    files = Attachment.objects.filter(report__in=reports)
    return [
        Holding(
            "contacts",
            "需求的联系人和地址",
            "contacts and addresses of needs",
            (*held_for("need", needs),),
            kept_with=REPORTS,
        ),
        Holding(
            "attachments",
            "照片和附件（随原文）",
            "photographs and files, with their reports",
            (*files,),
            kept_with=REPORTS,
        ),
        Holding(
            REPORTS,
            "一线信息的原文和联系方式",
            "texts and contacts of reports",
            (*reports,),
            kept_with=REPORTS,
        ),
        Holding(
            "unread",
            "收到而没有登记的原件（表格文件、没保存的粘贴、读不了的推送）",
            "originals that became no record: table files, unsaved pastes, deliveries nobody could read",
            (*Unread.of(crisis).ids,),
        ),
        Holding(
            FEEDBACK,
            "服务反馈和投诉的话",
            "words of feedback and complaints",
            (*feedback_held(crisis),),
            kept_with=FEEDBACK,
        ),
        Holding("groups", "已结束的小组", "ended groups", (*ended,), kept_with=CARE),
        Holding(CARE, "已结束的个案", "ended care files", (*done,), kept_with=CARE),
        Holding(
            "groups_running",
            "还在聚会的小组（当事人同意）",
            "groups that still meet, by consent",
            (*meeting,),
            CONSENT,
        ),
        Holding(
            "care_running",
            "还在服务的个案（当事人同意）",
            "care files still served, by consent",
            (*running,),
            CONSENT,
        ),
        Holding(
            "sign_ups", "没有服务过的志愿者报名资料", "entries of volunteers who never served", signed_up
        ),
        Holding("notices", "通知的内容", "what notices said", (*notices_of(organization_id, crisis.name),)),
        Holding("exports", "导出的文件", "exported files", (*held_exports(organization_id, crisis.slug),)),
    ]


def _contacts(actor: Actor, _crisis: Crisis, held: Holding, now: datetime) -> None:
    for one in held.rows:
        erase_contact(actor, one, erased_at=now)


def _reports(actor: Actor, _crisis: Crisis, held: Holding, _now: datetime) -> None:
    for one in held.rows:
        erase_report(actor, one, reason=REASON)


def _unread(actor: Actor, crisis: Crisis, _held: Holding, now: datetime) -> None:
    forget_unread(actor, crisis, at=now)


def _feedback(actor: Actor, _crisis: Crisis, held: Holding, now: datetime) -> None:
    for one in held.rows:
        erase_feedback(actor, one, erased_at=now)


def _groups(actor: Actor, _crisis: Crisis, held: Holding, now: datetime) -> None:
    for one in held.rows:
        destroy_group(actor, one, destroyed_at=now)


def _care(actor: Actor, _crisis: Crisis, held: Holding, now: datetime) -> None:
    for one in held.rows:
        destroy_file(actor, one, destroyed_at=now)


def _sign_ups(actor: Actor, crisis: Crisis, _held: Holding, now: datetime) -> None:
    forget_sign_up(actor, unserved_people(crisis), unserved_entries(crisis), at=now)


def _notices(actor: Actor, _crisis: Crisis, held: Holding, now: datetime) -> None:
    forget_notices(actor, list(held.rows), at=now)


def _exports(actor: Actor, _crisis: Crisis, held: Holding, _now: datetime) -> None:
    remove_exports(actor, held.rows)


DESTROYERS: dict[str, Callable[[Actor, Crisis, Holding, datetime], None]] = {
    "contacts": _contacts,
    REPORTS: _reports,
    "unread": _unread,
    FEEDBACK: _feedback,
    "groups": _groups,
    CARE: _care,
    "sign_ups": _sign_ups,
    "notices": _notices,
    "exports": _exports,
}
"""How each kind is destroyed; attachments go with their reports."""


def destroy(actor: Actor, crisis: Crisis, held: Holding, now: datetime) -> None:
    """Destroy one kind, inside the action that closes the crisis."""
    act = DESTROYERS.get(held.key)
    if act is not None and held.rows:
        act(actor, crisis, held, now)
