"""Contacts: a swindler who writes in a hospital's name changes nothing until somebody called the old telephone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django_scopes import scope

from qiao.accounts.roles import Actor, Role
from qiao.exceptions import (
    ContactChannelError,
    ContactKnownError,
    ContactNoteMissingError,
    ContactOwnCheckError,
    ContactPendingError,
    ContactSameError,
    ContactSettledError,
    RightMissingError,
)
from qiao.registry.contact_actions import (
    add_contact,
    ask_change,
    check_contact,
    reveal_version,
    take_effect,
    take_effect_everywhere,
    withdraw_change,
)
from qiao.registry.contact_queries import contacts_of, shown
from qiao.registry.contact_subjects import Subject, subject_of
from qiao.registry.contact_values import Value, clean_number
from qiao.registry.models import ContactPoint, ContactVersion, Organization
from qiao.registry.queries import actor_for
from qiao.trail.models import Notice, TrailEntry
from qiao.trail.outbox_actions import choose_notices, follow
from tests.conftest import NOW, appoint
from tests.makers import make_need

DAY = timedelta(days=1)
OLD, NEW = "0713-7000001", "15400000009"
ACCOUNT, OTHER_ACCOUNT = "6200000000000001", "6200000000000999"
State = ContactVersion.State


@pytest.fixture
def hospital(yingshan) -> Organization:
    return Organization.objects.create(name="示例县人民医院", kind="HOSPITAL", home=yingshan, is_sample=True)


@pytest.fixture
def subject(hospital) -> Subject:
    return subject_of("organization", hospital.pk)


@pytest.fixture
def wang(association):
    """王, who keeps the books."""
    return actor_for(appoint("wang", association, Role.FINANCE))


@pytest.fixture
def phone(lin, subject, at_work) -> ContactPoint:
    """The telephone of the hospital, known for ten days."""
    return add_contact(
        lin, subject, Value("PHONE", OLD), label="设备科", source="官网公告", now=NOW - 10 * DAY
    )


@pytest.fixture
def account(lin, wang, subject, phone) -> ContactPoint:
    """An account of the hospital, verified by calling that telephone."""
    value = Value("ACCOUNT", ACCOUNT, holder="示例县人民医院", bank="示例银行")
    point = add_contact(lin, subject, value, label="", source="盖章函件", now=NOW - 5 * DAY)
    check_contact(
        wang,
        point.versions.get(),
        is_right=True,
        method="CALLBACK",
        called=phone.versions.get(),
        now=NOW - 5 * DAY,
    )
    return point


def stands(point) -> str:
    held = shown(ContactPoint.objects.get(pk=point.pk)).standing
    return held.masked if held else ""


def asked(actor, point, text=OTHER_ACCOUNT, **facts):
    value = Value(point.kind, text, **facts)
    return ask_change(actor, point, value, source="有人来电说换了", now=NOW)


def test_a_telephone_stands_at_once_and_says_that_nobody_verified_it(phone, hospital):
    (row,) = contacts_of(hospital.pk)

    assert row.standing.masked == "071****01"
    assert not row.is_checked


def test_a_first_account_stands_only_once_another_person_verified_it(lin, subject, at_work):
    point = add_contact(
        lin, subject, Value("ACCOUNT", ACCOUNT, holder="甲"), label="", source="来电", now=NOW
    )

    assert stands(point) == ""
    assert shown(point).change.state == State.ASKED


def test_what_stood_goes_on_standing_while_a_change_is_asked_for(chen, account):
    asked(chen, account, holder="某某")

    assert stands(account).endswith("0001")


def test_whoever_asked_cannot_verify_however_many_rights_they_have(lin, account, phone):
    change = asked(lin, account, holder="某某")

    with pytest.raises(ContactOwnCheckError):
        check_contact(lin, change, is_right=True, method="CALLBACK", called=phone.versions.get(), now=NOW)


def test_the_database_itself_refuses_that_one_person_asks_and_verifies(lin, account):
    change = asked(lin, account, holder="某某")

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactVersion.objects.filter(pk=change.pk).update(checked_by=change.asked_by, checked_at=NOW)


def test_the_database_itself_refuses_that_an_unverified_change_stands(lin, account):
    change = asked(lin, account, holder="某某")
    ContactVersion.objects.filter(point=account, state=State.STANDING).update(state=State.PAST)

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactVersion.objects.filter(pk=change.pk).update(state=State.STANDING)


def test_a_swindler_who_changes_the_telephone_first_cannot_verify_the_account_on_it(
    chen, wang, account, phone
):
    moved = asked(chen, phone, NEW)
    check_contact(wang, moved, is_right=True, method="NOTICE", note="看到一份盖章的函，文号示例一号", now=NOW)
    change = ask_change(
        chen, account, Value("ACCOUNT", OTHER_ACCOUNT, holder="某某"), source="同一人来电", now=NOW + DAY
    )

    with pytest.raises(ContactChannelError):
        check_contact(wang, change, is_right=True, method="CALLBACK", called=moved, now=NOW + DAY)


def test_the_replaced_telephone_still_verifies_for_a_month(chen, wang, account, phone):
    old = phone.versions.get()
    moved = asked(chen, phone, NEW)
    check_contact(wang, moved, is_right=True, method="CALLBACK", called=old, now=NOW)
    change = ask_change(
        chen, account, Value("ACCOUNT", OTHER_ACCOUNT, holder="某某"), source="来电", now=NOW + DAY
    )

    checked = check_contact(wang, change, is_right=True, method="CALLBACK", called=old, now=NOW + DAY)

    assert checked.state == State.WAITING


def test_a_visit_or_a_paper_is_explained(chen, wang, account):
    change = asked(chen, account, holder="某某")

    with pytest.raises(ContactNoteMissingError):
        check_contact(wang, change, is_right=True, method="VISIT", note="去过", now=NOW)


def test_an_account_is_verified_by_those_who_keep_the_books_or_administer(chen, association, account, phone):
    coordinator = actor_for(appoint("he", association, Role.COORDINATOR))
    change = asked(chen, account, holder="某某")

    with pytest.raises(RightMissingError):
        check_contact(
            coordinator, change, is_right=True, method="CALLBACK", called=phone.versions.get(), now=NOW
        )


def test_a_verified_change_of_account_waits_two_days_and_then_stands(chen, wang, account, phone):
    change = asked(chen, account, holder="示例县人民医院")
    check_contact(wang, change, is_right=True, method="CALLBACK", called=phone.versions.get(), now=NOW)

    early = take_effect_everywhere(NOW + timedelta(hours=47))
    before = stands(account)
    late = take_effect_everywhere(NOW + timedelta(hours=49))

    assert (early, late) == (0, 1)
    assert (before[-4:], stands(account)[-4:]) == ("0001", "0999")


def test_a_verified_change_can_be_taken_back_while_it_waits(chen, wang, account, phone):
    change = asked(chen, account, holder="示例县人民医院")
    check_contact(wang, change, is_right=True, method="CALLBACK", called=phone.versions.get(), now=NOW)

    withdraw_change(wang, change, now=NOW)

    assert take_effect_everywhere(NOW + 3 * DAY) == 0
    assert stands(account).endswith("0001")


def test_a_change_withdrawn_in_the_last_moment_does_not_take_effect(chen, wang, account, phone):
    change = asked(chen, account, holder="示例县人民医院")
    check_contact(wang, change, is_right=True, method="CALLBACK", called=phone.versions.get(), now=NOW)
    seen_by_the_worker = ContactVersion.objects.get(pk=change.pk)
    withdraw_change(wang, change, now=NOW + 2 * DAY)

    with pytest.raises(ContactSettledError):
        take_effect(Actor.operator(wang.organization_id), seen_by_the_worker, now=NOW + 3 * DAY)
    assert stands(account).endswith("0001")


def test_what_the_institution_denies_never_stands_and_the_keepers_are_told(chen, lin, wang, account, phone):
    choose_notices(lin, kinds=["contact.denied"], quiet_from=0, quiet_until=0, at=NOW)
    change = asked(chen, account, holder="某某")

    check_contact(wang, change, is_right=False, method="CALLBACK", called=phone.versions.get(), now=NOW)

    change.refresh_from_db()
    assert change.state == State.DENIED
    assert stands(account).endswith("0001")
    assert Notice.objects.filter(kind="contact.denied", user=lin.user_id).count() == 1


def test_a_change_is_settled_once(chen, wang, account, phone):
    change = asked(chen, account, holder="某某")
    old = phone.versions.get()
    check_contact(wang, change, is_right=False, method="CALLBACK", called=old, now=NOW)

    with pytest.raises(ContactSettledError):
        check_contact(wang, change, is_right=True, method="CALLBACK", called=old, now=NOW)


def test_one_change_waits_at_a_time(chen, lin, account):
    asked(chen, account, holder="某某")

    with pytest.raises(ContactPendingError):
        asked(lin, account, "6200000000000777", holder="某某")


def test_the_same_again_is_no_change(chen, phone):
    with pytest.raises(ContactSameError):
        ask_change(chen, phone, Value("PHONE", OLD), source="来电", now=NOW)


def test_a_second_of_the_same_kind_and_label_is_refused(lin, subject, phone):
    with pytest.raises(ContactKnownError):
        add_contact(lin, subject, Value("PHONE", NEW), label="设备科", source="来电", now=NOW)


def test_followers_of_the_institution_and_of_its_needs_are_told_once_it_stands(
    lin, chen, wang, crisis, mask, hospital, phone
):
    need = make_need(lin, crisis, item=mask, party=hospital)
    kinds = ["contact.changed", "need.contact"]
    choose_notices(lin, kinds=kinds, quiet_from=0, quiet_until=0, at=NOW)
    follow(lin, hospital, is_on=True)
    follow(lin, need, is_on=True)
    change = asked(chen, phone, NEW)
    told_early = Notice.objects.filter(kind__in=kinds).count()

    check_contact(wang, change, is_right=True, method="CALLBACK", called=phone.versions.last(), now=NOW)

    told = list(Notice.objects.filter(kind__in=kinds, user=lin.user_id).order_by("kind"))
    assert told_early == 0
    assert [(one.kind, one.subject_id) for one in told] == [
        ("contact.changed", hospital.pk),
        ("need.contact", need.pk),
    ]
    assert NEW not in str([one.details for one in told])


def test_neither_the_row_nor_the_trail_holds_the_number(lin, phone):
    version = phone.versions.get()

    value = reveal_version(lin, version)

    assert value.text == OLD
    assert OLD.encode() not in bytes(version.sealed)
    assert OLD not in str(list(TrailEntry.objects.values_list("details", flat=True)))
    assert TrailEntry.objects.filter(verb="contact_point.reveal").count() == 1


def test_another_organisation_sees_no_contact_of_ours(phone, hospital, other_association):
    with scope(organization=other_association.pk):
        assert contacts_of(hospital.pk) == []


@pytest.mark.parametrize("said", ["１５４ 0000 0008", "154-0000-0008", "154\u200b00000008"])
def test_one_number_has_one_spelling(said):
    assert Value("PHONE", clean_number("PHONE", said)).mark == Value("PHONE", "15400000008").mark


# Pages


def test_the_page_of_the_institution_shows_the_old_with_a_warning_until_verified(
    as_lin, chen, hospital, account
):
    asked(chen, account, holder="某某")

    page = as_lin.get(reverse("registry:organization", args=(hospital.pk,))).content.decode()

    assert "有人要求更改，尚未核实" in page
    assert "****0001" in page
    assert OTHER_ACCOUNT[-4:] not in page


def test_a_change_is_asked_for_and_verified_on_its_page(as_chen, client, wang, account, phone):
    url = reverse("registry:contact_change", args=(account.pk,))
    said = {"text": OTHER_ACCOUNT, "holder": "示例县人民医院", "bank": "", "source": "盖章函件"}
    as_chen.post(url, said)
    change = ContactVersion.objects.get(state=State.ASKED)
    from qiao.accounts.models import User

    client.force_login(User.objects.get(pk=wang.user_id), backend="django.contrib.auth.backends.ModelBackend")

    called = {"check-method": "CALLBACK", "check-called": str(phone.versions.get().pk), "right": "1"}
    answer = client.post(reverse("registry:contact_check", args=(change.pk,)), called, follow=True)

    change.refresh_from_db()
    assert change.state == State.WAITING
    assert "等待生效" in answer.content.decode()


def test_without_an_old_telephone_the_page_says_to_visit(as_lin, chen, at_work, lin, subject):
    point = add_contact(
        chen if chen.may("contact_point.add") else lin,
        subject,
        Value("PHONE", OLD),
        label="",
        source="来电",
        now=NOW,
    )
    ContactVersion.objects.filter(point=point).update(asked_by=chen.user_id)

    page = as_lin.get(reverse("registry:contact_point", args=(point.pk,))).content.decode()

    assert "没有够早的旧电话可以回拨" in page


def test_a_wrong_account_number_says_what_is_wrong_and_keeps_what_was_typed(as_chen, account):
    said = {"text": "12A4", "holder": "示例", "source": "来电"}

    answer = as_chen.post(reverse("registry:contact_change", args=(account.pk,)), said)

    assert answer.status_code == 422
    assert "账号只有数字" in answer.content.decode()
    assert "12A4" in answer.content.decode()


def test_history_is_for_those_with_the_right(as_chen, as_lin, account):
    url = reverse("registry:contact_point", args=(account.pk,))

    assert "更改历史" in as_lin.get(url).content.decode()
    assert "更改历史" not in as_chen.get(url).content.decode()


def test_a_need_without_an_institution_has_contacts_of_its_own(as_lin, lin, crisis, mask, at_work):
    need = make_need(lin, crisis, item=mask)
    url = reverse("registry:contact_new", args=("need", need.pk))

    as_lin.post(url, {"kind": "ADDRESS", "label": "", "text": "示例县示例镇示例路一号后门", "source": "来电"})

    page = as_lin.get(reverse("intake:need", args=(need.pk,))).content.decode()
    assert "示例县示例镇…" in page
    assert "一号后门" not in page
