"""A log is read by more people than the data: nothing of a person comes into it, and one event is one line."""

import json
import logging
import sys

import pytest

from qiao.project.logs import BareReporter, JsonLine, PlainLine


def line(text: str, formatter=JsonLine, exc_info=None) -> str:
    return formatter().format(logging.LogRecord("qiao", logging.WARNING, "", 0, text, (), exc_info))


@pytest.mark.parametrize(
    "text",
    [
        "Not Found: /s/1234-5678-9012-3456/",
        "sent to 15400000001",
        "sent to +86 15400000001",
        "id 11010519491231002X",
        "card 6222020000001234567",
        "Bearer qiao_abcdefghijklmnop",
        "GET /v1/key/abcdefghijklmnop/formList",
        "GET /search/?q=林小红",
    ],
)
def test_no_number_code_or_question_of_a_person_is_written_down(text):
    kept = json.loads(line(text))["message"]

    assert not any(
        one in kept for one in ("1234-5678", "15400000001", "110105", "622202", "abcdefgh", "林小红")
    )
    assert "[" in kept


def test_nobody_writes_a_line_into_the_log_that_looks_like_ours():
    forged = line("Not Found: /x\nERROR qiao: all is lost\x1b[2J\u202e", PlainLine)

    assert forged.splitlines() == [
        "WARNING qiao: Not Found: /x\\u000aERROR qiao: all is lost\\u001b[2J\\u202e"
    ]


def test_ids_of_records_stay_readable():
    uid = "15400000-0001-4111-8111-154000000011"

    assert uid in line(f"Forbidden: /api/needs/{uid}")


def test_a_report_of_an_error_shows_no_variable():
    name = "林小红"
    try:
        assert len(name) / 0
    except ZeroDivisionError:
        reporter = BareReporter(None, *sys.exc_info())

    assert [frame["vars"] for frame in reporter.get_traceback_frames()] == [[]]
