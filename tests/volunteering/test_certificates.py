"""Certificates: over verified time alone, signed, checked elsewhere, revoked; and hours corrected with a reason."""

import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.hours import CertificateError, public_key_of, read, sign, verify
from qiao.exceptions import LineAlreadyDecidedError, NothingVerifiedError, RightMissingError, SamePersonError
from qiao.trail.models import TrailEntry
from qiao.volunteering import actions
from qiao.volunteering.models import Certificate, HourRecord
from qiao.volunteering.signing import public_key, signed_of
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")
ROOT = Path(__file__).resolve().parents[2]
DAY = date(2020, 2, 1)


@pytest.fixture
def verified(lin, wu, activity, chen_person):
    """Ninety verified minutes and thirty that nobody has verified."""
    for minutes, is_verified in ((60, True), (30, True), (30, False)):
        served = actions.record_hours(
            lin, activity, person=chen_person, served_on=DAY + timedelta(days=minutes), minutes=minutes
        )
        if is_verified:
            actions.verify_hours(wu, served, verified_at=NOW)
    return HourRecord.objects.filter(is_verified=True)


@pytest.fixture
def issued(verified, chen, chen_person):
    return actions.issue_certificate(chen, chen_person, at=timezone.now())


def elsewhere(*arguments, folder):
    """Run the command as another machine would: no database, no settings, no data of this house."""
    clean = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        "HOME": str(folder),
    }
    command = [sys.executable, "-m", "qiao.batch.verify_certificate", *arguments]
    return subprocess.run(command, env=clean, cwd=folder, capture_output=True, text=True, check=False)


def test_only_verified_time_is_certified(issued):
    told = signed_of(issued).summary

    assert (told["minutes"], told["lines"], told["volunteer"]) == (90, 1, "陈")
    assert issued.lines[0]["activity"] == "转运口罩"
    assert re.fullmatch(r"\d{4}-000001", issued.number)


def test_without_verified_time_there_is_none(lin, activity, chen, chen_person):
    actions.record_hours(lin, activity, person=chen_person, served_on=DAY, minutes=60)

    with pytest.raises(NothingVerifiedError):
        actions.issue_certificate(chen, chen_person, at=NOW)


def test_a_volunteer_issues_only_their_own(verified, chen, member):
    with pytest.raises(RightMissingError):
        actions.issue_certificate(chen, member, at=NOW)


def test_each_certificate_has_a_number_of_its_own(issued, lin, chen_person):
    again = actions.issue_certificate(lin, chen_person, at=timezone.now())

    assert int(again.number[5:]) == int(issued.number[5:]) + 1


def test_another_machine_verifies_the_file_with_the_published_key(issued, as_chen, client, tmp_path):
    file = tmp_path / "certificate.json"
    file.write_bytes(as_chen.get(reverse("volunteering:certificate_file", args=[issued.pk])).content)
    key = client.get(reverse("volunteering:certificate_key")).content.decode().strip()

    done = elsewhere(str(file), "--key", key, folder=tmp_path)

    assert (done.returncode, "相符 VALID" in done.stdout, "1.5" in done.stdout) == (0, True, True)


def test_another_machine_verifies_what_the_qr_code_says(issued, tmp_path):
    link = f"http://testserver{reverse('volunteering:certificate_check', args=[signed_of(issued).text])}"

    assert len(link) < 900
    assert elsewhere(link, "--key", public_key(), folder=tmp_path).returncode == 0


def test_the_files_own_key_alone_is_not_enough(issued, tmp_path):
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(signed_of(issued).document(public_key())), encoding="utf-8")

    assert elsewhere(str(file), folder=tmp_path).returncode == 2


