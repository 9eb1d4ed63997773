"""Figures and findings leave the desk: by consent, ten and more, without persons, let out by a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.care import actions
from qiao.care.models import CareFinding, CareRelease, Consent
from qiao.care.queries import requests_for_care
from qiao.exceptions import (
    FewPeopleError,
    LineAlreadyDecidedError,
    PersonalDataError,
    ReleaseTooSoonError,
    RightMissingError,
)
from qiao.intake.models import Report
from qiao.registry.models import Person

pytestmark = pytest.mark.usefixtures("at_work")

FINDING = "丧亲家属不知道去哪里领骨灰，需要有人陪着办手续，需要心理支持"


def open_files(zhou, he_user, crisis, count, *, kind="GRIEF", agrees=True):
    for _ in range(count):
        file = actions.open_file(zhou, crisis, kind=kind, identity="示例", supervisor=he_user)
        if agrees:
            actions.record_consent(zhou, file, purpose="STATISTICS", given_at=timezone.now())


def release(he, crisis, at=None):
    return actions.release_figures(he, crisis, made_at=at or timezone.now())


def write(zhou, crisis, text=FINDING):
    return actions.write_finding(zhou, crisis, kind="GRIEF", text=text, written_at=timezone.now())


@pytest.fixture
def eleven(zhou, he_user, crisis):
    open_files(zhou, he_user, crisis, 11)


def test_only_who_agreed_is_counted(zhou, he, he_user, crisis, eleven):
    open_files(zhou, he_user, crisis, 12, kind="STRESS", agrees=False)

    cells = release(he, crisis).content["cells"]

    assert (cells["GRIEF/ADULT"], cells["STRESS/ADULT"]) == (10, None)


def test_an_issue_follows_after_seven_days(he, crisis):
    now = timezone.now()
    release(he, crisis, now)
    with pytest.raises(ReleaseTooSoonError):
        release(he, crisis, now + timedelta(days=6))

    release(he, crisis, now + timedelta(days=7))
    assert CareRelease.objects.count() == 2


def test_nine_files_and_ten_show_nobody_between_them(zhou, he, he_user, crisis):
    now, seen = timezone.now(), []
    for week in range(8):
        open_files(zhou, he_user, crisis, 2)
        seen.append(release(he, crisis, now + timedelta(days=7 * week)).content["cells"]["GRIEF/ADULT"])

    assert seen == [None, None, None, None, 10, 10, 10, 15]


def test_a_finding_of_ten_becomes_a_report_and_is_traced(zhou, he, crisis, eleven):
    finding = actions.decide_finding(he, write(zhou, crisis), is_released=True, decided_at=timezone.now())

    report = Report.objects.get()
    assert (finding.report_id, report.masked.text) == (report.pk, FINDING)
    assert report.needs.exists()
    assert not requests_for_care(crisis).exists()


def test_nine_are_too_few(zhou, he_user, crisis):
    open_files(zhou, he_user, crisis, 9)

    with pytest.raises(FewPeopleError):
        write(zhou, crisis)


def test_a_consent_withdrawn_since_counts_at_the_gate(zhou, he, crisis, eleven):
    finding = write(zhou, crisis)
    for consent in Consent.objects.all()[:2]:
        actions.withdraw_consent(zhou, consent, withdrawn_at=timezone.now())

    with pytest.raises(FewPeopleError):
        actions.decide_finding(he, finding, is_released=True, decided_at=timezone.now())
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "家属电话 15400000079 打不通",
        "示例某某家里没人管",
        "有3户没有收到通知",
        "其中两位老人独居",
        "证件 420106199001011234 丢了",
    ],
)
def test_what_points_at_somebody_is_refused(zhou, crisis, eleven, text):
    Person.objects.create(name="示例某某", is_sample=True)

    with pytest.raises(PersonalDataError):
        write(zhou, crisis, text)
    assert not CareFinding.objects.exists()


def test_who_wrote_it_does_not_let_it_out(zhou, zhou_user, crisis, eleven):
    finding = write(zhou, crisis)

    with pytest.raises(RightMissingError):
        actions.decide_finding(zhou, finding, is_released=True, decided_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        CareFinding.objects.update(decided_by=zhou_user)


def test_a_finding_held_back_is_decided(zhou, he, crisis, eleven):
    finding = write(zhou, crisis)
    actions.decide_finding(he, finding, is_released=False, decided_at=timezone.now())

    assert not Report.objects.exists()
    with pytest.raises(LineAlreadyDecidedError):
        actions.decide_finding(he, finding, is_released=True, decided_at=timezone.now())


def test_the_pages_issue_and_let_out(as_zhou, as_he, as_lin, crisis, eleven):
    address = reverse("care:figures", args=[crisis.slug])
    empty = as_lin.get(address).status_code
    as_he.post(reverse("care:figures_release", args=[crisis.slug]))
    few = as_zhou.post(
        reverse("care:finding_new", args=[crisis.slug]), {"finding-kind": "OTHER", "finding-text": FINDING}
    )
    as_zhou.post(
        reverse("care:finding_new", args=[crisis.slug]), {"finding-kind": "GRIEF", "finding-text": FINDING}
    )
    waiting = as_lin.get(address).content.decode()
    finding = CareFinding.objects.get()
    as_he.post(reverse("care:finding_decide", args=[crisis.slug, finding.pk]), {"answer": "RELEASED"})

    assert (empty, few.status_code) == (200, 422)
    assert "10+" in waiting
    assert FINDING not in waiting  # what is not let out yet is the desk's alone
    assert Report.objects.count() == 1
    csv = as_lin.get(reverse("care:figures_file", args=[crisis.slug])).content.decode("utf-8-sig")
    assert "10" in csv
    assert "11" not in csv


@pytest.mark.parametrize("who", ["as_chen"])
def test_figures_are_not_for_everybody(request, crisis, who):
    assert request.getfixturevalue(who).get(reverse("care:figures", args=[crisis.slug])).status_code == 403
