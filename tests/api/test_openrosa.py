"""OpenRosa as telephones see it: lists, forms, and filled forms that arrive once."""

import base64
import io
import uuid
from datetime import timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled
from PIL import Image

from qiao.intake import actions
from qiao.intake.actions.filled import _write as write_group
from qiao.intake.actions.filled import prepare
from qiao.intake.models import Attachment, FilledForm, Need, Pair, Report, ReportKey
from qiao.intake.sources.openrosa.instance import read_instance
from qiao.intake.sources.openrosa.xlsform import form_from_sheets
from qiao.intake.upkeep import look_for_repeats
from qiao.trail.chain import verify
from tests.api.forms import ANSWERS, filled, publish, telephone

LIST = "{http://openrosa.org/xforms/xformsList}"


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"


@pytest.fixture
def need_form(at_work, lin, crisis):
    return publish(lin, crisis)


@pytest.fixture
def phone(lin, crisis, need_form):
    return telephone(lin, crisis, need_form)


def jpeg(colour="red") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(kept, "JPEG")
    return kept.getvalue()


def counted() -> tuple[int, int]:
    with scopes_disabled():
        return Report.objects.count(), Need.objects.count()


def test_the_list_names_each_published_form_with_the_digest_of_its_text(phone, need_form):
    answer = phone.get("formList", HTTP_X_OPENROSA_VERSION="1.0")

    listed = fromstring(answer.content).find(f"{LIST}xform")
    told = {one.tag.removeprefix(LIST): one.text for one in listed}
    assert told["hash"] == f"md5:{need_form.digest}"
    assert answer["X-OpenRosa-Version"] == "1.0"
    assert phone.client.get(told["downloadUrl"]).content.decode() == need_form.xml


def test_a_draft_is_not_handed_out(at_work, lin, crisis):
    version = actions.add_form(lin, crisis, form_from_sheets(SMALL, fallback="small", version="1"))
    phone = telephone(lin, crisis, version)

    assert b"<xform>" not in phone.get("formList").content


SMALL = {
    "survey": [
        {"type": "text", "name": "品名", "label": "要什么"},
        {"type": "note", "name": "n", "label": "${品名}吗"},
    ],
    "settings": [{"form_title": "小表", "form_id": "xiao"}],
}


def test_head_says_where_to_post_and_how_much(phone):
    answer = phone.client.head(phone.url("submission"))

    assert answer.status_code == 204
    assert answer["Location"].endswith("/submission")
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) > 10**7


def test_a_filled_form_becomes_a_report_and_a_need_equal_to_its_answers(phone, need_form, mask, yingshan):
    answer = phone.send(filled(need_form))

    need = Need.objects.get()
    assert answer.status_code == 201
    assert (need.item, need.quantity_kind, need.quantity, need.unit) == (mask, "EXACT", 2000, "只")
    assert (need.place, need.party_text, need.tier) == (yingshan, "示例县人民医院", 2)
    assert need.report.source == Report.Source.OPENROSA


def test_the_report_is_the_questions_with_their_answers_word_for_word(phone, need_form, lin):
    phone.send(filled(need_form))

    text, _contact = actions.reveal_report(lin, Report.objects.get(), reason="核对")
    assert "需要什么：医用外科口罩\n数量清楚吗：清楚\n需要多少：2000" in text
    start, end = Need.objects.get().spans["quantity"][0]
    assert text[start:end] == "2000"


def test_names_and_numbers_of_persons_are_hidden_in_the_copy(phone, need_form):
    phone.send(filled(need_form, **ANSWERS | {"contact": "阿依古丽"}))

    masked = Report.objects.get().masked.text
    assert "阿依古丽" not in masked
    assert "15400000001" not in masked


def test_the_same_form_sent_again_is_kept_once(phone, need_form):
    xml = filled(need_form)

    statuses = [phone.send(xml).status_code for _ in range(3)]

    assert statuses == [201, 202, 202]
    assert counted() == (1, 1)


