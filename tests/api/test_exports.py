"""Exports are masked, counted, free of formulas, kept apart by organisation and swept."""

import csv
import io
import json
import os
import uuid
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled
from hypothesis import given
from hypothesis import strategies as st

from qiao.api.exports import run, tables
from qiao.api.exports.run import KEPT_FOR, file_of, sweep
from qiao.batch.tables import FORMULA_STARTS, guarded
from qiao.intake.models import Need
from qiao.registry.models import Appointment
from qiao.trail.models import Job, TrailEntry
from tests.makers import make_delivery, make_need, make_offer


@pytest.fixture
def needs(at_work, lin, crisis, mask, yingshan):
    return [
        make_need(lin, crisis, item=mask, place=yingshan, party_text="示例卫生院 15400000009")
        for _ in range(3)
    ]


def ask(client, what="needs", form="csv", crisis=""):
    client.post("/exports/", {"what": what, "form": form, "crisis": crisis})
    with scopes_disabled():  # the asker's organisation need not be the one at work
        return Job.objects.order_by("-created_at").first()


def content(client, job) -> bytes:
    answer = client.get(f"/exports/{job.pk}/file")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_a_csv_holds_as_many_rows_as_promised(needs, as_lin):
    job = ask(as_lin)

    assert (job.state, job.total, job.done, len(lines(content(as_lin, job)))) == ("DONE", 3, 3, 4)


def test_a_csv_begins_with_the_mark_that_spreadsheets_want(needs, as_lin):
    assert content(as_lin, ask(as_lin)).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "hxl"])
def test_no_form_shows_a_telephone_or_the_original(needs, as_lin, form):
    raw = content(as_lin, ask(as_lin, form=form))
    if form == "xlsx":
        raw = str(list(openpyxl.load_workbook(io.BytesIO(raw)).active.values)).encode()

    assert b"15400000001" not in raw
    assert b"15400000009" not in raw
    assert "医用外科口罩".encode() in raw


def test_a_workbook_holds_numbers_as_numbers_and_text_as_text(needs, as_lin):
    sheet = openpyxl.load_workbook(io.BytesIO(content(as_lin, ask(as_lin, form="xlsx")))).active
    head, first, *_ = sheet.values

    assert (sheet.max_row, first[head.index("数量")]) == (4, 100)
    assert all(cell.data_type in {"s", "n"} for row in sheet.iter_rows() for cell in row)


def test_hxl_tags_stand_in_the_second_row(needs, as_lin):
    _head, tags, first, *_ = lines(content(as_lin, ask(as_lin, form="hxl")))

    by_tag = dict(zip(tags, first, strict=True))
    assert (by_tag["#inneed+num"], by_tag["#adm3+code+v_gbt2260"], by_tag["#item+name+i_zh"]) == (
        "100", "421124", "医用外科口罩",
    )  # fmt: skip
    assert all(tag.startswith("#") for tag in tags)


def test_offers_carry_their_standard_and_whom_they_are_for(as_lin, lin, crisis, mask, yingshan, at_work):
    make_offer(lin, crisis, item=mask, standard="GB 2626", use_class="NON_MEDICAL", earmark_place=yingshan)

    _head, tags, row = lines(content(as_lin, ask(as_lin, what="offers", form="hxl")))
    by_tag = dict(zip(tags, row, strict=True))
    assert [by_tag[one] for one in ("#item+standard", "#item+class", "#adm3+code+earmark")] == [
        "GB 2626", "NON_MEDICAL", "421124",
    ]  # fmt: skip


def test_json_lines_hold_codes_and_moments_with_zone(needs, as_lin):
    rows = [json.loads(line) for line in content(as_lin, ask(as_lin, form="jsonl")).decode().splitlines()]

    assert {row["id"] for row in rows} == {str(one.pk) for one in needs}
    assert {(row["state"], row["quantity_kind"], row["received_at"][-6:]) for row in rows} == {
        ("OPEN", "EXACT", "+00:00")
    }


def test_labels_are_said_in_the_language_of_the_asker(needs, as_lin):
    as_lin.post("/exports/", {"what": "needs", "form": "csv"}, headers={"accept-language": "en"})
    head, *_ = lines(content(as_lin, Job.objects.get()))

    assert "Quantity" in head


def test_deliveries_are_exported_with_what_became_of_them(at_work, lin, crisis, mask, as_lin):
    make_delivery(lin, crisis, item=mask)

    head, row = lines(content(as_lin, ask(as_lin, what="matches")))
    assert dict(zip(head, row, strict=True))["状态"] == "已发出"


def test_the_trail_is_exported_up_to_the_asking(needs, as_lin, lin):
    before = TrailEntry.objects.filter(organization_id=lin.organization_id).count()

    rows = lines(content(as_lin, ask(as_lin, what="trail")))

    assert len(rows) - 1 == before


def test_a_crisis_narrows_the_export(needs, as_lin, crisis):
    assert ask(as_lin, crisis=crisis.slug).total == 3


def test_zhao_finds_no_file_of_lin(needs, as_lin, as_zhao):
    job = ask(as_lin)
    addresses = [f"/exports/{job.pk}/file", f"/exports/{job.pk}/"]

    assert [as_zhao.get(address).status_code for address in addresses] == [404, 404]
    assert str(job.pk) not in as_zhao.get("/exports/").content.decode()


