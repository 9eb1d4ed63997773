"""What the protected and the public desk bring into the sample: one sealed care file, the four public cases."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor, Role
from qiao.care.actions import (
    add_group_session,
    add_session,
    ask_referral,
    join_group,
    open_file,
    open_group,
    record_consent,
)
from qiao.care.queries import own_files
from qiao.casebook.actions import desk, request_text
from qiao.casebook.comparing_actions import change_codebook, rule_coding, set_codings
from qiao.casebook.edition_actions import issue
from qiao.casebook.models import CaseStudy, Collection, Edition, Part
from qiao.casebook.sample import load_sample_cases
from qiao.casebook.sample_book import load_sample_book
from qiao.intake.actions import interpret_report, receive_report
from qiao.intake.actions.receive import Message
from qiao.project.sample.cast import Cast, Member, appoint, register_unit
from qiao.project.sample.clock import at
from qiao.project.sample.drawing import drawing
from qiao.registry.models import Crisis, Organization
from qiao.registry.queries import actor_for

IDENTITY = "示例数据：虚构的一位丧亲者，电话 15400000090"
NOTES = "示例数据：第一次会谈，说明保密范围，约定一周后再见。"
SESSION_MINUTES = 50
GROUP_AIM = "示例数据：失去亲人的几家人，每周一次，一起说说怎么过日子。"
GROUP_NOTES = "示例数据：第一次，说明保密约定，各人讲了一样想记住的事。"
GROUP_SESSIONS, GROUP_MINUTES = 6, 90
REQUEST = "示例数据：丈夫在洪水里走了，我一个人撑不住，需要哀伤辅导，郝女士 15400000091"
CENTRE = ("浠水望溪社工服务中心（示例）", "Wangxi Social Work Centre, Xishui (sample)")
CENTRE_PLACE = "421125"
SUMMARY = "示例数据：一位老人，老伴在洪水中去世，已搬到英山女儿家，希望在当地每周有人来谈一次。"


def load_public_cases(cast: Cast) -> None:
    """Load the four public cases through the case book's own loader, and publish them as a book in both languages."""
    with scope(organization=cast.association.pk):
        load_sample_cases(cast["lin"], directory=Path(settings.QIAO_REFERENCE))
        collection = load_sample_book(cast["lin"], directory=Path(settings.QIAO_REFERENCE))
        compare_cases(cast, collection)
        illustrate(cast, collection.parts.get(kind=Part.Kind.FOREWORD))
        for language in Edition.Language.values:
            issue(cast["lin"], collection, language=language, at=timezone.now(), base="")
        request_text(
            cast["lin"],
            collection,
            applicant="示例读者丁",
            affiliation="示例省社会组织促进会",
            purpose="给县级组织的培训班用",
        )


def illustrate(cast: Cast, text: CaseStudy | Part) -> None:
    """Set a drawing of our own into a text, as a photograph is set: through the gate that takes its place out."""
    desk.add_picture(
        cast["lin"],
        text,
        name="drawing.jpg",
        content=drawing("示例数据 · 图画，不是照片"),
        caption="示例数据：渡口交接物资（示意图，不是现场照片）",
        caption_en="Sample data: goods handed over at a ferry (a drawing, not a photograph of the place)",
        alt="一艘渡船停在岸边，船上码着纸箱；穿橙色背心的人把纸箱递给岸上的货车，背后是河和山。",
        alt_en="A ferry at the bank with cartons on deck; people in orange vests hand cartons to a lorry; river and hills behind.",
        credit="示例 sample",
        licence="CC0 1.0",
    )


CODES = (
    (
        "BASE",
        "会员或志愿者面广",
        "Broad members or volunteers",
        "危机之前就有许多会员或志愿者，能一起动员。",
        False,
    ),
    ("LOCAL", "在当地", "On the spot", "住所地或主要活动地在受灾的省内。", False),
    ("FUND", "能很快筹到钱", "Money fast", "短时间内向会员或公众筹到大笔资金。", False),
    ("SCALE", "大规模动员", "Mobilised at scale", "动员的人、物或钱超出平时的规模。", True),
)
"""Conditions and outcome of METHODS 9; the definitions are ours."""
PRESENT = {1: (), 2: ("BASE", "LOCAL", "SCALE"), 3: ("BASE", "LOCAL", "SCALE"), 4: ("BASE", "FUND", "SCALE")}


