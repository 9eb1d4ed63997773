"""The poison list (SECURITY 4) at every door of the intake: each cell is run here, or names the test that runs it."""

import ast
import json
import socket
import unicodedata
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import ImportBatch, Report
from tests.api.forms import ANSWERS, filled, publish, telephone
from tests.api.test_hooks import make
from tests.intake.cap_made import cap
from tests.intake.test_public_form import answers

TESTS = Path(__file__).resolve().parents[1]
SERVER_ERROR = 500

# ---- The doors that take words: each sends a text, and answers


def as_a_browser_sends(text):
    """Return a text as it can stand in a form: half a pair of surrogates is no character there."""
    return text.encode(errors="surrogatepass").decode(errors="replace")


def by_paste(client, crisis, text, _lin):
    text = as_a_browser_sends(text)
    form = {"text": text, "submission": str(uuid.uuid4()), "channel": ""}
    return client.post(reverse("intake:paste", args=(crisis.slug,)), form)


def by_form(_client, crisis, text, _lin):
    return Client().post(reverse("intake:form", args=(crisis.slug,)), answers(what=as_a_browser_sends(text)))


def by_outbox(_client, crisis, text, _lin):
    own = {"X-Qiao-Outbox": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    return Client().post(
        reverse("intake:form_send", args=(crisis.slug,)), answers(what=as_a_browser_sends(text)), headers=own
    )


def by_api(client, crisis, text, _lin):
    body = {"instance_id": str(uuid.uuid4()), "crisis": crisis.slug, "text": text}
    return client.post("/api/reports", json.dumps(body), content_type="application/json")


def by_api_batch(client, crisis, text, _lin):
    rows = [{"instance_id": str(uuid.uuid4()), "crisis": crisis.slug, "text": text}]
    body = json.dumps({"mode": "SKIP", "rows": rows})
    return client.post("/api/reports/batch", body, content_type="application/json")


def by_api_need(client, crisis, text, _lin):
    body = {
        "instance_id": str(uuid.uuid4()),
        "crisis": crisis.slug,
        "item": text,
        "quantity": {"kind": "UNKNOWN"},
        "party": text,
        "note": text,
    }
    return client.post("/api/needs", json.dumps(body), content_type="application/json")


def by_hook(_client, crisis, text, lin):
    _hook, path, _secret = make(lin, crisis, kind="NEED", mapping={"item": "/item", "party": "/who"})
    body = json.dumps({"item": text, "who": text})
    return Client().post(path, body, content_type="application/json")


def by_field_form(_client, crisis, text, lin):
    phone = telephone(lin, crisis, publish(lin, crisis))
    plain = "".join(one for one in text if one.isprintable())
    return phone.send(filled(phone.version, **(ANSWERS | {"item": plain, "note": plain})))


def by_table(client, crisis, text, _lin):
    cell = '"' + text.replace('"', '""') + '"'
    content = f"单位名称,物资名称,数量,备注\n{cell},{cell},5,{cell}\n".encode("utf-8", errors="surrogatepass")
    form = {"submission": str(uuid.uuid4()), "file": SimpleUploadedFile("表.csv", content)}
    answer = client.post(reverse("intake:import_new", args=(crisis.slug,)), form)
    with scopes_disabled():
        batch = ImportBatch.objects.first()
    if batch is None:
        return answer
    page = client.get(reverse("intake:import_columns", args=(batch.pk,)))
    asked = page.context["form"]
    columns = {
        **{name: value for name, value in asked.initial.items() if value is not False},
        "table": f"{asked.block.sheet}-{asked.block.header_row}",
    }
    client.post(reverse("intake:import_columns", args=(batch.pk,)), columns)
    client.get(reverse("intake:import_batch", args=(batch.pk,)))
    return client.post(reverse("intake:import_load", args=(batch.pk,)), {"policy": "SKIP"})


def by_sheet(client, crisis, text, _lin):
    cell = '"' + text.replace('"', '""') + '"'
    content = f"省,市,区县,医院,口罩\n湖北省,黄冈市,英山县,{cell},{cell}\n".encode(errors="surrogatepass")
    form = {"name": "示例表", "file": SimpleUploadedFile("表.csv", content)}
    return client.post(reverse("intake:sheet_load", args=(crisis.slug,)), form)


def by_warning(client, _crisis, text, _lin):
    from xml.sax.saxutils import escape

    content = cap().replace(
        "示例数据：英山县暴雨红色预警".encode(), escape(text).encode(errors="surrogatepass")
    )
    form = {"file": SimpleUploadedFile("cap.xml", content)}
    return client.post(reverse("intake:warning_add"), form)


DOORS = {
    "paste": by_paste,
    "form": by_form,
    "outbox": by_outbox,
    "api": by_api,
    "api batch": by_api_batch,
    "api need": by_api_need,
    "hook": by_hook,
    "field form": by_field_form,
    "table": by_table,
    "sheet": by_sheet,
    "warning": by_warning,
}

WORDS = {
    "P3 formula": '=HYPERLINK("http://evil.example","1")',
    "P3 full width": "＝cmd|' /C calc'!A0",
    "P4 NUL": "口罩\0200只",
    "P4 rare": "𬭚县急需口罩200只\U000e0041",
    "P4 half a pair": "口罩\ud800只",
    "P5 digits": "口罩" + "9" * 5_000 + "只",
    "P5 no number": "口罩NaN只、Infinity只、1e400只、-5只、9223372036854775808只",
    "P6 script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "P6 markdown": "[x](javascript:alert(1)) <svg onload=alert(1)>",
    "P6 template": "{{ 7*7 }}{% load x %}%(x)s%s",
    "P7 metadata": "http://169.254.169.254/latest/meta-data/",
    "P7 file": "file:///etc/passwd gopher://127.0.0.1:6379/_INFO",
    "P12 disguised": "示例\u200b慈\u202e善总会аpple",
    "P12 account": "请汇款到 ６２２２ 0200 0000 1234 567 张三",
}

DATABASE = ("127.0.0.1", "localhost", "::1")
RAW = ("<script>alert(1)", "<img src=x onerror", "<svg onload")


@pytest.fixture
def connections(monkeypatch):
    """Every address outside of the database that somebody tries to reach. Must stay empty."""
    tried = []
    whole = socket.socket.connect

    def connect(self, address):
        if isinstance(address, tuple) and address[0] not in DATABASE:
            tried.append(address)
            raise OSError(address)
        return whole(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("poison", WORDS)
def test_poisoned_words_are_kept_as_words_or_refused_in_words(
    door, poison, as_lin, lin, crisis, mask, at_work, connections
):
    text = WORDS[poison]
    answer = DOORS[door](as_lin, crisis, text, lin)

    assert answer.status_code < SERVER_ERROR
    with scopes_disabled():
        kept = list(Report.objects.values_list("pk", flat=True))
    pages = [as_lin.get(reverse("intake:report", args=(pk,))) for pk in kept]
    pages += [as_lin.get(reverse(name, args=(crisis.slug,))) for name in ("intake:inbox", "intake:need_list")]
    if door == "warning":
        pages.append(as_lin.get(reverse("intake:warning_list")))
    if door == "sheet":
        pages.append(as_lin.get(reverse("intake:sheet_list", args=(crisis.slug,))))
    for page in pages:
        shown = page.content.decode()
        assert page.status_code == 200
        assert [one for one in RAW if one in shown] == []
        if door != "warning":  # a public warning is shown word for word
            assert "6222020000001234567" not in unicodedata.normalize("NFKC", shown).replace(" ", "")
    assert connections == []


# ---- The other doors, and the poison that is no text: the tests that run it

COVERED = {
    ("P1 XML", "field form"): "api/test_openrosa_hostile.py::test_poisoned_xml_is_refused_in_words_and_nothing_is_kept",
    ("P1 XML", "warning"): "intake/test_cap.py::test_harmful_xml_is_refused",
    ("P1 XML", "warning by program"): "intake/test_warnings.py::test_what_a_program_sends_wrongly_is_a_problem",
    ("P1 XML", "hook"): "api/test_hooks.py::test_what_cannot_be_read_is_kept_with_a_reason",
    ("P1 XML", "table"): "intake/test_import_tables.py::test_entity_in_a_workbook_is_never_expanded",
    ("P2 archive", "table"): "intake/test_import_tables.py::test_archive_of_280_megabytes_in_one_is_refused",
    ("P2 climbing entry", "table"): "intake/test_import_tables.py::test_entry_that_climbs_out_of_the_archive_is_refused",
    ("P2 last corner", "table"): "intake/test_import_tables.py::test_cell_in_the_last_corner_takes_down_only_the_reader",
    ("P2 archive", "sheet, command"): "intake/test_table_formats.py::test_every_door_refuses_what_is_no_workbook_with_the_same_sentence",
    ("P2 archive", "form in a workbook"): "intake/test_table_formats.py::test_form_in_a_workbook_is_opened_by_the_same_reader",
    ("P3 export", "table"): "intake/test_import_views.py::test_verdict_file_guards_formulas",
    ("P4 encodings", "table"): "intake/test_import_tables.py::test_csv_reads_alike_in_every_encoding_of_the_field",
    ("P4 garbage", "table"): "intake/test_import_tables.py::test_garbage_is_refused_with_a_sentence",
    ("P4 encodings", "chat"): "intake/test_chat.py::test_a_hostile_text_is_answered",
    ("P5 numbers", "table"): "intake/test_import_tables.py::test_number_that_is_none_refuses_the_row_by_its_cell",
    ("P5 numbers", "hook"): "api/test_hooks.py::test_a_number_nobody_means_is_unknown_and_never_zero",
    ("P5 numbers", "api"): "api/test_reports.py::test_what_is_not_plain_json_is_refused",
    ("P5 numbers", "api need"): "api/test_written.py::test_what_is_wrong_is_named_and_nothing_is_kept",
    ("P5 numbers", "outbox"): "intake/test_public_send.py::test_what_is_no_amount_is_refused_and_stays_on_the_page",
    ("P6 file name", "table"): "intake/test_import_views.py::test_markup_in_cells_and_file_name_is_shown_as_text",
    ("P8 names", "field form"): "api/test_openrosa_hostile.py::test_a_wicked_file_name_stays_a_name",
    ("P8 names", "attachment"): "intake/test_attachments.py::test_no_name_is_a_path_or_a_line",
    ("P9 size", "field form"): "api/test_openrosa_hostile.py::test_a_body_beyond_the_bound_is_refused_before_it_is_read",
    ("P9 size", "hook"): "api/test_hooks.py::test_a_body_of_thirty_megabytes_is_refused",
    ("P9 size", "api"): "api/test_reports.py::test_a_body_over_the_limit_is_refused",
    ("P9 pixels", "attachment"): "intake/test_attachments.py::test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened",
    ("P10 slow, chunked", "field form"): "api/test_openrosa_durable.py",
    ("P11 together", "field form"): "api/test_openrosa_hostile.py::test_forty_telephones_with_one_form_leave_one_record",
    ("P11 together", "outbox"): "intake/test_public_send.py::test_forty_equal_sendings_at_once_are_one_report",
    ("P11 together", "hook"): "api/test_hooks.py::test_the_same_delivery_twelve_times_at_once_is_kept_once",
    ("P11 together", "attachment"): "intake/test_attachments.py::test_twelve_senders_of_one_file_leave_one",
    ("P11 another body", "outbox"): "intake/test_public_send.py::test_another_content_under_the_id_is_a_conflict",
    ("P11 another body", "api"): "api/test_reports.py::test_the_same_id_with_another_body_is_a_conflict",
    ("P11 another body", "hook"): "api/test_hooks.py::test_the_same_id_with_another_content_is_a_conflict",
    ("P11 another body", "table"): "intake/test_import_actions.py::test_same_id_with_another_file_is_refused",
    ("P11 another body", "warning"): "intake/test_warnings.py::test_the_same_name_with_another_content_is_a_conflict",
    ("P11 after erasure", "api"): "api/test_reports.py::test_after_erasure_the_same_again_is_still_the_same",
    ("P11 after erasure", "outbox"): "intake/test_public_send.py::test_what_was_erased_is_not_brought_back_by_the_outbox",
    ("P12 name", "table"): "intake/test_import_tables.py::test_disguised_name_is_doubted",
    ("P12 look-alike", "table"): "intake/test_import_beside.py::test_name_one_sign_away_from_a_registered_one_is_doubted",
}  # fmt: skip
"""(poison, door) → the test that runs it."""


@pytest.mark.parametrize(
    ("cell", "test"), COVERED.items(), ids=lambda one: " at ".join(one) if isinstance(one, tuple) else ""
)
def test_cell_names_a_test_that_is_there(cell, test):
    path, _colons, name = test.partition("::")
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    names = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}

    assert not name or name in names