def test_another_content_under_the_same_id_is_refused_and_the_first_stays(phone, need_form):
    pk = uuid.uuid4()
    phone.send(filled(need_form, pk))

    answer = phone.send(filled(need_form, pk, **ANSWERS | {"quantity": "9"}))

    assert answer.status_code == 409
    assert b"OpenRosaResponse" in answer.content
    assert Need.objects.get().quantity == 2000


def test_one_that_was_sent_before_harms_nobody_in_its_group(phone, need_form):
    sent, other, wrong = (filled(need_form) for _ in range(3))
    phone.send(sent)
    now = timezone.now()
    group = [
        prepare(
            actions.actor_of_collector(phone.collector),
            read_instance(xml),
            xml,
            version=need_form,
            received_at=now,
        )
        for xml in (one.encode() for one in (other, sent, other, sent.replace("2000", "9000"), wrong))
    ]
    answers = write_group(group)

    assert [getattr(one, "is_new", type(one).__name__) for one in answers] == [
        True,
        False,
        False,
        "ReportConflictError",
        True,
    ]
    assert counted() == (3, 3)
    assert not verify().breaks


def test_what_two_telephones_tell_alike_waits_as_a_pair_after_the_chore(phone, need_form):
    for _ in range(2):
        phone.send(filled(need_form))
    with scopes_disabled():
        before = Pair.objects.count()
    looked = look_for_repeats(timezone.now() + timedelta(minutes=1))

    with scopes_disabled():
        assert (before, Pair.objects.count()) == (0, 1)
    assert looked >= 2


def test_a_program_that_asks_for_json_is_refused_with_a_problem(phone, need_form):
    pk = uuid.uuid4()
    phone.send(filled(need_form, pk))

    answer = phone.send(filled(need_form, pk, item="别的"), HTTP_ACCEPT="application/json")

    assert (answer["Content-Type"], answer.json()["code"]) == (
        "application/problem+json; charset=utf-8",
        "report_conflict",
    )


def test_the_same_id_from_another_organisation_is_refused(phone, need_form, other_association, zhao, crisis):
    from django_scopes import scope

    pk = uuid.uuid4()
    phone.send(filled(need_form, pk))
    with scope(organization=other_association.pk):
        theirs = publish(zhao, crisis)
        other = telephone(zhao, crisis, theirs)

    assert other.send(filled(theirs, pk)).status_code == 409


def test_a_form_sent_again_after_erasure_stays_erased(phone, need_form, lin):
    xml = filled(need_form)
    phone.send(xml)
    actions.erase_report(lin, Report.objects.get(), reason="本人要求删除")

    answer = phone.send(xml, SimpleUploadedFile("late.jpg", jpeg(), "image/jpeg"))

    assert answer.status_code == 202
    assert not ReportKey.objects.exists()
    assert not Attachment.objects.exists()


def test_a_photograph_comes_with_the_form_and_is_kept_once(phone, need_form):
    xml = filled(need_form)
    for _ in range(2):
        phone.send(xml, SimpleUploadedFile("1.jpg", jpeg(), "image/jpeg"))

    phone.send(xml, SimpleUploadedFile("2.jpg", jpeg("blue"), "image/jpeg"), HTTP_X_OPENROSA_VERSION="1.0")

    assert Attachment.objects.count() == 2
    assert Attachment.objects.filter(has_copy=True).count() == 2


def test_a_file_that_is_not_taken_is_named_and_the_answers_are_safe(phone, need_form):
    answer = phone.send(
        filled(need_form),
        SimpleUploadedFile("run.exe", b"MZ", "application/octet-stream"),
        SimpleUploadedFile("1.jpg", jpeg(), "image/jpeg"),
    )

    assert answer.status_code == 422
    assert "run.exe" in answer.content.decode()
    assert counted() == (1, 1)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        "Bearer {code}",
        "Basic " + "{basic}",
    ],
)
def test_the_code_may_stand_in_the_header(phone, need_form, header):
    basic = base64.b64encode(f"collector:{phone.code}".encode()).decode()
    given = header.format(code=phone.code, basic=basic)

    listed = Client().get("/formList", HTTP_AUTHORIZATION=given)

    assert need_form.form.form_id in listed.content.decode()
    assert phone.code not in listed.content.decode()


