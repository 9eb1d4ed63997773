"""Every address, tried by those it is not for: strangers, people without an account, and each role in turn.

A new address that names a record must be entered in RECORDS below; until it is, the first test fails.
"""

import contextvars
import re
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.rights import rights
from qiao.accounts.roles import Actor, Role
from qiao.advocacy import actions as advocacy
from qiao.advocacy.actions.door import make_link, new_secret
from qiao.advocacy.actions.measures import Read, add_measure, read_clause
from qiao.advocacy.cooperation import claim_effect
from qiao.advocacy.models import Filing
from qiao.api.actions import start_export
from qiao.api.exports.tables import Wanted
from qiao.api.runs.actions import new_run
from qiao.care import actions as care
from qiao.care.models import CareFinding, Consent
from qiao.casebook import actions as casebook
from qiao.casebook.actions import book, desk
from qiao.casebook.actions import review as reviewing
from qiao.casebook.actions import takedown as takedowns
from qiao.casebook.models import ImportedText
from qiao.engines.simulation import DrillNetwork
from qiao.exceptions import RightMissingError
from qiao.exchange import actions as exchange
from qiao.exchange.models import ForeignRecord, Likeness
from qiao.funding.actions import open_campaign
from qiao.funding.cash.actions import Help, propose_cash
from qiao.funding.giving import Donor, Part, receive_gift
from qiao.funding.granting import apply_grant, award_grant, plan_instalment
from qiao.funding.importing import Intent
from qiao.funding.importing import try_table as try_ledger_table
from qiao.funding.income.actions import try_accounts
from qiao.funding.law.actions import publish_disclosure
from qiao.funding.packs.actions import publish_pack
from qiao.funding.packs.content import Scope
from qiao.funding.ready.actions import plan_task
from qiao.gaps.actions.deciding import open_task
from qiao.gaps.actions.naming import name_term
from qiao.gaps.actions.notifications import give_notification
from qiao.gaps.actions.tables import hand_in_table
from qiao.gaps.models import Gap
from qiao.intake import actions as intake
from qiao.intake.actions.hearsay import check_hearsay
from qiao.intake.actions.imports import Table
from qiao.intake.actions.receive import Message
from qiao.intake.actions.shifts import write_hand_over
from qiao.intake.actions.warning_feeds import add_feed
from qiao.intake.models import Alert, FormResult, Hook, Pair
from qiao.intake.sources.openrosa.instance import read_instance
from qiao.intake.sources.openrosa.ready import ready_form
from qiao.preparing.actions import found_peers, hold_drill
from qiao.quality import actions as quality
from qiao.registry.contact_actions import add_contact
from qiao.registry.contact_subjects import Subject
from qiao.registry.contact_values import Value
from qiao.registry.models import Appointment, Department, Item, Organization, Person
from qiao.registry.networks.actions import record_support
from qiao.registry.queries import actor_for
from qiao.registry.ties import actions as tie_actions
from qiao.registry.ties.cooperating import begin_cooperation, record_brought
from qiao.registry.ties.partnering import propose_partnership, record_obstacle
from qiao.relief import actions as relief
from qiao.relief.models import GoodsLine, GoodsTable
from qiao.trail import outbox_actions as outbox
from qiao.trail.models import Channel, Notice
from qiao.trail.outbox import notify as outbox_notify
from qiao.volunteering import actions as volunteering
from qiao.volunteering.actions import ShiftPlan
from qiao.volunteering.models import VolunteerSkill
from tests.api.forms import filled
from tests.conftest import appoint
from tests.intake.cap_made import cap
from tests.makers import camera_photo, make_need, make_offer

SECRET = "暗号"
"""A word in every text of the first organisation; nobody else may ever read it."""

MESSAGE = f"示例数据：{SECRET}医院急需医用外科口罩300只，联系人林女士 15400000001"
STAFF = tuple(role for role in Role if role not in {Role.PUBLIC, Role.REPORTER, Role.RECIPIENT, Role.DRIVER})