def test_zhao_exports_nothing_of_lin(needs, as_zhao):
    assert ask(as_zhao).total == 0


def test_a_volunteer_may_not_export(needs, as_chen):
    assert as_chen.post("/exports/", {"what": "needs", "form": "csv"}).status_code == 403
    assert not Job.objects.exists()


def test_who_may_not_read_may_not_export(needs, as_lin, lin_user):
    Appointment.objects.filter(user=lin_user, role="ADMIN").delete()

    answer = as_lin.post("/exports/", {"what": "trail", "form": "csv"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)


def test_a_file_is_handed_over_as_a_file(needs, as_lin):
    answer = as_lin.get(f"/exports/{ask(as_lin).pk}/file")
    b"".join(answer.streaming_content)

    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == ("nosniff", True)


def test_a_file_is_readable_by_the_house_alone(needs, as_lin):
    assert file_of(ask(as_lin)).stat().st_mode & 0o777 == 0o600


def test_an_export_that_lost_a_row_is_never_done(needs, as_lin, monkeypatch):
    honest = tables.rows_of
    monkeypatch.setattr(run, "rows_of", lambda *given: list(honest(*given))[:-1])

    job = ask(as_lin)

    assert (job.state, "3 行" in job.error, file_of(job).exists()) == ("FAILED", True, False)


def test_an_export_whose_rows_moved_meanwhile_is_never_done(needs, as_lin, monkeypatch):
    honest = tables.rows_of

    def late(wanted, organization):
        Need.objects.filter(pk=needs[0].pk).update(created_at=timezone.now() + timedelta(hours=1))
        return honest(wanted, organization)

    monkeypatch.setattr(run, "rows_of", late)

    assert ask(as_lin).state == "FAILED"


def test_an_export_stands_in_the_trail(needs, as_lin):
    ask(as_lin)

    entry = TrailEntry.objects.get(verb="export.make")
    assert (entry.details["what"], entry.details["rows"]) == ("needs", 3)


def test_hxl_is_refused_where_there_are_no_tags(at_work, as_lin):
    assert as_lin.post("/exports/", {"what": "matches", "form": "hxl"}).status_code == 422


@pytest.mark.parametrize("wrong", [{"what": "users"}, {"form": "exe"}, {"crisis": "../../etc"}])
def test_what_is_not_offered_is_refused(needs, as_lin, wrong):
    assert as_lin.post("/exports/", {"what": "needs", "form": "csv"} | wrong).status_code == 422


def test_the_progress_is_a_fragment_that_asks_again_until_it_ends(needs, as_lin, lin):
    job = Job.objects.create(
        kind="export", organization_id=lin.organization_id, total=10, done=4, state="RUNNING",
        parameters={"what": "needs", "form": "csv", "crisis": "", "language": "zh-hans", "until": ""},
    )  # fmt: skip

    running = as_lin.get(f"/exports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    Job.objects.update(state="FAILED", error="示例错误")
    failed = as_lin.get(f"/exports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()

    assert 'value="4" max="10"' in running
    assert ("hx-get" in running, "hx-get" in failed, "示例错误" in failed) == (True, False, True)
    assert "<html" not in running


def test_the_page_invites_where_nothing_was_exported_yet(at_work, as_lin):
    assert "还没有导出" in as_lin.get("/exports/").content.decode()


def test_old_files_are_swept_and_new_ones_stay(needs, as_lin):
    old, new = file_of(ask(as_lin)), file_of(ask(as_lin))
    past = (timezone.now() - KEPT_FOR - timedelta(days=1)).timestamp()
    os.utime(old, (past, past))

    assert (sweep(timezone.now()), old.exists(), new.exists()) == (1, False, True)


def test_an_export_without_its_file_is_not_handed_over(needs, as_lin):
    job = ask(as_lin)
    file_of(job).unlink()

    assert as_lin.get(f"/exports/{job.pk}/file").status_code == 404
    assert "已经删除" in as_lin.get(f"/exports/{job.pk}/").content.decode()


def test_a_missing_export_is_not_found(as_lin):
    assert as_lin.get(f"/exports/{uuid.uuid4()}/file").status_code == 404


@given(st.sampled_from(FORMULA_STARTS), st.sampled_from(["", " ", "\u3000", "  "]), st.text(max_size=20))
def test_no_text_begins_as_a_formula(start, blank, rest):
    assert guarded(blank + start + rest)[0] == "'"


@given(st.text(alphabet=st.characters(categories=["L", "N"]), max_size=20))
def test_plain_text_stays_as_it_is(text):
    assert guarded(text) == text


@pytest.mark.parametrize("form", ["csv", "hxl", "xlsx"])
def test_a_formula_in_a_record_reaches_no_cell(at_work, lin, crisis, mask, as_lin, form):
    make_offer(lin, crisis, item=mask, party_text='=HYPERLINK("https://example.org")')
    raw = content(as_lin, ask(as_lin, what="offers", form=form))
    cells = (
        [cell for row in openpyxl.load_workbook(io.BytesIO(raw)).active.values for cell in row]
        if form == "xlsx"
        else [cell for row in lines(raw) for cell in row]
    )

    assert any(str(cell).startswith("'=HYPERLINK") for cell in cells)
    assert not any(str(cell).startswith(("=", "+", "@")) for cell in cells)


def test_exports_lie_in_their_folder(needs, as_lin):
    assert file_of(ask(as_lin)).parent == settings.QIAO_EXPORTS