@pytest.mark.parametrize("change", ["minutes", "volunteer", "line", "signature", "key"])
def test_what_was_changed_is_found_out_elsewhere(issued, tmp_path, change):
    document, key = signed_of(issued).document(public_key()), public_key()
    if change == "minutes":
        document["content"]["minutes"] = 9000
    elif change == "volunteer":
        document["content"]["volunteer"] = "别人"
    elif change == "line":
        document["lines"][0]["minutes"] = 9000
    elif change == "signature":
        document["signature"] = document["signature"][::-1]
    else:
        key = public_key_of(bytes(32))
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    done = elsewhere(str(file), "--key", key, folder=tmp_path)

    assert (done.returncode, "VALID\n" in done.stdout) == (1, False)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(CertificateError):
        verify(read(text)[0], public_key_of(bytes(32)))


@given(name=st.text(st.characters(exclude_categories=("Cs",)), max_size=60), minutes=st.integers(1, 2**40))
def test_every_certificate_is_read_back_from_its_code(name, minutes):
    seed = bytes(range(32))
    made = sign({"number": "2020-000001", "volunteer": name, "minutes": minutes}, [], seed)

    told = verify(read(made.text)[0], public_key_of(seed))

    assert (told["volunteer"], told["minutes"]) == (name, minutes)


def test_a_swollen_code_is_not_unpacked(issued):
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 10**6, 9)).decode().rstrip("=")

    with pytest.raises(CertificateError):
        read(f"{bomb}.{'A' * 86}")


def test_anybody_who_scans_it_sees_that_it_holds_and_later_that_it_was_revoked(client, lin, issued):
    page = reverse("volunteering:certificate_check", args=[signed_of(issued).text])

    before = client.get(page).content.decode()
    actions.revoke_certificate(lin, issued, reason="姓名写错", at=timezone.now())
    after = client.get(page).content.decode()

    assert "证明有效" in before
    assert "作废" in after
    assert "证明有效" not in after
    with pytest.raises(LineAlreadyDecidedError):
        actions.revoke_certificate(lin, issued, reason="再来", at=timezone.now())


def test_a_forged_code_is_told_as_such(client, issued):
    forged = sign({"number": issued.number, "minutes": 9000}, [], bytes(32)).text

    answer = client.get(reverse("volunteering:certificate_check", args=[forged]))

    assert answer.status_code == 422
    assert "签名不对" in answer.content.decode()


def test_the_paper_has_the_parts_the_rules_ask_for(as_chen, issued):
    text = as_chen.get(reverse("volunteering:certificate", args=[issued.pk])).content.decode()

    parts = (
        "证明编号",
        "志愿者编号",
        "证件种类和号码",
        "出具单位",
        "经办人",
        "负责人",
        "出具日期",
        "1.5",
        "<svg",
    )
    assert [one for one in parts if one not in text] == []
    assert "¥" not in text


def test_the_volunteer_takes_a_certificate_on_their_own_page(as_chen, verified):
    as_chen.post(reverse("volunteering:certificate_issue"), {}, follow=True)

    assert Certificate.objects.get().person.user.username == "chen"


# Corrections


def test_a_correction_keeps_what_was_there_and_waits_for_another_person(wu, lin, verified):
    record = verified.get(minutes=60)

    changed = actions.amend_hours(wu, record, minutes=45, reason="签退忘了点")

    kept = changed.corrections.get()
    assert (kept.minutes_before, kept.minutes_after, kept.was_verified) == (60, 45, True)
    assert not changed.is_verified
    assert TrailEntry.objects.latest("sequence").verb == "hours.amend"
    with pytest.raises(SamePersonError):
        actions.verify_hours(wu, changed, verified_at=NOW)
    assert actions.verify_hours(lin, changed, verified_at=NOW).minutes == 45


def test_a_correction_without_a_reason_is_refused(as_lin, verified):
    record = verified.get(minutes=60)

    as_lin.post(reverse("volunteering:hours_amend", args=[record.pk]), {"hours": "0.5", "reason": " "})

    record.refresh_from_db()
    assert (record.minutes, record.is_verified) == (60, True)


def test_a_certificate_stays_as_it_was_signed_when_hours_are_corrected(wu, issued, verified):
    actions.amend_hours(wu, verified.get(minutes=60), minutes=45, reason="更正")
    issued.refresh_from_db()

    assert verify(signed_of(issued), public_key())["minutes"] == 90