def compare_cases(cast: Cast, collection: Collection) -> None:
    """Write the code book, let two people code, and rule on the one judgement in which they differ."""
    for key, label, label_en, definition, is_outcome in CODES:
        texts = {
            "label": label,
            "label_en": label_en,
            "definition": f"示例数据：{definition}",
            "is_outcome": is_outcome,
        }
        book = change_codebook(cast["lin"], collection, key=key, texts=texts)
    codes = {code.key: code for code in book.codes.all()}
    cases = {case.number: case for case in collection.cases.all()}
    said = {(code.pk, cases[n].pk): key in held for n, held in PRESENT.items() for key, code in codes.items()}
    set_codings(cast["lin"], book, judged=said)
    doubted = (codes["BASE"].pk, cases[1].pk)
    set_codings(cast["wen"], book, judged=said | {doubted: True})
    reason = "示例数据：来源没有说它的会员或志愿者面广。"
    rule_coding(cast["lin"], codes["BASE"], case=cases[1], value=False, reason=reason)


def care_for_one(
    cast: Cast, crisis: Crisis, *, moment: datetime, worker: str = "zhou", supervisor: str = "he"
) -> uuid.UUID:
    """Open one invented care file with consent and a first session; return its id."""
    with at(moment):
        file = open_file(
            cast[worker], crisis, kind="GRIEF", identity=IDENTITY, supervisor=cast.users[supervisor]
        )
        record_consent(cast[worker], file, purpose="SERVICE", given_at=moment)
    with at(moment + timedelta(hours=1)) as held_at:
        add_session(cast[worker], file, held_at=held_at, minutes=SESSION_MINUTES, notes=NOTES)
    pk: uuid.UUID = file.pk
    return pk


def a_group(cast: Cast, crisis: Crisis, file_id: uuid.UUID, *, moment: datetime) -> None:
    """Let the person join a group that two social workers lead, and hold its first session."""
    with at(moment):
        other = appoint(Actor.operator(), Member("lu", "陆社工", (Role.CASEWORKER,)), cast.association)
        file = own_files(cast["zhou"]).get(pk=file_id)
        group = open_group(
            cast["zhou"], crisis, kind="GRIEF", aim=GROUP_AIM, planned_sessions=GROUP_SESSIONS, other=other
        )
        member = join_group(cast["zhou"], file, group=group, called="示例称呼：兰姨", joined_at=moment)
    with at(moment + timedelta(hours=20)) as held_at:
        add_group_session(
            cast["zhou"], group, held_at=held_at, minutes=GROUP_MINUTES, notes=GROUP_NOTES, present=[member]
        )


def asked_for_care(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    """Let a request for grief counselling come in as a report, and another organisation refer a file here."""
    with at(moment):
        told = receive_report(
            cast["lin"], Message(REQUEST), id=uuid.uuid4(), crisis=crisis, source="PASTE", received_at=moment
        )
        interpret_report(cast["lin"], told.report)
    _referred_here(cast, crisis, moment=moment)


def _referred_here(cast: Cast, crisis: Crisis, *, moment: datetime) -> None:
    system = Actor.operator()
    with at(moment):
        centre = register_unit(system, *CENTRE, Organization.Kind.SERVICE_AGENCY, CENTRE_PLACE)
        worker, supervisor = (
            appoint(system, member, centre)
            for member in (
                Member("yue", "岳社工", (Role.CASEWORKER,)),
                Member("ning", "宁督导", (Role.SUPERVISOR,)),
            )
        )
        with scope(organization=centre.pk):
            yue = actor_for(worker)
            file = open_file(yue, crisis, kind="GRIEF", identity=IDENTITY, supervisor=supervisor)
            add_session(yue, file, held_at=moment, minutes=SESSION_MINUTES, notes=NOTES)
            receiver = cast.association.name
            record_consent(yue, file, purpose="SERVICE", given_at=moment)
            record_consent(yue, file, purpose="SHARING", receiver=receiver, given_at=moment)
            ask_referral(yue, file, to=cast.association, to_name="", summary=SUMMARY, asked_at=moment)
