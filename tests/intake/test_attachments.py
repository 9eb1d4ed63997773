import io
import os
import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from PIL import Image

from qiao.exceptions import AttachmentConflictError, AttachmentRefusedError, ReportErasedError
from qiao.intake.actions import Upload, attach, copy_of, erase_report, reveal_attachment
from qiao.intake.attachments import MOST_A_REPORT, look_at, place_of, shown_name, sweep
from qiao.intake.models import Attachment
from qiao.trail.models import TrailEntry
from tests.conftest import NOW

GPS = 0x8825


def photo(width=80, height=60, form="JPEG", **exif):
    image = Image.new("RGB", (width, height), (90, 120, 60))
    held = image.getexif()
    for tag, value in {271: "示例相机", 274: 6, **exif}.items():
        held[tag] = value
    held.get_ifd(GPS)[1] = "N"
    file = io.BytesIO()
    image.save(file, form, exif=held)
    return file.getvalue()


@pytest.fixture
def files(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(settings, "QIAO_ATTACHMENTS", tmp_path / "attachments")
    return tmp_path / "attachments"


@pytest.fixture
def upload() -> Upload:
    return Upload("林女士家门口.jpg", photo())


@pytest.fixture
def attachment(lin, report, files, upload, at_work) -> Attachment:
    return attach(lin, report, upload, id=uuid.uuid4(), received_at=NOW).attachment


def test_the_same_file_sent_again_is_taken_once(lin, report, attachment, upload, at_work):
    again = attach(lin, report, upload, id=attachment.pk, received_at=NOW + timedelta(hours=1))

    assert (again.attachment, again.is_new) == (attachment, False)
    assert Attachment.objects.filter(report=report).count() == 1


def test_the_same_id_with_another_file_is_refused_and_changes_nothing(
    lin, report, attachment, upload, at_work
):
    with pytest.raises(AttachmentConflictError):
        attach(lin, report, Upload("b.jpg", photo(90)), id=attachment.pk, received_at=NOW)

    assert reveal_attachment(lin, attachment, reason="CALL")[1] == upload.content


def test_the_copy_knows_nothing_of_the_camera(attachment, at_work):
    copy = Image.open(io.BytesIO(copy_of(attachment)))

    assert dict(copy.getexif()) == {}
    assert copy.size == (60, 80)  # turned as the camera said


def test_a_large_photograph_is_shown_small(lin, report, files, at_work):
    big = attach(lin, report, Upload("a.png", photo(4000, 2000, "PNG")), id=uuid.uuid4(), received_at=NOW)

    assert max(Image.open(io.BytesIO(copy_of(big.attachment))).size) == 1600
    assert (big.attachment.width, big.attachment.height) == (4000, 2000)


def test_no_file_and_no_row_can_be_read_without_the_key(attachment, upload, files):
    lying = b"".join(path.read_bytes() for path in files.rglob("*") if path.is_file())

    assert upload.content[:32] not in lying
    assert upload.name.encode() not in bytes(attachment.sealed_name) + lying
    assert not [path for path in files.rglob("*") if "林" in path.name]


def test_a_file_put_in_anothers_place_does_not_open(lin, report, attachment, at_work, files):
    from cryptography.exceptions import InvalidTag

    other = attach(lin, report, Upload("b.jpg", photo(64)), id=uuid.uuid4(), received_at=NOW).attachment
    place_of(other.pk, "copy").write_bytes(place_of(attachment.pk, "copy").read_bytes())

    with pytest.raises(InvalidTag):
        copy_of(other)


@pytest.mark.django_db(transaction=True)
def test_erasing_the_report_ends_its_files(lin, report, attachment, at_work):
    erase_report(lin, report, reason="本人要求删除")

    assert not place_of(attachment.pk, "original").exists()
    assert not place_of(attachment.pk, "copy").exists()
    with pytest.raises(ReportErasedError):
        reveal_attachment(lin, attachment, reason="CALL")


def test_an_erasure_that_is_rolled_back_keeps_the_files(lin, report, attachment, at_work):
    with transaction.atomic():
        erase_report(lin, report, reason="本人要求删除")
        transaction.set_rollback(True)

    assert place_of(attachment.pk, "original").exists()


def test_revealing_writes_who_and_why(lin, attachment, at_work):
    reveal_attachment(lin, attachment, reason="CALL")

    entry = TrailEntry.objects.get(verb="attachment.reveal")
    assert (entry.actor_id, entry.details["reason"]) == (lin.user_id, "CALL")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b""),
        ("a.jpg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>"),
        ("a.exe", b"MZ" + b"0" * 100),
        ("cut.jpg", photo()[:300]),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 100),
        ("big.pdf", b"%PDF-" + b"0" * (10 * 2**20)),
    ],
)
def test_what_is_no_photograph_recording_or_paper_is_refused(name, content):
    with pytest.raises(AttachmentRefusedError, match=name):
        look_at(name, content)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened():
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")

    with pytest.raises(AttachmentRefusedError, match="像素"):
        look_at("bomb.png", file.getvalue())


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\a.jpg", "a\r\nX: 1.jpg", "\0.jpg", "x" * 300, ""]
)
def test_no_name_is_a_path_or_a_line(name):
    shown = shown_name(name)

    assert shown
    assert len(shown) <= 60
    assert not set(shown) & set("/\\\r\n\0")


