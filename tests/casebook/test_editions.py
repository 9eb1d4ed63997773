"""A collection becomes a book: what stands in it, who reads it, and what is in none of it."""

import contextvars
import io
import json
import shutil
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from qiao.accounts.roles import Actor, Role
from qiao.casebook import actions as casebook
from qiao.casebook import edition_actions
from qiao.casebook.actions import book as book_actions
from qiao.casebook.actions import desk
from qiao.casebook.actions.desk import GPS_IFD
from qiao.casebook.binding import bind
from qiao.casebook.models import (
    CaseStudy,
    Collection,
    Edition,
    Part,
    Picture,
    Printing,
    TextRequest,
)
from qiao.casebook.sample_book import load_sample_book
from qiao.exceptions import BookEmptyError, BookPersonalError, CaseIncompleteError, ChallengesStatedError
from qiao.trail.jobs import run_job
from qiao.trail.models import Job, TrailEntry
from tests.casebook.conftest import CANARY
from tests.conftest import appoint

BASE = "https://qiao.example"


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def edition(collection, editor, now):
    return edition_actions.issue(editor, collection, language="zh-Hans", at=now, base=BASE)


def test_four_cases_become_a_chapter_with_foreword_four_bodies_and_afterword(collection, now):
    bound = bind(collection, language="zh-Hans", moment=now, name="covid")
    chapter = bound.chapters[2]

    assert [one.kind.value for one in chapter.parts()] == [
        "FOREWORD",
        "BODY",
        "BODY",
        "BODY",
        "BODY",
        "AFTERWORD",
    ]
    assert chapter.missing() == ()
    assert [one.title for one in bound.unwritten()] == ["社会服务机构行动", "基金会行动", "联合行动"]
    assert (bound.roles[0].label, bound.roles[0].name) == ("编撰", "上海爱德公益研究中心")
    told = [str(block) for section in chapter.afterword.sections for block in section.blocks]
    assert "留待以后：要再问会员" in "".join(told)
    assert "第36句" in "".join(chapter.bodies[1].sources())


def test_drafts_parts_not_final_and_what_was_taken_down_are_not_in_the_book(collection, now):
    first, second, *_rest = CaseStudy.objects.order_by("number")
    CaseStudy.objects.filter(pk=first.pk).update(state="DRAFT")
    CaseStudy.objects.filter(pk=second.pk).update(hidden_at=now)
    Part.objects.filter(kind="FOREWORD").update(state="WRITING")
    Part.objects.filter(kind="AFTERWORD").update(hidden_at=now)

    parts = bind(collection, language="zh-Hans", moment=now, name="covid").parts()
    assert [one.subject for one in parts] == ["荆门义工联", "阿拉善SEE"]


def test_an_english_edition_takes_the_english_where_there_is_one(collection, now):
    bound = bind(collection, language="en", moment=now, name="covid-en")

    assert (
        bound.chapters[2].bodies[0].title == "Pudong social workers: grief counselling from another province"
    )
    assert bound.roles[2].name == "China Foundation Council on Disaster Relief"


def test_the_full_text_is_in_no_public_file_page_search_or_answer_of_the_api(edition, client, books):
    folder = books / str(edition.pk)
    for path in folder.rglob("*"):
        if not path.is_file() or path.suffix == ".pdf":
            continue
        held = path.read_bytes()
        if zipfile.is_zipfile(path):
            package = zipfile.ZipFile(path)
            held = b"".join(package.read(one) for one in package.namelist())
        assert CANARY.encode() not in held, path
    case = CaseStudy.objects.first()
    for address in (
        at("case", case.pk),
        at("case_list"),
        at("matrix"),
        at("book", edition.collection_id),
        f"/search/?q={CANARY}",
    ):
        assert CANARY not in client.get(address, follow=True).content.decode().replace(f"q={CANARY}", "")


def test_everybody_reads_the_site_and_takes_the_files_and_nothing_else(edition, client):
    pk = edition.collection_id
    cover = client.get(at("edition_site", pk, "zh-Hans"))
    epub = client.get(at("edition_file", pk, "zh-Hans", "covid-2020.epub"))

    assert "民间公益组织参与新冠疫情抗击案例集" in cover.content.decode()
    assert epub["Content-Type"] == "application/epub+zip"
    assert "attachment" in epub["Content-Disposition"]
    for name in ("..", "qiao.sqlite3", "site", "index.html.bak"):
        assert client.get(f"/books/{pk}/zh-Hans/{name}").status_code == 404
    assert client.get(at("edition_site", pk, "en")).status_code == 404


