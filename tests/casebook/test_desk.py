"""The editorial desk: parts in their chapters, versions with differences, consent and pictures, questions answered."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from qiao.casebook import actions
from qiao.casebook.actions import book, desk
from qiao.casebook.gate import spots_of_case, spots_of_collection, stopping
from qiao.casebook.models import Picture, Question
from qiao.casebook.versions import changes
from qiao.exceptions import PartHeldError
from qiao.registry.models import Person
from tests.makers import camera_photo


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def case(at_work, lin, crisis, now):
    case = actions.open_case_study(lin, crisis, subject=at_work, title="示例县的应对", frozen_at=now)
    return actions.write_case_study(lin, case, core="我们做了什么。", challenges="缺车。")


@pytest.fixture
def collection(at_work, lin, crisis):
    return book.open_collection(lin, title="示例案例集", year=2020, crisis=crisis)


def test_a_chapter_shows_what_it_lacks_and_an_untouched_one_does_not(as_lin, lin, collection, case):
    part = book.open_part(lin, collection, chapter="FOUNDATION", kind="FOREWORD", case=case)

    page = as_lin.get(at("collection", collection.pk)).content.decode()

    assert (part.chapter, part.kind, part.title) == ("ASSOCIATION", "BODY", case.title)
    assert page.count("缺前言") == 1
    assert page.count("缺正文") == 0
    assert list(collection.cases.all()) == [case]


def test_each_saving_keeps_a_version_and_its_differences(as_lin, case, lin):
    actions.write_case_study(lin, case, core="我们做了很多。", note="改一字")
    actions.write_case_study(lin, case, core="我们做了很多。")

    assert [one.number for one in case.versions.all()] == [3, 2, 1]
    page = as_lin.get(at("case_version", case.pk, 3)).content.decode()
    assert "<ins>很多</ins>" in page
    assert "<del>什么</del>" in page


def test_differences_put_together_give_both_texts():
    runs = changes("从前有10只木箱 here", "从前有12只大木箱 there")

    assert "".join(run.text for run in runs if run.kind != "came") == "从前有10只木箱 here"
    assert "".join(run.text for run in runs if run.kind != "went") == "从前有12只大木箱 there"


def test_a_person_is_named_only_while_the_consent_stands(case, lin, now):
    Person.objects.create(name="示例乔木林", is_sample=True)
    actions.write_case_study(lin, case, core="示例乔木林带队出车。")
    assert stopping(spots_of_case(case))

    consent = desk.note_consent(lin, case, name="示例乔木林", given_on=now.date(), proof="签字")
    assert stopping(spots_of_case(case)) == []

    desk.withdraw_consent(lin, consent, on=now.date())
    assert stopping(spots_of_case(case))


def test_a_picture_loses_its_place_and_needs_consent_and_licence(as_lin, client, case, lin):
    file = SimpleUploadedFile("a.jpg", camera_photo(), "image/jpeg")
    told = {
        "picture-file": file,
        "picture-caption": "出车",
        "picture-credit": "示例摄影",
        "picture-shows_people": "on",
    }

    as_lin.post(at("case_desk_add", case.pk, "picture"), told)

    kept = Picture.objects.get()
    with Image.open(io.BytesIO(bytes(kept.copy))) as copy:
        assert dict(copy.getexif()) == {}
        assert copy.getexif().get_ifd(0x8825) == {}
    assert kept.had_place
    assert len([one for one in stopping(spots_of_case(case)) if "出车" in one.where]) == 2
    assert as_lin.get(at("picture", kept.pk)).headers["Content-Type"] == "image/jpeg"
    as_lin.logout()
    assert client.get(at("picture", kept.pk)).status_code == 404


def test_what_is_no_photograph_is_refused_on_the_page(as_lin, case):
    told = {
        "picture-file": SimpleUploadedFile("a.jpg", b"%PDF-1.7 x"),
        "picture-caption": "a",
        "picture-credit": "b",
    }

    answer = as_lin.post(at("case_desk_add", case.pk, "picture"), told)

    assert answer.status_code == 422
    assert not Picture.objects.exists()


def test_questions_of_a_foreword_are_answered_or_declared_open(as_lin, lin, collection, case):
    after = book.open_part(lin, collection, chapter="ASSOCIATION", kind="AFTERWORD", title="后记")
    one = book.ask_question(lin, collection, chapter="ASSOCIATION", text="谁走在前面？")
    two = book.ask_question(lin, collection, chapter="ASSOCIATION", text="钱从哪里来？")
    book.open_part(lin, collection, chapter="ASSOCIATION", kind="BODY", case=case)
    assert len([spot for spot in spots_of_collection(collection) if spot.where == "前言的问题"]) == 2

    as_lin.post(
        at("question", one.pk), {"part": str(after.pk), "cases": [str(case.pk)], "text": "本地组织。"}
    )
    as_lin.post(at("question", two.pk), {"text": "材料不够，留待下一集。"})

    assert list(one.answers.get().cases.all()) == [case]
    assert Question.objects.get(pk=two.pk).open_because == "材料不够，留待下一集。"
    assert [spot for spot in spots_of_collection(collection) if spot.where == "前言的问题"] == []


def test_a_part_that_the_gate_stops_is_not_final(as_lin, lin, collection):
    part = book.open_part(lin, collection, chapter="FOUNDATION", kind="FOREWORD", title="前言")
    book.write_part(lin, part, core="请联系 15400000001。")

    with pytest.raises(PartHeldError):
        book.move_part(lin, part, state="READY")
    book.write_part(lin, part, core="请联系我们。")

    assert book.move_part(lin, part, state="READY").state == "READY"


def test_a_task_waits_for_whom_it_was_given_to_until_it_is_done(as_lin, lin, case, now):
    told = {
        "assignment-task": "REVIEW",
        "assignment-user": str(lin.user_id),
        "assignment-due_on": "2020-02-01",
    }
    as_lin.post(at("case_desk_add", case.pk, "assignment"), told)
    (task,) = case.assignments.all()
    before = as_lin.get(at("collection_list")).content.decode()

    as_lin.post(at("desk_end", task.pk, "assignment"))

    assert case.title in before
    assert "逾期" in before
    assert case.title not in as_lin.get(at("collection_list")).content.decode()


def test_an_author_of_another_organisation_is_not_removed(as_zhao, lin, case):
    author = desk.name_author(lin, case, name="示例专家", is_outside=True)

    assert as_zhao.post(at("desk_end", author.pk, "author")).status_code == 404
    assert case.authors.exists()