def test_a_report_takes_twenty_files(lin, report, files, at_work):
    for width in range(MOST_A_REPORT):
        attach(lin, report, Upload("a.jpg", photo(20 + width)), id=uuid.uuid4(), received_at=NOW)

    with pytest.raises(AttachmentRefusedError, match=str(MOST_A_REPORT)):
        attach(lin, report, Upload("a.jpg", photo(19)), id=uuid.uuid4(), received_at=NOW)


def test_a_file_whose_record_never_came_is_swept_after_a_day(lin, attachment, files):
    orphan = place_of(uuid.uuid4(), "original")
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"sealed")
    for path in files.rglob("*.*"):
        os.utime(path, (0, 0))

    assert sweep(timezone.now()) == 1
    assert not orphan.exists()
    assert place_of(attachment.pk, "original").exists()


@pytest.mark.django_db(transaction=True)
def test_twelve_senders_of_one_file_leave_one(lin, report, files, upload, association):
    pk, answers = uuid.uuid4(), []

    def send():
        try:
            with scope(organization=association.pk):
                answers.append(attach(lin, report, upload, id=pk, received_at=NOW).is_new)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 11 + [True]
    with scopes_disabled():
        assert Attachment.objects.filter(pk=pk).count() == 1


def test_the_page_of_a_report_shows_its_photographs(as_lin, report, attachment):
    page = as_lin.get(reverse("intake:report", args=[report.pk])).content.decode()

    assert reverse("intake:attachment", args=[attachment.pk]) in page
    assert "林女士家门口" not in page


def test_the_copy_is_answered_as_a_picture_that_runs_nothing(as_lin, attachment):
    answer = as_lin.get(reverse("intake:attachment", args=[attachment.pk]))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_attachment_of_another_organisation_is_not_there(as_zhao, attachment):
    assert as_zhao.get(reverse("intake:attachment", args=[attachment.pk])).status_code == 404


def test_a_volunteer_sees_the_copy_but_not_the_original(as_chen, attachment):
    shown = as_chen.get(reverse("intake:attachment", args=[attachment.pk]))
    original = as_chen.post(reverse("intake:attachment_reveal", args=[attachment.pk]), {"purpose": "CALL"})

    assert (shown.status_code, original.status_code) == (200, 403)


def test_the_original_is_handed_over_for_a_reason(as_lin, attachment, upload):
    address = reverse("intake:attachment_reveal", args=[attachment.pk])

    refused = as_lin.post(address, {})
    given = as_lin.post(address, {"purpose": "CALL"})

    assert refused.status_code == 422
    assert given.content == upload.content
    assert given["Content-Disposition"].startswith("attachment")