def test_somebody_for_whom_no_organisation_is_at_work_opens_every_public_page(edition, client):
    pk, case = edition.collection_id, edition.collection.cases.first().pk
    pages = [
        *(at(name) for name in ("case_list", "matrix", "application_ask", "takedown_ask")),
        *(at(name, case) for name in ("case", "text_request", "takedown")),
        *(at(name, pk) for name in ("book", "book_request")),
        at("edition_site", pk, "zh-Hans"),
    ]
    # In a context of its own, as for a stranger: what a fixture opened does not help.
    found = {page: contextvars.Context().run(client.get, page).status_code for page in pages}

    assert {page: code for page, code in found.items() if code != 200} == {}


def test_a_collection_without_an_edition_is_there_for_its_own_people_alone(collection, client, as_lin):
    assert as_lin.get(at("book", collection.pk)).status_code == 200
    as_lin.logout()
    assert client.get(at("book", collection.pk)).status_code == 404


def test_an_editor_publishes_by_the_page_and_a_new_edition_takes_the_old_ones_place(
    collection, as_editor, books
):
    for number in (1, 2):
        text = as_editor.post(
            at("edition_issue", collection.pk), {"language": "zh-Hans"}, follow=True
        ).content.decode()
        assert f"第 {number} 版已出版" in text
    assert Printing.objects.filter(edition__isnull=False).count() == 2

    assert [one.number for one in collection.editions.order_by("number")] == [1, 2]
    assert [path.name for path in books.iterdir()] == [str(collection.editions.get(number=2).pk)]
    entries = TrailEntry.objects.filter(verb="edition.issue")
    assert sorted(one.details["number"] for one in entries) == [1, 2]


