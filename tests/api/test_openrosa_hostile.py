"""What no honest telephone sends, and the same form from forty telephones at once (SECURITY 4)."""

import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_scopes import scope, scopes_disabled

from qiao.intake.group_commit import GroupCommit
from qiao.intake.models import Attachment, Need, Report
from qiao.trail.chain import verify
from tests.api.forms import ANSWERS, filled, publish, telephone

LAUGHS = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
POISON = {
    "entity of a file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><data id="qiao_need">&e;</data>',
    "laughs": LAUGHS.encode() + b"<data>&b;</data>",
    "abyss": b"<a>" * 50_000 + b"</a>" * 50_000,
    "cut": b"<data id='qiao_need'><item>",
    "GBK": "<?xml version='1.0' encoding='GBK'?><data>口罩</data>".encode("gbk"),
    "garbage": bytes(range(256)),
    "no instance": b"<data id='qiao_need' version='1'/>",
    "very long": b"<data>" + b"<a/>" * 600_000 + b"</data>",
}
NAMES = ["../../etc/passwd", "..\\..\\x.jpg", "CON", "a" * 300 + ".jpg", "a%2e%2e%2f.jpg", "a%0d%0aX: 1.jpg"]
PDF = b"%PDF-1.4 sample"


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"


@pytest.fixture
def phone(at_work, lin, crisis):
    return telephone(lin, crisis, publish(lin, crisis))


@pytest.mark.parametrize("name", POISON)
def test_poisoned_xml_is_refused_in_words_and_nothing_is_kept(phone, name):
    answer = phone.send(POISON[name])

    assert answer.status_code == 422
    assert b"OpenRosaResponse" in answer.content
    assert not Report.objects.exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_wicked_file_name_stays_a_name(phone, name, settings):
    phone.send(filled(phone.version), SimpleUploadedFile(name, PDF, "application/pdf"))

    kept = [one for one in settings.QIAO_ATTACHMENTS.rglob("*") if one.is_file()]
    assert Attachment.objects.count() == 1
    assert {one.name for one in kept} == {f"{Attachment.objects.get().pk.hex}.original"}


HEADS = [
    'form-data; name="a"; filename="a\r\n.jpg"',
    'form-data; name="a"; filename="a.jpg\r\nX-More: 1\r\n\r\n"',
    'form-data; name="a"; filename=".."',
    'attachment; filename="a.jpg"',
]


@pytest.mark.parametrize("head", HEADS)
def test_a_part_that_cannot_be_read_is_never_thanked_for(phone, head):
    answer = phone.client.post(
        phone.url("submission"), raw(phone, head), content_type="multipart/form-data; boundary=xyz"
    )

    assert (answer.status_code, Attachment.objects.count()) in {(422, 0), (201, 1)}


def test_a_part_passed_over_keeps_the_whole_on_the_telephone(phone):
    answer = phone.client.post(
        phone.url("submission"), raw(phone, HEADS[3]), content_type="multipart/form-data; boundary=xyz"
    )

    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert "文件名" in answer.content.decode()


def test_a_file_field_left_empty_in_a_browser_loses_nothing(phone):
    body = raw(phone, 'form-data; name="a"; filename=""', content=b"")

    answer = phone.client.post(
        phone.url("submission"), body, content_type="multipart/form-data; boundary=xyz"
    )

    assert answer.status_code == 201


def raw(phone, head: str, content: bytes = PDF) -> bytes:
    """Return a body with a filled form and one more part, whose head is written as given."""
    form = b'--xyz\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n\r\n'
    part = f"\r\n--xyz\r\nContent-Disposition: {head}\r\nContent-Type: application/pdf\r\n\r\n"
    return form + filled(phone.version).encode() + part.encode() + content + b"\r\n--xyz--\r\n"


def test_a_body_beyond_the_bound_is_refused_before_it_is_read(phone):
    answer = phone.client.post(
        phone.url("submission"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**9),
    )

    assert answer.status_code == 413


def test_a_body_without_a_form_is_refused(phone):
    assert phone.client.post(phone.url("submission"), {"other": "x"}).status_code == 400


def test_a_thousand_repeats_leave_one_record(phone):
    xml = filled(phone.version)

    statuses = {phone.send(xml).status_code for _ in range(1000)}

    assert statuses == {201, 202}
    assert (Report.objects.count(), Need.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_forty_telephones_with_one_form_leave_one_record(association, lin, crisis, mask):
    with scope(organization=association.pk):
        phone = telephone(lin, crisis, publish(lin, crisis))
    same, others = filled(phone.version), [filled(phone.version) for _ in range(8)]
    statuses: list[int] = []

    def send(xml: str) -> None:
        try:
            handed = SimpleUploadedFile("submission.xml", xml.encode(), "text/xml")
            answer = Client().post(phone.url("submission"), {"xml_submission_file": handed})
            statuses.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(xml,)) for xml in [same] * 40 + others]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    with scopes_disabled():
        assert sorted(statuses) == [201] * 9 + [202] * 39
        assert (Report.objects.count(), Need.objects.count()) == (9, 9)
        assert verify().breaks == ()


def test_a_refused_form_does_not_harm_its_neighbours(phone):
    from qiao.intake.actions import filled as keeping
    from qiao.intake.actions.filled import actor_of_collector, prepare
    from qiao.intake.sources.openrosa.instance import read_instance

    pk = uuid.uuid4()
    sent = [
        filled(phone.version),
        filled(phone.version, pk),
        filled(phone.version, pk, **ANSWERS | {"note": "改"}),
    ]
    group = [
        prepare(
            actor_of_collector(phone.collector),
            read_instance(xml.encode()),
            xml.encode(),
            version=phone.version,
            received_at=phone.version.created_at,
        )
        for xml in sent
    ]
    group[0].voices[0].quantity = -1  # the database itself refuses this one

    results = keeping._write(group)

    assert [type(one).__name__ for one in results] == ["IntegrityError", "Kept", "ReportConflictError"]
    assert Report.objects.count() == 1


def test_whoever_comes_during_a_commit_shares_the_next_one():
    groups: list[list[int]] = []
    began, go_on = threading.Event(), threading.Event()

    def write(group):
        groups.append(list(group))
        began.set()
        go_on.wait(10)
        return list(group)

    commits: GroupCommit[int, int] = GroupCommit(write)
    threads = [threading.Thread(target=commits.commit, args=(1,))]
    threads[0].start()
    began.wait(10)
    threads += [threading.Thread(target=commits.commit, args=(number,)) for number in (2, 3, 4)]
    for one in threads[1:]:
        one.start()
    while len(commits._queue) < 3:
        threading.Event().wait(0.01)
    go_on.set()
    for one in threads:
        one.join()

    assert [sorted(one) for one in groups] == [[1], [2, 3, 4]]