RECORDS = {
    "trail:notice_retry": "notice",
    "trail:notice_cancel": "notice",
    "trail:channel_pause": "channel",
    "trail:channel_test": "channel",
    "registry:organization": "",  # the registry is common to all: what its pages show of others is tested there
    "registry:qualification_new": "organization",
    "registry:organization_rename": "organization",
    "registry:scope_edit": "organization",
    "registry:appointment_new": "organization",
    "registry:organization_follow": "",  # the registry is common to all
    "registry:contact_new": "need",
    "registry:contact_point": "contact",
    "registry:contact_change": "contact",
    "registry:contact_check": "contact_version",
    "registry:contact_withdraw": "contact_version",
    "registry:contact_reveal": "contact_version",
    "registry:look_decide": "",  # pairs of the common registry; who may decide is tested there
    "intake:report": "report",
    "intake:reveal": "report",
    "intake:erase": "report",
    "intake:add_need": "report",
    "intake:form_result_decide": "form_result",
    "intake:attachment": "attachment",
    "intake:attachment_reveal": "attachment",
    "intake:pair": "pair",
    "intake:pair_take": "pair",
    "intake:pair_decide": "pair",
    "intake:pair_release": "pair",
    "intake:pair_undo": "pair",
    "intake:need": "need",
    "intake:need_verify": "need",
    "intake:need_follow": "need",
    "intake:need_take": "need",
    "intake:offer_take": "offer",
    "intake:turn": "turn",
    "intake:turn_renew": "turn",
    "intake:turn_contact": "turn",
    "intake:turn_leave": "turn",
    "intake:need_ask": "need",
    "intake:offer_ask": "offer",
    "intake:handover_read": "handover",
    "intake:hearsay_check": "report",
    "intake:hearsay_undo": "hearsay_check",
    "intake:turn_skip": "turn",
    "intake:turn_release": "turn",
    "intake:turn_undo": "turn",
    "intake:need_move": "need",
    "intake:offer_move": "offer",
    "intake:need_amend": "need",
    "intake:need_close": "need",
    "intake:offer": "offer",
    "intake:offer_verify": "offer",
    "intake:offer_grade": "offer",
    "intake:offer_purpose": "offer",
    "intake:offer_answer": "offer",
    "intake:telling_undo": "telling",
    "intake:alert_close": "alert",
    "intake:import_batch": "import_batch",
    "intake:import_columns": "import_batch",
    "intake:import_progress": "import_batch",
    "intake:import_load": "import_batch",
    "intake:import_undo": "import_batch",
    "intake:import_restore": "import_batch",
    "intake:import_discard": "import_batch",
    "intake:import_again": "import_batch",
    "intake:import_verdicts_xlsx": "import_batch",
    "intake:import_verdicts_csv": "import_batch",
    "intake:draft": "draft",
    "intake:draft_progress": "draft",
    "intake:draft_again": "draft",
    "intake:draft_line": "draft",
    "intake:draft_line_edit": "draft",
    "intake:draft_save": "draft",
    "intake:draft_undo": "draft",
    "intake:draft_restore": "draft",
    "intake:draft_discard": "draft",
    "relief:plan": "plan",
    "relief:plan_compare": "plan",
    "relief:plan_confirm": "plan",
    "relief:share_confirm": "share",
    "relief:share_decline": "share",
    "relief:match_new": "need",
    "relief:match": "match",
    "relief:match_send": "match",
    "relief:match_withdraw": "match",
    "relief:share_split": "share",
    "relief:match_split": "match",
    "relief:match_rejoin": "reallocation",
    "relief:delivery": "delivery",
    "relief:delivery_code": "delivery",
    "relief:goods_link": "goods_line",
    "relief:lot": "lot",
    "relief:shipment": "shipment",
    "relief:shipment_paper": "shipment",
    "relief:shipment_cancel": "shipment",
    "relief:convoy": "convoy",
    "relief:convoy_paper": "convoy",
    "relief:delivery_paper": "delivery",
    "relief:lot_limit": "lot",
    "relief:limit_end": "donor_limit",
    "relief:lot_receive": "lot",
    "relief:store": "store",
    "relief:part_transfer": "part",
    "relief:part_split": "part",
    "relief:part_unfit": "part",
    "relief:part_count": "part",
    "relief:part_match": "part",
    "relief:kit_assemble": "kit",
    "relief:part_dismantle": "part",
    "relief:shipment_code": "shipment",
    "relief:carrier_end": "carrier",
    "relief:problem_settle": "driver_problem",
    "relief:step_take_back": "driver_step",
    "relief:lot_write_off": "lot",
    "relief:lot_give_back": "lot",
    "relief:movement_undo": "movement",
    "relief:receipt_settle": "receipt",
    "relief:bulletin_correct": "bulletin",
    "relief:question_answer": "bulletin_question",
    "volunteering:hours_verify": "hours",
    "volunteering:shift": "shift",
    "volunteering:shift_take": "shift",
    "volunteering:shift_assign": "shift",
    "volunteering:shift_cancel": "shift",
    "volunteering:place_leave": "place",
    "volunteering:place_up": "place",
    "volunteering:place_check": "place",
    "volunteering:skill_check": "volunteer_skill",
    "volunteering:me_take": "",  # behind a code of sixteen digits; whose shifts it opens is tested there
    "volunteering:me_leave_shift": "",
    "volunteering:me_up": "",
    "volunteering:enrolment_confirm": "enrolment",
    "volunteering:enrolment_decline": "enrolment",
    "volunteering:enrolment_reveal": "enrolment",
    "volunteering:note_take": "handover_note",
    "volunteering:call": "help_call",
    "volunteering:call_export": "help_call",
    "volunteering:answer_offer": "help_answer",
    "volunteering:answer_place": "help_answer",
    "volunteering:certificate": "certificate",
    "volunteering:certificate_file": "certificate",
    "volunteering:certificate_revoke": "certificate",
    "volunteering:hours_amend": "hours",
    "care:file": "care_file",
    "care:session_new": "care_file",
    "care:consent_new": "care_file",
    "care:consent_withdraw": "care_file",
    "care:notes_open": "care_file",
    "care:referral_new": "care_file",
    "care:referral": "care_referral",
    "care:referral_accept": "care_referral",
    "care:referral_decline": "care_referral",
    "care:referral_withdraw": "care_file",
    "care:referral_note": "care_file",
    "care:referral_letter": "care_file",
    "care:reads": "care_file",
    "care:finding_decide": "care_finding",
    "care:risk_new": "care_file",
    "care:safety_new": "care_file",
    "care:advice_new": "care_file",
    "care:goal_new": "care_file",
    "care:goal_end": "care_file",
    "care:closing_new": "care_file",
    "care:closing_decide": "care_file",
    "care:rights_new": "care_file",
    "care:rights_answer": "care_file",
    "care:opening_review": "care_file",
    "care:group": "care_group",
    "care:group_session_new": "care_group",
    "care:group_leader": "care_group",
    "care:group_closing": "care_group",
    "care:group_decide": "care_group",
    "care:group_member_leave": "care_group",
    "care:group_join": "care_file",
    "care:membership_leave": "care_file",
    "care:request": "care_request",
    "care:request_take": "care_request",
    "quality:feedback": "feedback",
    "quality:feedback_reveal": "feedback",
    "quality:complaint_open": "feedback",
    "quality:complaint": "complaint",
    "quality:complaint_assign": "complaint",
    "quality:complaint_exclude": "complaint",
    "quality:complaint_restrict": "complaint",
    "quality:complaint_answer": "complaint",
    "quality:complaint_close": "complaint",
    "quality:focal_point_end": "focal_point",
    "gaps:gap": "gap",
    "gaps:decide": "gap",
    "gaps:name": "gap",
    "gaps:unname": "naming",
    "gaps:task_new": "gap",
    "gaps:task": "gap_task",
    "gaps:task_done": "gap_task",
    "funding:import_batch": "ledger_batch",
    "funding:campaign": "campaign",
    "funding:plan_save": "campaign",
    "funding:plan_confirm": "campaign",
    "funding:host_move": "campaign",
    "funding:gift_record": "gift",
    "funding:gift_act": "gift",
    "funding:grant": "grant",
    "funding:grant_act": "grant",
    "funding:instalment_receive": "instalment",
    "funding:import_act": "ledger_batch",
    "gaps:table": "figure_batch",
    "gaps:table_try": "figure_batch",
    "gaps:table_load": "figure_batch",
    "gaps:table_progress": "figure_batch",
    "gaps:table_undo": "figure_batch",
    "gaps:table_discard": "figure_batch",
    "gaps:notification_answer": "notification",
    "advocacy:evidence": "evidence",
    "advocacy:record_drop": "evidence_record",
    "advocacy:record_restore": "evidence_record",
    "advocacy:record_judge": "evidence_record",
    "advocacy:record_quote": "evidence_record",
    "advocacy:quote_withdraw": "quote",
    "advocacy:proposal": "proposal",
    "advocacy:proposal_write": "proposal",
    "advocacy:item_new": "proposal",
    "advocacy:item_amend": "proposal",
    "advocacy:file": "proposal",
    "advocacy:filing_note": "filing",
    "advocacy:link_close": "department_link",
    "advocacy:measure": "measure",
    "advocacy:measure_withdraw": "measure",
    "advocacy:clauses": "proposal",
    "advocacy:clause_read": "proposal",
    "advocacy:reading_undo": "clause_reading",
    "advocacy:outcome_new": "proposal",
    "advocacy:proposal_print": "proposal",
    "advocacy:proposal_text": "proposal",
    "advocacy:proposal_check": "proposal",
    "advocacy:item_split": "proposal",
    "advocacy:items_merge": "proposal",
    "advocacy:items_undo": "rearrangement",
    "advocacy:contribute": "proposal",
    "advocacy:cosign": "proposal",
    "advocacy:remark": "proposal",
    "advocacy:remark_settle": "remark",
    "advocacy:proposal_docx": "proposal",
    "advocacy:proposal_pdf": "proposal",
    "registry:tie": "tie",
    "registry:tie_contact": "tie",
    "registry:tie_withdraw": "tie",
    "registry:tie_table": "tie_table",
    "registry:tie_table_load": "tie_table",
    "registry:tie_table_undo": "tie_table",
    "registry:tie_table_discard": "tie_table",
    "registry:network": "",  # networks are common to all, as organisations are; what is owned of them is tested there
    "registry:network_join": "",
    "registry:network_leave": "",
    "registry:network_export": "",
    "registry:partner": "",
    "registry:partner_stage": "",
    "registry:partner_assess": "",
    "registry:support_withdraw": "support",
    "gaps:partner_answer": "partnership",
    "gaps:partner_end": "partnership",
    "gaps:obstacle_resolve": "obstacle",
    "advocacy:cooperation": "cooperation",
    "advocacy:cooperation_bring": "cooperation",
    "advocacy:brought_take_back": "brought",
    "advocacy:cooperation_claim": "cooperation",
    "advocacy:effect_take_back": "effect",
    "advocacy:cooperation_reach": "cooperation",
    "funding:disclosure_withdraw": "disclosure",
    "funding:pack_correct": "pack",
    "funding:cash_act": "cash_aid",
    "funding:campaign_end": "campaign",
    "funding:accounts": "year_accounts",
    "funding:accounts_load": "year_accounts",
    "funding:accounts_undo": "year_accounts",
    "funding:accounts_discard": "year_accounts",
    "funding:readiness_finish": "readiness_task",
    "preparing:fit_need": "need",
    "preparing:drill": "drill",
    "preparing:drill_progress": "drill",
    "preparing:drill_note": "drill",
    "preparing:drill_act": "drill",
    "preparing:drill_export": "drill",
    "preparing:peers": "peers",
    "preparing:peer_invite": "peers",
    "preparing:peer_agree": "peers",
    "preparing:peer_leave": "peers",
    "exchange:platform": "platform",
    "exchange:platform_check": "platform",
    "exchange:platform_agree": "platform",
    "exchange:platform_share": "platform",
    "exchange:platform_end": "platform",
    "exchange:platform_give": "platform",
    "exchange:platform_take": "platform",
    "exchange:platform_export": "platform",
    "exchange:platform_token": "platform",
    "exchange:platform_ask": "platform",
    "exchange:platform_fetch": "platform",
    "exchange:platform_unshare": "shared_crisis",
    "exchange:foreign": "foreign",
    "exchange:foreign_take": "foreign",
    "exchange:foreign_part": "foreign",
    "exchange:foreign_adopt": "foreign",
    "exchange:likeness_same": "likeness",
    "exchange:likeness_other": "likeness",
    "casebook:case": "case_study",
    "casebook:case_edit": "case_study",
    "casebook:fact_new": "case_study",
    "casebook:case_publish": "case_study",
    "casebook:case_open": "case_study",
    "casebook:book_request": "collection",
    "casebook:printing": "collection",
    "casebook:printing_cancel": "collection",
    "casebook:text_request": "case_study",
    "casebook:book": "collection",
    "casebook:imported": "imported",
    "casebook:claim_evidence": "imported",
    "casebook:import_undo": "imported",
    "casebook:comparison": "collection",
    "casebook:coding": "collection",
    "casebook:ruling": "collection",
    "casebook:codebook": "collection",
    "casebook:comparison_export": "collection",
    "casebook:edition_issue": "collection",
    "casebook:edition_site": "collection",
    "casebook:edition_file": "collection",
    "casebook:snapshots": "case_study",
    "casebook:redraw": "case_study",
    "casebook:behind": "case_study",
    "casebook:request": "text_request",
    "casebook:request_grant": "text_request",
    "casebook:request_refuse": "text_request",
    "casebook:request_withdraw": "text_request",
    "casebook:request_prepare": "text_request",
    "casebook:takedown": "case_study",
    "casebook:review": "review",
    "casebook:observe": "review",
    "casebook:review_action_new": "review",
    "casebook:review_action_finish": "review_action",
    "casebook:review_close": "review",
    "casebook:lesson_new": "review",
    "casebook:lesson_withdraw": "lesson",
    "casebook:lesson_use": "lesson",
    "casebook:picture": "case_picture",
    "casebook:takedown_decide": "case_takedown",
    "casebook:case_desk": "case_study",
    "casebook:case_restore": "case_study",
    "casebook:case_desk_add": "case_study",
    "casebook:case_version": "case_study",
    "casebook:part_desk": "book_part",
    "casebook:part_restore": "book_part",
    "casebook:part_desk_add": "book_part",
    "casebook:part_version": "book_part",
    "casebook:part_write": "book_part",
    "casebook:part_move": "book_part",
    "casebook:desk_end": "case_comment",
    "casebook:collection": "collection",
    "casebook:collection_write": "collection",
    "casebook:role_new": "collection",
    "casebook:role_drop": "collection_role",
    "casebook:part_new": "collection",
    "casebook:question_new": "collection",
    "casebook:question": "book_question",
    "pages:trace": "need",
    "api:batch_run": "batch_run",
    "api:batch_cancel": "batch_run",
    "api:export": "export",
    "api:export_file": "export",
    "intake:field_form_close": "field_form",
    "intake:field_form": "field_form",
    "intake:filled_xlsx": "field_form",
    "intake:filled_csv": "field_form",
    "intake:form_media_add": "field_form",
    "intake:form_media_remove": "form_media",
    "intake:form_mapping": "form_version",
    "intake:form_version_publish": "form_version",
    "intake:collector_revoke": "collector",
    "intake:hook": "hook",
    "intake:hook_map": "hook",
    "intake:hook_end": "hook",
    "intake:hook_retry": "hook",
    "intake:delivery_reveal": "hook_delivery",
    "intake:delivery_dismiss": "hook_delivery",
    "intake:warning": "warning",
    "intake:warning_xml": "warning",
    "intake:warning_feed_end": "warning_feed",
    "api:openrosa_form": "",  # a telephone's code opens these; what it may load is tested with OpenRosa
    "api:openrosa_form_bare": "",
    "api:openrosa_manifest": "",
    "api:openrosa_manifest_bare": "",
    "api:openrosa_media": "",
    "api:openrosa_media_bare": "",
    "api:openrosa_list_file": "",
    "api:openrosa_list_file_bare": "",
    "api:read_report": "report",
    "api:read_need": "need",
    "api:read_offer": "offer",
    "api:read_plan": "plan",
    "api:list_shares": "plan",
    "api:list_unmet": "plan",
    "api:trace_record": "need",
}
"""Addresses that name one record → which record of the first organisation a stranger tries there."""


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern, dict[str, object]]]:
    """Yield name, pattern and converters of each of our own addresses."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            space = f"{one.app_name}:" if one.app_name else prefix
            yield from addresses(one.url_patterns, space)
        elif one.name and prefix and one.callback.__module__.startswith(("qiao.", "ninja.")):
            yield f"{prefix}{one.name}", one, one.pattern.converters


OURS = {name: (pattern, converters) for name, pattern, converters in addresses()}
NAMING = sorted(
    name
    for name, (_pattern, converters) in OURS.items()
    if any("UUID" in type(one).__name__ for one in converters.values())
)
OF_A_CRISIS = sorted(name for name, (_pattern, converters) in OURS.items() if set(converters) == {"slug"})
PLAIN = sorted(name for name, (_pattern, converters) in OURS.items() if not converters)


def right_of(name: str) -> str:
    return getattr(OURS[name][0].callback, "right", "")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, ids: dict[str, uuid.UUID]) -> str:
    """Return the address with ids of the first organisation in it."""
    converters = OURS[name][1]
    given = {
        "pk": ids.get(RECORDS.get(name, ""), uuid.uuid4()),
        "id": ids.get(RECORDS.get(name, ""), uuid.uuid4()),
        "consent": ids.get("consent"),
        "referral": ids.get("care_referral"),
        "part": ids.get("care_finding" if name == "care:finding_decide" else "care_goal"),
        "other": ids.get(RECORDS.get(name, ""), uuid.uuid4()),
        "kind": "need",
        "number": 1,
        "slug": "small",
        "code": "0000-0000-0000-0000",
        "token": "none",
        "secret": "none",
        "text": "none",
        "name": "qiao_needs.csv",
        "table": "stock",
        "form": "csv",
        "language": "zh-Hans",
        "key": "needs",
        "what": "comment",
    }
    return reverse(name, kwargs={key: given[key] for key in converters})


def book_made(lin, association, case, crisis, now) -> dict[str, object]:
    """A collection in work with one part, and what belongs to a text of the first organisation."""
    collection = book.open_collection(lin, title=SECRET, year=2020, crisis=crisis)
    part = book.open_part(lin, collection, chapter="ASSOCIATION", kind="FOREWORD", title=SECRET)
    picture = desk.add_picture(
        lin, case, name="a.jpg", content=camera_photo(), caption=SECRET, credit=SECRET, licence="CC BY 4.0"
    )
    asked = {"applicant": SECRET, "affiliation": SECRET, "purpose": SECRET}
    held = {"title": SECRET, "format": "MIXED", "held_on": now.date(), "participants": SECRET}
    review = reviewing.open_review(lin, crisis, **held)
    owner = User.objects.get(pk=lin.user_id)
    todo = reviewing.plan_action(lin, review, what=SECRET, owner=owner, due_on=now.date())
    return {
        "review": review,
        "review_action": todo,
        "lesson": reviewing.learn(lin, review, statement=SECRET, dimension="SCOPE"),
        "book_part": part,
        "collection_role": book.name_role(lin, collection, organization=association, part="COMPILER"),
        "book_question": book.ask_question(lin, collection, chapter="ASSOCIATION", text=SECRET),
        "case_comment": desk.comment(lin, case, said=SECRET),
        "case_picture": picture,
        "case_takedown": takedowns.ask_takedown(lin, case, asked_by=SECRET, reason=SECRET, now=now),
        "text_request": casebook.request_text(lin, case, **asked),
    }


def contacts_made(lin, association, now) -> dict[str, object]:
    """A contact of the first organisation with its first version."""
    subject = Subject("organization", association.pk, association.name, "/")
    value = Value("ACCOUNT", "6200000000000001", holder=SECRET)
    contact = add_contact(lin, subject, value, label=SECRET, source=SECRET, now=now)
    return {"contact": contact, "contact_version": contact.versions.get()}


def called_made(lin, crisis, now) -> dict[str, object]:
    """A call for help of the first organisation, with its one answer."""
    entry = volunteering.Entry(SECRET, "15400000008", purposes={"CALLS"})
    member = volunteering.enter(lin, entry, submission=uuid.uuid4(), at=now)
    volunteering.confirm_enrolment(lin, member, at=now)
    asked = volunteering.Asked("HANDS", SECRET)
    call = volunteering.send_call(lin, crisis, asked, segment=None, name=SECRET, at=now)
    colleague = appoint("hand_over_to", member.organization, Role.COORDINATOR)
    note = volunteering.write_note(lin, crisis, meant_for=colleague.pk, text=SECRET, at=now)
    return {"help_call": call, "help_answer": call.answers.get(), "handover_note": note}


def carrier_made(lin, crisis, now) -> object:
    """A carrier that the first organisation entered."""
    rules = relief.Rules(name="示例物流")
    return relief.save_carrier(lin, crisis, rules, notice=SECRET, submission=uuid.uuid4(), saved_at=now)


def ties_made(lin, crisis, association, department, place, now) -> dict[str, object]:
    """A tie, a table of ties, a partnership, an obstacle and cooperation of the first organisation."""
    table = tie_actions.try_table(
        lin,
        id=uuid.uuid4(),
        name="x.csv",
        content=f"kind,with\npartner,{SECRET}\n".encode(),
        today=now.date(),
    )
    outside = Organization.objects.create(name="示例外地社", kind="ASSOCIATION")
    cooperation = begin_cooperation(
        lin, department=department, subject=SECRET, initiator="UNKNOWN", crisis=crisis
    )
    given = record_support(
        lin, kind="TRAINING", giver=association, receiver=outside, given_on=now.date(), what=SECRET
    )
    return {
        "support": given,
        "tie": tie_actions.record_tie(lin, kind="BENEFICIARY", name=SECRET, note=SECRET),
        "tie_table": table,
        "partnership": propose_partnership(
            lin, crisis, lead=outside, local=association, place=place, scope=SECRET
        ),
        "obstacle": record_obstacle(lin, crisis, kind="PERMIT", what=SECRET, met_on=now.date()),
        "cooperation": cooperation,
        "brought": record_brought(lin, cooperation, side="DEPARTMENT", asset="ACCESS", what=SECRET),
        "effect": claim_effect(lin, cooperation, claim=SECRET),
    }


def convoy_made(lin, crisis, mask, now) -> object:
    """A lorry of the first organisation that was sent as one of several."""
    need = make_need(lin, crisis, item=mask)
    offer = make_offer(lin, crisis, item=mask)
    match = relief.make_match(lin, need, offer, quantity=1, confirmed_at=now)
    lorry = relief.Loaded(relief.Trip(vehicle=SECRET), [match])
    return relief.send_convoy(lin, crisis, [lorry], sent_at=now, origin=SECRET)


def driver_made(delivery) -> dict[str, object]:
    """A problem that the driver of a delivery of the first organisation told."""
    told = relief.Told("PROBLEM", delivery, SECRET)
    problem = relief.take_driver_report(
        delivery.shipment, told, submission=uuid.uuid4(), received_at=timezone.now()
    )
    step = relief.take_driver_report(
        delivery.shipment,
        relief.Told("ARRIVED", delivery),
        submission=uuid.uuid4(),
        received_at=timezone.now(),
    )
    return {"driver_problem": problem, "driver_step": step}


def certificate_made(lin, association, activity, person):
    """A certificate over one hour that a colleague verified."""
    served = volunteering.record_hours(lin, activity, person=person, served_on=date(2020, 2, 1), minutes=60)
    colleague = actor_for(appoint("colleague", association, "COORDINATOR"))
    volunteering.verify_hours(colleague, served, verified_at=timezone.now())
    return volunteering.issue_certificate(lin, person, at=timezone.now())


def bulletin_made(lin, crisis, now) -> dict[str, object]:
    """A bulletin of the first organisation and what somebody says is wrong with it."""
    board = relief.set_board(lin, crisis, rhythm=0, now=now)
    issued = relief.issue_bulletin(lin, board, as_of=now, issued_at=now)
    question = relief.question_bulletin(
        issued, Message(SECRET), about="", submission=uuid.uuid4(), received_at=now, client="192.0.2.9"
    )
    return {"bulletin": issued, "bulletin_question": question}


def goods_made(lin, association, crisis, batch, report, now) -> dict[str, object]:
    """A line of a list of goods whose recipient is in doubt."""
    table = GoodsTable.objects.create(
        organization=association,
        batch=batch,
        crisis=crisis,
        kind="HANDED_OUT",
        publisher=SECRET,
        read_at=now,
    )
    line = GoodsLine.objects.create(
        organization=association, table=table, report=report, number=0, item_text=SECRET, at=now,
        ground="UNKNOWN", party_text=f"{SECRET}医院", party=association, link="DOUBTFUL",
    )  # fmt: skip
    return {"goods_line": line}


def shift_made(lin, crisis, report, now) -> dict[str, object]:
    """A hand-over of the first organisation, and its finding about hearsay."""
    handover = write_hand_over(lin, crisis, text=SECRET, now=now)
    finding = check_hearsay(lin, report, verdict="UNSURE", source=SECRET, now=now)
    return {"handover": handover, "hearsay_check": finding}


def gap_of_word(association, crisis, now):
    return Gap.objects.create(
        organization=association, crisis=crisis, kind="NEW_KIND", term=SECRET, found_at=now, reason=SECRET, key="NEW_KIND"
    )  # fmt: skip


@pytest.fixture
def ids(  # noqa: PLR0915, PLR0917 - one of each
    at_work, lin, lin_user, association, crisis, mask, yingshan, health_commission, now
) -> dict[str, uuid.UUID]:
    """One record of each kind, all of the first organisation."""
    need_report = intake.take_in(
        lin, Message(MESSAGE), id=uuid.uuid4(), crisis=crisis, source="PASTE", received_at=now
    ).report
    facts = {"item": mask, "place": yingshan, "party_text": f"{SECRET}医院", "item_text": f"{SECRET}口罩"}
    paper = intake.Upload(f"{SECRET}.pdf", b"%PDF-1.4 " + SECRET.encode())
    attachment = intake.attach(lin, need_report, paper, id=uuid.uuid4(), received_at=now).attachment
    table = intake.Table(f"{SECRET}.csv", f"物资,数量\n{SECRET}口罩,20\n".encode())
    batch = intake.hand_in(lin, table, id=uuid.uuid4(), crisis=crisis).batch
    said = [Message(MESSAGE, origin="群聊 2020-02-01 08:00:00"), Message(f"{SECRET}：收到")]
    draft = intake.make_draft(
        lin, intake.Pasted(said), id=uuid.uuid4(), crisis=crisis, at=timezone.now()
    ).draft
    need = make_need(lin, crisis, quantity_kind="EXACT", quantity=300, specification=SECRET, **facts)
    offer = make_offer(lin, crisis, quantity_kind="EXACT", quantity=900, **facts)
    again = {"quantity_kind": "UNKNOWN", **facts}
    telling = intake.tell_again(lin, need, need_report, facts=again, decided_at=now)
    plan = relief.make_plan(lin, crisis, now=now)
    share = plan.shares.first()
    match = relief.make_match(lin, share.need, share.offer, quantity=100, confirmed_at=now, share=share)
    delivery = relief.send_delivery(lin, match, sent_at=now, trip=relief.Trip(carrier=SECRET))
    small = relief.make_match(lin, share.need, share.offer, quantity=2, confirmed_at=now)
    receipt = relief.sign_receipt(
        lin, relief.send_delivery(lin, small, sent_at=now), quantity=1, signed_at=now, note=SECRET
    )
    movement = relief.write_off(lin, match.lot, quantity=1, at=now, reason=SECRET)
    held = relief.make_match(lin, share.need, share.offer, quantity=3, confirmed_at=now)
    other = make_need(lin, crisis, quantity_kind="EXACT", quantity=9, **facts)
    given_over = relief.split_match(lin, held, other, quantity=1, at=now, reason=SECRET)
    evidence = advocacy.note_evidence(lin, crisis, statement=f"{SECRET}缺口罩", records=[need], frozen_at=now)
    proposal = advocacy.draft_proposal(lin, crisis, title=f"关于{SECRET}的建议", situation=SECRET)
    advocacy.add_item(
        lin, proposal, problem=SECRET, ask=SECRET, addressee=health_commission, evidence=[evidence]
    )
    advocacy.add_item(lin, proposal, problem=f"{SECRET}又", ask=SECRET, addressee=None)
    said = advocacy.remark(lin, proposal, text=SECRET)
    change = advocacy.merge_items(lin, proposal, numbers=[1, 2])
    case = casebook.open_case_study(lin, crisis, subject=association, title=f"{SECRET}案例", frozen_at=now)
    imported = ImportedText.objects.create(
        organization=association, name="a.txt", title=SECRET, lines=[[SECRET, 0]], hash="0", draft_hash="0"
    )
    made_of_book = book_made(lin, association, case, crisis, now)
    gap = Gap.objects.create(
        organization=association,
        crisis=crisis,
        kind="BLIND_SPOT",
        place=yingshan,
        item=mask,
        found_at=now,
        reason=SECRET,
        key="BLIND_SPOT|421124|mask|",
    )
    naming = name_term(lin, gap_of_word(association, crisis, now), verdict="NOT_A_NEED")
    filing = Filing.objects.create(
        organization=association,
        proposal=proposal,
        department=Department.objects.create(name="示例县民政局"),
        channel="DIRECT",
    )
    department_link = make_link(
        lin, crisis, department=filing.department, place=yingshan, note=SECRET, now=now, secret=new_secret()
    )
    measure = add_measure(
        lin, crisis, title=SECRET, issuer=SECRET, adopted_on=now.date(), source=SECRET, text=f"一、{SECRET}"
    )
    reading = read_clause(
        lin,
        filing.proposal.items.first(),
        measure,
        Read(measure.clauses.get(), "FULL", 0, f"{SECRET}一样"),
        at=now,
    )
    gap_task = open_task(lin, gap, kind="VERIFY", what=SECRET)
    alert = Alert.objects.create(
        organization=association, crisis=crisis, kind="EXPIRED", need=need, raised_at=now
    )
    make_need(lin, crisis, **facts)
    pair = Pair.objects.filter(need_a__isnull=False).first()
    turn = intake.take_this(lin, need, now=timezone.now())
    activity = volunteering.record_activity(
        lin, crisis, kind="TRANSPORT", title=f"{SECRET}搬运", place=yingshan
    )
    person = Person.objects.create(name=f"{SECRET}志愿者", is_sample=True)
    hours = volunteering.record_hours(lin, activity, person=person, served_on=now.date(), minutes=60)
    later = timezone.now() + timedelta(days=1)
    shift = volunteering.open_shift(
        lin, activity, ShiftPlan(later, later + timedelta(hours=2), meet_at=SECRET)
    )
    taken = volunteering.assign(lin, shift, person, at=timezone.now())
    volunteering.tell_skill(lin, person, skill="LORRY")
    skill = VolunteerSkill.objects.get(person=person)
    certificate = certificate_made(lin, association, activity, person)
    export = start_export(
        lin, Wanted(what="needs", form="csv", crisis="", language="zh-hans", until=timezone.now().isoformat())
    )
    channel = outbox.add_channel(
        lin, Channel(name=f"{SECRET}群", means="WECOM", kinds=["need.due"]), address={}
    )
    outbox_notify(lin, kind="need.due", subject=crisis, crisis=f"{SECRET}疫情", slug=crisis.slug)
    version = intake.add_form(lin, crisis, ready_form("NEED"))
    intake.set_media(lin, version, f"{SECRET}.csv", b"name,label\n1,a\n")
    collector, _code = intake.add_collector(
        lin, crisis, name=f"{SECRET}手机", forms=[version.form], expires_at=timezone.now() + timedelta(days=1)
    )
    xml = filled(version).encode()
    instance, sender = read_instance(xml), intake.actor_of_collector(collector)
    intake.receive_filled(sender, instance, xml, version=version, received_at=now, collector=collector)
    form_result = FormResult.objects.create(
        organization=association, filled_id=instance.report_id, number=1, kind="CORRECTION", state="WAITING",
        reason="no_record", before={"item": SECRET},
    )  # fmt: skip
    hook, hook_code, _secret = intake.add_hook(lin, Hook(crisis=crisis, name=f"{SECRET}推送"))
    arrived = intake.receive_delivery(
        intake.open_hook(hook_code), SECRET.encode(), intake.Signed(), received_at=timezone.now()
    )
    told = cap().replace("英山县".encode(), SECRET.encode())
    warning = intake.receive_warning(lin, told, received_at=timezone.now()).warning
    feed = add_feed(lin, name=f"{SECRET}台", url="https://qyapi.weixin.qq.com/cap", at=timezone.now())
    made = {
        "warning": warning, "warning_feed": feed,
        "form_result": form_result,
        "hook": hook, "hook_delivery": arrived.delivery,
        "field_form": version.form, "form_version": version, "form_media": version.media.get(),
        "collector": collector,
        "turn": turn,
        "telling": telling, "import_batch": batch, "draft": draft,
        "pair": pair,
        "channel": channel, "notice": Notice.objects.get(channel=channel),
        "organization": association, "report": need_report, "attachment": attachment, "need": need, "offer": offer, "plan": plan,
        "share": share, "match": match, "delivery": delivery, "lot": match.lot, "receipt": receipt, "shipment": delivery.shipment, "movement": movement, "reallocation": given_over, "donor_limit": relief.set_donor_limit(lin, match.offer, most=10**6, at=now), "part": match.lot.parts.get(number=0),
        "store": relief.open_store(lin, name=f"{SECRET}仓库"), "kit": relief.save_kit(lin, Item.objects.get(code="family-kit"), {mask: 1}, at=now), "evidence": evidence, "evidence_record": evidence.records.get(), "quote": advocacy.quote_record(lin, evidence.records.get(), text=f"{SECRET}缺口罩", consent="NOT_ASKED"),
        "proposal": proposal, "remark": said, "rearrangement": change, "case_study": case, "imported": imported, "gap": gap, "naming": naming, "gap_task": gap_task, "filing": filing, "department_link": department_link, "measure": measure, "clause_reading": reading, "alert": alert, "activity": activity, "hours": hours,
        "certificate": certificate, "shift": shift, "place": taken, "volunteer_skill": skill,
        "enrolment": volunteering.enter(lin, volunteering.Entry(SECRET, "15400000009"), submission=uuid.uuid4(), at=now),
        "export": export,
    }  # fmt: skip
    made |= called_made(lin, crisis, now)
    made |= bulletin_made(lin, crisis, now) | care_made(lin, association, crisis)
    made |= quality_made(lin, crisis)
    made |= goods_made(lin, association, crisis, batch, need_report, now)
    made |= driver_made(delivery)
    made |= public_made(lin, crisis)
    made |= ties_made(lin, crisis, association, health_commission, yingshan, now)
    made["carrier"] = carrier_made(lin, crisis, now)
    made["convoy"] = convoy_made(lin, crisis, mask, now)
    made["batch_run"] = new_run(lin, crisis, "gaps", now=now)
    made["batch_run"].save()
    made |= contacts_made(lin, association, now) | shift_made(lin, crisis, need_report, now)
    made |= funding_made(lin, crisis) | preparing_made(lin, yingshan)
    made |= exchange_made(lin, crisis, need)
    made |= funding_made(lin, crisis) | made_of_book
    return {name: one.pk for name, one in made.items()}


def funding_made(lin, crisis) -> dict[str, object]:
    """A campaign of the first organisation, and what it disclosed."""
    campaign = open_campaign(lin, crisis, title=SECRET, route="PUBLIC", began_on=crisis.began_on)
    act = {"act": "PUBLISH_RECEIPTS", "done_on": crisis.began_on, "where": SECRET}
    sheet = f"类别,来源,金额\n会费,{SECRET},1\n".encode()
    owner = User.objects.get(pk=lin.user_id)
    return {
        "campaign": campaign,
        "disclosure": publish_disclosure(lin, campaign=campaign, **act),
        "pack": publish_pack(
            lin,
            Scope(campaign, crisis.began_on, crisis.began_on),
            kind="PERIOD",
            now=timezone.now(),
            address="",
        ),
        "cash_aid": propose_cash(
            lin,
            crisis,
            Help("CASH", SECRET, 1, 1),
            person_code="",
            consent="SIGNED",
            consent_on=crisis.began_on,
        ),
        "year_accounts": try_accounts(lin, id=uuid.uuid4(), name=f"{SECRET}.csv", content=sheet, year=2025),
        "readiness_task": plan_task(lin, item=6, what=SECRET, owner=owner, due_on=date(2030, 1, 1)),
    }


def preparing_made(lin, yingshan) -> dict[str, object]:
    """A drill of the first organisation, and a peer set it founded."""
    now = timezone.now()
    setting = {"hazard": "FLOOD", "people": 10, "days": 3, "seed": 1, "runs": 1}
    return {
        "drill": hold_drill(lin, DrillNetwork(), place=yingshan, at=now, title=SECRET, **setting),
        "peers": found_peers(lin, name=SECRET, why=SECRET, at=now),
    }


def exchange_made(lin, crisis, need) -> dict[str, object]:
    """Another platform, a record it told, and one of ours that may be the same."""
    now = timezone.now()
    agreed = exchange.Agreed(SECRET, date(2099, 1, 1), ["need"], ["need"])
    platform = exchange.add_platform(
        lin, exchange.Introduced(uuid.uuid4(), SECRET, "ab" * 32), agreed, at=now
    )
    owned = {"organization_id": lin.organization_id}
    body = {
        "crisis": "x",
        "item": "mask-surgical",
        "amount": {"kind": "OPEN"},
        "tier": 2,
        "told_on": "2020-02-01",
    }
    foreign = ForeignRecord.objects.create(
        **owned, platform=platform, record=uuid.uuid4(), kind="need", version=1, state="current",
        body=body | {"unit": {"id": str(uuid.uuid4()), "name": SECRET}}, changed_at=now, taken_at=now,
    )  # fmt: skip
    return {
        "platform": platform,
        "shared_crisis": exchange.share_crisis(lin, platform, crisis=crisis, key="x"),
        "foreign": foreign,
        "likeness": Likeness.objects.create(
            **owned, foreign=foreign, need=need, probability=0.5, found_at=now
        ),
    }


def care_made(lin, association, crisis) -> dict[str, object]:
    """A file of the first organisation with what hangs on it, and a request nobody has taken up."""
    worker, supervisor = (
        appoint(name, association, role) for name, role in (("zhou", "CASEWORKER"), ("he", "SUPERVISOR"))
    )
    zhou, now = actor_for(worker), timezone.now()
    file = care.open_file(zhou, crisis, kind="GRIEF", identity=SECRET, supervisor=supervisor)
    sharing = {"purpose": Consent.Purpose.SHARING, "receiver": "示例中心"}
    consent = care.record_consent(zhou, file, **sharing, given_at=now)
    return {
        "care_file": file,
        "consent": consent,
        "care_referral": care.ask_referral(
            zhou, file, to=None, to_name="示例中心", summary=SECRET, asked_at=now
        ),
        "care_finding": CareFinding.objects.create(
            organization=association,
            crisis=crisis,
            kind="GRIEF",
            text=SECRET,
            written_by=worker,
            written_at=now,
        ),
        "care_group": care.open_group(
            zhou,
            crisis,
            kind="GRIEF",
            aim=SECRET,
            planned_sessions=6,
            other=appoint("sun", association, "CASEWORKER"),
        ),
        "care_goal": care.set_goal(zhou, file, text=SECRET, set_at=now),
        "care_request": make_need(lin, crisis, item=Item.objects.get(code="counselling")),
    }


def quality_made(lin, crisis) -> dict[str, object]:
    """Feedback with a complaint, and who is named for sensitive ones."""
    now = timezone.now()
    told = quality.Told(words=SECRET, kind="MANNER")
    feedback = quality.note_feedback(lin, crisis, told, submission=uuid.uuid4(), at=now)
    mo = appoint("mo", feedback.organization, "SUPERVISOR")
    return {
        "feedback": feedback,
        "complaint": feedback.complaint,
        "focal_point": quality.name_focal_point(lin, user=mo, at=now),
    }


def public_made(lin, crisis):
    table = Table(f"{SECRET}.csv", "地区,确诊\n英山县,3\n".encode())
    batch, _is_new = hand_in_table(lin, table, id=uuid.uuid4(), crisis=crisis, content="FIGURES")
    commission = Department.objects.create(name="示例卫健局", is_sample=True)
    given = give_notification(
        lin, crisis, department=commission, told=SECRET, told_at=timezone.now(), way="PHONE"
    )
    purse = Table(f"{SECRET}.csv", "日期,金额\n2020-02-01,3\n".encode())
    ledger_batch = try_ledger_table(
        Actor.operator(lin.organization_id), purse, Intent("BANK"), today=timezone.localdate()
    )
    return {
        "figure_batch": batch,
        "notification": given,
        "ledger_batch": ledger_batch,
        **money_made(lin, crisis),
    }


def money_made(lin, crisis):
    """A campaign and a grant of the first organisation."""
    today = timezone.localdate()
    campaign = open_campaign(lin, crisis, title=SECRET, route="DIRECTED", began_on=today)
    facts = {"funder": SECRET, "title": SECRET, "amount_fen": 100, "applied_on": today}
    grant = award_grant(lin, apply_grant(lin, crisis, **facts), amount_fen=100, on=today)
    instalment = plan_instalment(lin, grant, due_on=today, amount_fen=100)
    operator = Actor.operator(lin.organization_id)
    gift = receive_gift(operator, Donor("PERSON", SECRET), [Part(SECRET, 100)], on=today)
    return {"campaign": campaign, "grant": grant, "instalment": instalment, "gift": gift}


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.QIAO_EXPORTS = tmp_path / "exports"
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def stranger(other_association) -> Client:
    """Somebody with every role, in another organisation."""
    return client_of(appoint("stranger", other_association, *STAFF))


def test_every_address_that_names_a_record_is_swept():
    assert set(NAMING) ^ set(RECORDS) == set()


class Nowhere(dict):
    """Ids of records that nobody has."""

    def get(self, _key, _default=None):
        return uuid.uuid4()


PART = {"HX-Request": "true"}
"""Ask as a page does for a part of itself: a refusal is then a sentence, not the whole house around it."""

COMMON = {
    "advocacy:cooperation_list": "names departments, which are common to all",
    "advocacy:links": "names departments",
    "api:read_checkpoint": "the head of the one trail, published on purpose: how many entries, of nobody in particular",
    "casebook:case_new": "names organisations",
    "casebook:picture": "may be public: a published text's picture is looked up before its text",
    "funding:ledger_checkpoint": "the head of the one trail",
    "gaps:notification_list": "names departments",
    "pages:trail": "shows the stranger's own downloads made by this test",
    "pages:welcome": "names who publishes a bulletin",
    "registry:department_list": "departments are common to all",
    "registry:organization_list": "organisations are common to all",
    "registry:tie_list": "names organisations",
    "registry:scope_edit": "an organisation is known to all: that it is not one's own is said",
}
"""What may tell that another organisation writes, and why."""

PACKED = ("application/vnd.openxmlformats", "application/pdf", "application/zip")
CHANCE = re.compile(
    r'<div class="toasts".*?</div></div>|DTSTAMP:\w+|name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": *"[^"]+"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::[\d.]+)?(?:[+-]\d\d:?\d\d|Z)?|\d\d:\d\d(?::\d\d)?"
)
"""What differs from one answer to the next whatever was asked: marks against forgery, fresh ids, the clock."""


def said(answer) -> str:
    """Return the text of an answer without what chance and the clock put there."""
    whole = b"".join(answer) if answer.streaming else answer.content
    if answer.get("Content-Type", "").startswith(PACKED):
        return ""  # holds the moment it was made, packed; the page and the CSV beside it say the same
    return CHANCE.sub("·", whole.decode(errors="replace"))


def listed(wrong: dict[str, object]) -> str:
    return "\n".join(f"{name}: {told}" for name, told in wrong.items())


def asked(client: Client, method: str, url: str) -> tuple[int, str, int]:
    """Return status, text and how many queries it took: a clock would be noise, a query more is a fact."""
    queries = []
    with connection.execute_wrapper(lambda execute, *call: queries.append(1) or execute(*call)):
        answer = getattr(client, method)(url, headers=PART)
    return answer.status_code, said(answer).replace(url, "·"), len(queries)


def test_a_record_of_another_organisation_is_answered_as_one_that_is_missing(ids, stranger, monkeypatch):
    monkeypatch.setattr(
        "qiao.accounts.sessions.SEEN_EVERY_SECONDS", 86_400
    )  # noted between two, it would count
    wrong = {}
    for name in (one for one in NAMING if RECORDS[one]):
        for method in ("get", "post"):
            foreign = asked(stranger, method, address(name, ids))
            missing = asked(stranger, method, address(name, Nowhere()))
            is_known = name.startswith("registry:") and foreign[0] == 422
            if SECRET in foreign[1] or not (foreign[0] in {403, 404, 405} or is_known):
                wrong[f"{name} {method}"] = foreign[0]
            elif foreign != missing and not is_known and name not in COMMON:
                wrong[f"{name} {method}"] = (foreign[0], missing[0], foreign[2], missing[2])

    assert not wrong, listed(wrong)


def test_no_list_search_count_or_file_tells_of_another_organisation(crisis, stranger, request):
    lists = [*OF_A_CRISIS, *PLAIN]
    before = {name: said(stranger.get(address(name, {}))) for name in lists}

    ids = request.getfixturevalue("ids")

    wrong = {}
    for name in lists:
        after = said(stranger.get(address(name, {})))
        told = stranger.get(address(name, {}), {"q": SECRET, "text": SECRET, "gap": str(ids["gap"])})
        whole = b"".join(told) if told.streaming else told.content
        shown = whole.decode(errors="replace")  # a spreadsheet is no text; the same list as CSV is
        shown = (
            shown.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "").replace(f"gap={ids['gap']}", "")
        )
        held = [one for one, pk in ids.items() if one != "organization" and str(pk) in shown]
        if told.status_code >= 500 or SECRET in shown or held:
            wrong[name] = (told.status_code, held)
        elif after != before[name] and name not in COMMON:
            lines = zip(before[name].splitlines(), after.splitlines(), strict=False)
            wrong[name] = next(
                (f"{old} → {new}"[:600] for old, new in lines if old != new), "it became longer or shorter"
            )

    assert not wrong, listed(wrong)


def is_public(name: str) -> bool:
    return right_of(name) == "public" or OURS[name][0].callback.__module__.startswith("ninja.")


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_without_an_account_comes_further_than_the_sign_in(ids, crisis, client, method):
    answers = {name: getattr(client, method)(address(name, ids)) for name in OURS if not is_public(name)}

    assert [
        name
        for name, answer in answers.items()
        if answer.status_code != 405
        and not (answer.status_code == 302 and answer["Location"].startswith("/accounts/login/"))
    ] == []


def test_a_public_page_asks_nobody_for_an_organisation_at_work(ids, crisis):
    """In a context of its own, as for a stranger: a scope that a fixture left open would hide what asks for one."""
    opened, wrong = [], {}
    for name in filter(is_public, OURS):
        answer = contextvars.Context().run(Client().get, address(name, ids))
        opened += [name] if answer.status_code == 200 else []
        if answer.status_code >= 500 or answer.get("Location", "").startswith("/accounts/login/"):
            wrong[name] = (answer.status_code, answer.get("Location", ""))

    assert wrong == {}
    assert len(opened) > 20


def test_each_role_is_refused_whatever_its_verbs_do_not_allow(ids, association, rf):
    """Each address × each role, asked at its door: what the house makes of a refusal is tested once, elsewhere."""
    opened, closed = [], []
    for role in STAFF:
        actor = Actor(uuid.uuid4(), association.pk, frozenset({role.value}))
        for name in (one for one in OURS if role not in rights().get(right_of(one), STAFF)):
            request = rf.post(address(name, ids))
            request.actor = actor
            found = resolve(request.path)
            closed.append((role.value, name))
            try:
                found.func(request, *found.args, **found.kwargs)
            except RightMissingError:
                continue
            opened.append((role.value, name))

    assert len(closed) > len(OURS)
    assert opened == []


@pytest.mark.database("sqlite")
def test_what_is_shown_to_people_signed_in_is_kept_by_nobody_on_the_way(ids, association):
    worker = client_of(appoint("reader", association, *STAFF))
    kept = {}
    for name in OURS:
        if is_public(name):
            continue
        answer = worker.get(address(name, ids))
        said(answer)  # a file is read to its end, and so closed
        held = answer.get("Cache-Control", "")
        if "no-store" not in held or answer.has_header("ETag") or answer.has_header("Last-Modified"):
            kept[name] = (answer.status_code, held)

    assert kept == {}


def test_an_appointment_that_has_ended_opens_nothing(ids, association):
    worker = client_of(appoint("gone", association, *STAFF))
    Appointment.objects.filter(user__username="gone").update(until=timezone.localdate() - timedelta(days=1))

    statuses = {
        worker.get(address(name, ids), headers=PART).status_code for name in OURS if not is_public(name)
    }

    assert statuses <= {403, 405}


def test_a_form_without_its_csrf_value_does_nothing(ids, lin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin_user, backend="django.contrib.auth.backends.ModelBackend")

    answers = {name: client.post(address(name, ids), {}).status_code for name in OURS}

    assert {name: code for name, code in answers.items() if code not in {401, 403, 405}} == {}