def test_a_wrong_code_is_told_to_keep_what_is_on_the_telephone(phone, need_form):
    phone.code = "wrong"

    answer = phone.send(filled(need_form))

    assert answer.status_code == 401
    assert "请先留着" in answer.content.decode()
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Client().get("/formList")["WWW-Authenticate"].startswith("Basic")
    assert counted() == (0, 0)


def test_a_revoked_code_opens_nothing_from_the_next_request_on(phone, need_form, lin):
    assert phone.get("formList").status_code == 200
    actions.revoke_collector(lin, phone.collector, revoked_at=timezone.now())

    assert phone.get("formList").status_code == 401
    assert phone.send(filled(need_form)).status_code == 401


def test_an_expired_code_opens_nothing(phone):
    type(phone.collector).objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert phone.get("formList").status_code == 401


def test_a_renewed_code_replaces_the_old_one(phone, lin):
    old = phone.code
    _collector, phone.code = actions.renew_collector(
        lin, phone.collector, expires_at=timezone.now() + timedelta(days=1)
    )

    assert phone.get("formList").status_code == 200
    phone.code = old
    assert phone.get("formList").status_code == 401


def test_a_form_of_another_code_cannot_be_filled(phone, lin, crisis):
    offer = publish(lin, crisis, "OFFER")

    answer = phone.send(filled(offer))

    assert (answer.status_code, counted()) == (404, (0, 0))


def test_what_was_filled_with_an_older_version_is_still_taken(phone, need_form, lin, crisis):
    older = form_from_sheets(
        {
            "survey": [{"type": "text", "name": "item", "label": "要什么"}],
            "settings": [{"form_id": "qiao_need", "form_title": "新"}],
        },
        fallback="x",
        version="2",
    )
    actions.publish_form(lin, actions.add_form(lin, crisis, older), published_at=timezone.now())

    assert phone.send(filled(need_form)).status_code == 201
    assert FilledForm.objects.get().version.version == need_form.version


def test_a_closed_form_is_not_listed_but_takes_what_was_filled(phone, need_form, lin):
    actions.close_form(lin, need_form.form)

    assert b"<xform>" not in phone.get("formList").content
    assert phone.send(filled(need_form)).status_code == 201


def test_an_unknown_quantity_is_unknown_and_never_zero(phone, need_form):
    phone.send(filled(need_form, **ANSWERS | {"quantity_kind": "UNKNOWN", "quantity": ""}))
    phone.send(filled(need_form, **ANSWERS | {"quantity": "0"}))
    phone.send(filled(need_form, **ANSWERS | {"quantity": "9" * 5000}))

    assert {(one.quantity_kind, one.quantity) for one in Need.objects.all()} == {("UNKNOWN", None)}


def test_an_offer_form_becomes_an_offer(at_work, lin, crisis, mask):
    version = publish(lin, crisis, "OFFER")

    telephone(lin, crisis, version).send(filled(version, **ANSWERS))

    from qiao.intake.models import Offer

    assert Offer.objects.get().item == mask
    assert not Need.objects.exists()


def test_the_chain_of_the_trail_holds_over_filled_forms(phone, need_form):
    for _ in range(3):
        phone.send(filled(need_form))

    assert verify().breaks == ()


def test_no_name_or_number_is_in_the_trail(phone, need_form):
    from qiao.trail.models import TrailEntry

    phone.send(filled(need_form))

    told = str([one.details for one in TrailEntry.objects.all()])
    assert "林女士" not in told
    assert "15400000001" not in told


@pytest.mark.owner
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_sent_is_neither_changed_nor_removed(phone, need_form, change):
    phone.send(filled(need_form))
    rows = FilledForm.objects.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(instance_id="other") if change == "update" else rows._raw_delete("default")


def test_a_corrected_mapping_holds_from_the_next_form_on(
    phone, need_form, lin, django_capture_on_commit_callbacks
):
    phone.send(filled(need_form))
    with django_capture_on_commit_callbacks(execute=True):
        actions.map_form(lin, need_form, kind="NEED", mapping={"item": "note"})

    phone.send(filled(need_form))

    assert {one.item_text for one in Need.objects.all()} == {"医用外科口罩", "示例数据"}