@pytest.fixture
def asleep(settings):
    """A worker that never comes by itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def ask(as_editor, collection):
    as_editor.post(at("edition_issue", collection.pk), {"language": "zh-Hans"})
    return Job.objects.get(pk=collection.printings.first().job_id)


def test_the_page_tells_how_far_an_edition_is_and_readers_keep_the_former_one(
    edition, as_editor, asleep, monkeypatch
):
    job = ask(as_editor, edition.collection)
    again = ask(as_editor, edition.collection)
    page = as_editor.get(at("book", edition.collection_id)).content.decode()
    seen = []
    build = edition_actions.publish

    def watched(book, folder, *, told):
        def step(name):
            told(name)
            seen.append(Job.objects.get(pk=job.pk).done)
            assert Edition.objects.get() == edition

        build(book, folder, told=step)

    monkeypatch.setattr(edition_actions, "publish", watched)
    assert (again, "排队等后台开始" in page) == (job, True)
    assert run_job.func(str(job.pk)) == "DONE"
    assert seen == [2, 3, 4, 5]
    assert Edition.objects.count() == 2
    assert as_editor.get(at("printing", edition.collection_id, "zh-Hans"))["HX-Refresh"] == "true"


@pytest.mark.parametrize("step", ["pdf", "site"])
def test_an_edition_called_off_leaves_nothing_and_can_be_asked_for_again(
    collection, as_editor, asleep, books, monkeypatch, step
):
    job = ask(as_editor, collection)
    build = edition_actions.publish

    def called_off(book, folder, *, told):
        def stop(name):
            if name == step:
                as_editor.post(at("printing_cancel", collection.pk, "zh-Hans"))
            told(name)

        build(book, folder, told=stop)

    monkeypatch.setattr(edition_actions, "publish", called_off)
    assert run_job.func(str(job.pk)) == "FAILED"
    assert not Edition.objects.exists()
    assert list(books.iterdir()) == []
    assert "上一次出版已取消" in as_editor.get(at("book", collection.pk)).content.decode()
    monkeypatch.setattr(edition_actions, "publish", build)
    assert run_job.func(str(ask(as_editor, collection).pk)) == "DONE"
    assert as_editor.post(at("printing_cancel", collection.pk, "zh-Hans")).status_code == 409


def test_what_the_gate_stops_is_told_on_the_page_in_the_reader_s_language(collection, as_editor):
    Part.objects.filter(kind="FOREWORD").update(core="联系人 15400001234")
    ask(as_editor, collection)

    assert "像是有个人信息，没有出版" in as_editor.get(at("book", collection.pk)).content.decode()
    answer = as_editor.get(at("book", collection.pk), headers={"accept-language": "en"})
    assert "nothing was published" in answer.content.decode()
    assert not Edition.objects.exists()


def test_a_volunteer_does_not_publish(collection, client, association):
    user = appoint("bao", association, Role.VOLUNTEER)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(at("edition_issue", collection.pk), {"language": "zh-Hans"}).status_code == 403


def test_the_public_collection_is_bound_with_its_questions_and_stays_as_written_since(book, at_work, now):
    operator = Actor.operator(at_work.pk)
    collection = load_sample_book(operator, directory=settings.QIAO_REFERENCE)
    Part.objects.filter(kind="FOREWORD").update(core="改过的前言")
    load_sample_book(operator, directory=settings.QIAO_REFERENCE)

    assert collection.parts.count() == 2
    assert collection.questions.count() == 6
    assert collection.parts.get(kind="FOREWORD").core == "改过的前言"
    parts = bind(collection, language="zh-Hans", moment=now, name="covid").parts()
    assert [one.kind.value for one in parts] == ["FOREWORD", *["BODY"] * 4, "AFTERWORD"]


def test_an_empty_collection_and_one_with_a_telephone_are_refused_and_nothing_is_left(
    collection, editor, now, books
):
    Part.objects.filter(kind="FOREWORD").update(core="联系人 15400001234")
    with pytest.raises(BookPersonalError, match="前言"):
        edition_actions.issue(editor, collection, language="zh-Hans", at=now, base=BASE)
    CaseStudy.objects.update(state="DRAFT")
    Part.objects.update(state="WRITING")
    with pytest.raises(BookEmptyError):
        edition_actions.issue(editor, collection, language="zh-Hans", at=now, base=BASE)

    assert not Edition.objects.exists()
    assert not books.exists()


def test_once_something_was_taken_down_the_edition_is_not_given_out(edition, client, now):
    case = edition.collection.cases.first()
    CaseStudy.objects.filter(pk=case.pk).update(hidden_at=now + timedelta(hours=1))

    answer = client.get(at("edition_file", edition.collection_id, "zh-Hans", "covid-2020.pdf"))
    assert answer.status_code == 410
    assert "暂不提供" in answer.content.decode()


def test_files_that_went_missing_are_no_error_of_the_server(edition, client, books):
    shutil.rmtree(books)

    assert client.get(at("edition_site", edition.collection_id, "zh-Hans")).status_code == 404
    assert client.get(at("book", edition.collection_id)).status_code == 200


def test_the_command_writes_the_book_and_says_that_it_was_taken(collection, tmp_path):
    out = tmp_path / "out"
    call_command("book", str(out), stdout=io.StringIO())

    rows = json.loads(
        (out / "site" / "search-data.js").read_text().removeprefix("globalThis.BOOK=").removesuffix(";\n")
    )
    assert len(rows) == 6
    assert TrailEntry.objects.filter(verb="edition.take").count() == 1
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="空目录"):
        call_command("book", str(tmp_path / "mine"))
    assert (tmp_path / "mine" / "letter.txt").exists()


def photo(size, *, place):
    made = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif.get_ifd(GPS_IFD)[1] = "N"
        exif.get_ifd(GPS_IFD)[2] = (30.0, 44.0, 6.0)
    Image.new("RGB", size, (20, 90, 96)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_photographs_stand_in_every_format_small_without_their_place_and_only_with_consent(
    collection, editor, now, books
):
    case = collection.cases.order_by("number").first()
    told = {"caption": "出车前清点", "alt": "三个人在车旁清点纸箱", "credit": "本会", "shows_people": True}
    picture = desk.add_picture(editor, case, name="a.jpg", content=photo((4000, 3000), place=True), **told)
    assert picture.had_place
    with pytest.raises(BookPersonalError, match="肖像同意"):
        edition_actions.issue(editor, collection, language="zh-Hans", at=now, base=BASE)
    Picture.objects.update(consent="2020-03-01 书面同意", licence="CC BY 4.0")
    made = edition_actions.issue(editor, collection, language="zh-Hans", at=now, base=BASE)

    folder = books / str(made.pk)
    (kept,) = (folder / "site").glob("*-p1.jpg")
    docx, epub = (zipfile.ZipFile(next(folder.glob(f"*.{one}"))) for one in ("docx", "epub"))
    held = [kept.read_bytes()] + [
        package.read(name)
        for package in (docx, epub)
        for name in package.namelist()
        if name.endswith(".jpg") and "docProps" not in name
    ]
    assert len(held) == 3
    for one in held:
        with Image.open(io.BytesIO(one)) as opened:
            assert max(opened.size) == 1600
            assert not opened.getexif()
    assert b"/DCTDecode" in next(folder.glob("*.pdf")).read_bytes()
    page = (folder / "site" / "association-1.html").read_text()
    assert 'alt="三个人在车旁清点纸箱"' in page
    assert "出车前清点" in page
    assert "三个人在车旁清点纸箱" in docx.read("word/document.xml").decode()


def test_a_whole_collection_is_applied_for_granted_opened_and_counted(edition, client, as_editor, editor):
    pk = edition.collection_id
    late = edition.collection.cases.order_by("number").first()
    Part.objects.filter(kind="AFTERWORD").update(state="WRITING", full="没有定稿的后记")
    CaseStudy.objects.filter(pk=late.pk).update(state="DRAFT", full="没有发布的全文")
    as_editor.logout()
    told = {"applicant": "示例读者", "affiliation": "示例大学", "purpose": "教学"}
    status = client.post(at("book_request", pk), told).headers["Location"]
    row = TextRequest.objects.get()
    casebook.grant_text(editor, row, now=timezone.now())
    link = at("full_text", casebook.token_of(row))
    page = client.get(link).content.decode()

    assert row.collection_id == pk
    assert link in client.get(status).content.decode()
    assert page.count(CANARY) == 4
    assert "没有定稿的后记" not in page
    assert "没有发布的全文" not in page
    assert row.downloads.count() == 1
    assert edition.collection.title in client.get(status).content.decode()


def test_a_collection_that_nobody_can_read_is_not_applied_for(collection, client, edition, now):
    assert client.get(at("book_request", collection.pk)).status_code == 200
    CaseStudy.objects.filter(number=1).update(hidden_at=now + timedelta(hours=1))

    assert client.get(at("book_request", collection.pk)).status_code == 404


def test_a_published_case_whose_part_is_not_final_is_named_before_the_book_is_issued(
    collection, as_editor, lin
):
    case = collection.cases.order_by("number").first()
    book_actions.open_part(lin, collection, chapter=case.chapter, kind="BODY", case=case)

    page = as_editor.get(at("book", collection.pk)).content.decode()

    assert "已发布，却不收入的案例" in page
    assert case.title in page


def test_what_the_source_does_not_state_is_an_open_question_signed_by_an_editor(book, as_editor, editor, now):
    case = book.cases[2]
    casebook.write_case_study(editor, case, challenges="")
    with pytest.raises(CaseIncompleteError, match="困难与挑战"):
        casebook.publish_case_study(editor, case)
    as_editor.post(at("case_open", case.pk), {"source": "后记第48句没有写是哪些"})
    case.refresh_from_db()
    casebook.publish_case_study(editor, case)
    told = bind(Collection.objects.get(), language="zh-Hans", moment=now, name="covid").parts()[1].sections
    (note,) = next(one for one in told if one.title == "困难与挑战").blocks

    assert (note.label, note.text) == ("留着的问题", "后记第48句没有写是哪些")
    assert note.signed.startswith("wen 声明")
    page = as_editor.get(at("case", case.pk)).content.decode()
    assert "留着的问题" in page
    assert "wen 声明" in page
    casebook.write_case_study(editor, case, challenges="缺车。")
    assert case.challenges_open == ""
    with pytest.raises(ChallengesStatedError):
        casebook.leave_challenges_open(editor, case, source="x", signed="wen", on=now.date())
