"""Comparisons of times that not every telephone reads alike are named when a form is taken in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from qiao.intake.sources.openrosa.ready import SURVEYS, ready_form
from qiao.intake.sources.openrosa.times import TimeDoubt, Trouble
from qiao.intake.sources.openrosa.xlsform import form_from_file

HEADER = ("type", "name", "label", "constraint", "relevant")


def form_file(*rows) -> bytes:
    """Return an XLSForm with these rows."""
    book = Workbook()
    book.active.title = "survey"
    for row in (HEADER, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def doubts(*rows) -> tuple[TimeDoubt, ...]:
    return form_from_file("签到.xlsx", form_file(*rows), version="1").doubts


def shift(kind: str, constraint: str):
    return (kind, "began", "几点开始"), (kind, "ended", "几点结束", constraint)


@pytest.mark.parametrize(
    "constraint",
    [". > ${began}", ".>=${began}", "${began} < .", ". > now()", "string-length('a') = 1 and ${began} < ."],
)
def test_moments_compared_as_they_are_are_named_with_their_row(constraint):
    assert doubts(*shift("dateTime", constraint)) == (TimeDoubt(Trouble.DAYS_ONLY, "ended", "constraint", 3),)


def test_times_of_day_compared_as_they_are_are_named():
    assert doubts(*shift("time", ". > ${began}")) == (
        TimeDoubt(Trouble.NO_DIFFERENCE, "ended", "constraint", 3),
    )


def test_a_question_inside_decimal_date_time_is_named():
    assert doubts(*shift("dateTime", "decimal-date-time(.) > decimal-date-time(${began})")) == (
        TimeDoubt(Trouble.NOT_OPENED, "ended", "constraint", 3),
    )


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("dateTime", "number(format-date-time(., '%H > %M')) > number(format-date-time(${began}, '%H%M'))"),
        ("time", "decimal-time(.) > decimal-time(${began})"),
        ("date", ". > ${began}"),
        ("integer", ". > ${began} and . < 7.5"),
        ("dateTime", ". != ''"),
    ],
)  # fmt: skip
def test_what_every_telephone_reads_alike_is_not_named(kind, constraint):
    assert doubts(*shift(kind, constraint)) == ()


def test_a_time_in_a_group_and_a_column_further_on_are_found():
    rows = (
        ("begin_repeat", "班", "一班"),
        ("dateTime", "began", "几点开始"),
        ("text", "why", "为什么这么早", "", "${began} < now()"),
        ("end_repeat", "", ""),
    )

    assert doubts(*rows) == (TimeDoubt(Trouble.DAYS_ONLY, "why", "relevant", 4),)


@pytest.mark.parametrize("kind", SURVEYS)
def test_our_own_forms_have_none(kind):
    assert ready_form(kind).doubts == ()


def test_the_page_says_which_row_and_what_to_write_instead(as_lin, crisis):
    file = SimpleUploadedFile("签到.xlsx", form_file(*shift("dateTime", ". > ${began}")))

    page = as_lin.post("/e/small/field-forms/add/", {"file": file}, follow=True).content.decode()

    assert "survey 表第 3 行（ended）的 constraint 直接用" in page
    assert "format-date-time(…, &#x27;%Y%m%d%H%M&#x27;)" in page
    assert "已发布：签到" in page
