"""A granted application gives the book with its full text as files, to whom it was given, until the link ends."""

import io
import subprocess
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.casebook import actions, full_editions
from qiao.casebook.actions import takedown
from qiao.casebook.models import CaseStudy, FullEdition, TextRequest
from qiao.trail.models import TrailEntry
from tests.casebook.conftest import CANARY

WHO = "示例大学"


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


def asked(client, name, pk) -> TextRequest:
    client.post(at(name, pk), {"applicant": "示例读者", "affiliation": WHO, "purpose": "教学"})
    return TextRequest.objects.get()


def granted(as_editor, row) -> str:
    """Grant by the page; return the link."""
    as_editor.post(at("request_grant", row.pk), {"grant-days": "30"})
    row.refresh_from_db()
    return at("full_text", actions.token_of(row))


def words_of(name: str, held: bytes) -> str:
    if name.endswith(".pdf"):
        told = subprocess.run(["pdftotext", "-", "-"], input=held, capture_output=True, check=True)
        return told.stdout.decode().replace("\n", "")
    package = zipfile.ZipFile(io.BytesIO(held))
    return b"".join(package.read(one) for one in package.namelist()).decode(errors="ignore")


@pytest.fixture
def quick(monkeypatch):
    """Files that take no time: what is asked here is who gets them, and how long."""

    def build(book, folder, *, told):
        (folder / f"{book.key}.pdf").write_bytes(book.given.encode())
        told("pdf")

    monkeypatch.setattr(full_editions, "build", build)


def test_a_granted_collection_is_taken_as_pdf_word_epub_and_site_with_full_text_and_every_file_is_logged(
    collection, client, as_editor, lin, settings
):
    row = actions.request_text(lin, collection, applicant="示例读者", affiliation=WHO, purpose="教学")
    link = granted(as_editor, row)
    as_editor.logout()
    page = client.get(link).content.decode()
    names = [one.name for one in full_editions.files_of(row).held]

    assert [name.rpartition(".")[2] for name in names] == ["pdf", "docx", "epub", "zip"]
    for name in names:
        answer = client.get(f"{link}files/{name}")
        told = words_of(name, answer.content)
        assert CANARY in told, name
        assert WHO in told, name
        assert f"{link}files/{name}" in page
        assert "no-store" in answer["Cache-Control"]
    assert {"pdf", "docx", "epub", "zip", "html"} == set(row.downloads.values_list("form", flat=True))
    assert 'content="noindex"' in told
    assert client.get(f"{link}files/qiao.sqlite3").status_code == 404
    assert (settings.QIAO_FULL_BOOKS / str(row.edition.pk)).stat().st_mode & 0o077 == 0


def test_a_granted_case_is_a_book_of_its_own_and_holds_no_other_case(book, client, as_editor):
    case, other = book.cases[3], book.cases[2]
    CaseStudy.objects.filter(pk=case.pk).update(state="PUBLISHED", challenges="缺车。", full=CANARY)
    link = granted(as_editor, asked(client, "text_request", case.pk))
    held = client.get(f"{link}files/covid-2020-case.epub").content
    pdf = words_of(".pdf", client.get(f"{link}files/covid-2020-case.pdf").content)

    assert CANARY in pdf
    assert "目录" not in pdf
    assert other.title not in words_of("epub", held)
    assert "下载 PDF" in as_editor.get(at("request", TextRequest.objects.get().pk)).content.decode()


@pytest.mark.parametrize("end", ["expired", "withdrawn"])
def test_when_the_link_ends_its_files_are_given_no_more_and_go(
    book, client, as_editor, editor, quick, end, settings
):
    case = book.cases[3]
    CaseStudy.objects.filter(pk=case.pk).update(state="PUBLISHED", challenges="缺车。")
    row = asked(client, "text_request", case.pk)
    link = granted(as_editor, row)
    address = f"{link}files/covid-2020-case.pdf"
    assert client.get(address).content.decode().startswith(WHO)

    later = timezone.now() + timedelta(days=31 if end == "expired" else 0)
    if end == "withdrawn":
        actions.withdraw_text(editor, row, now=later)
        assert client.get(address).status_code == 403
    assert (full_editions.clear_everywhere(later), full_editions.clear_everywhere(later)) == (1, 0)
    assert list(settings.QIAO_FULL_BOOKS.iterdir()) == []
    assert TrailEntry.objects.filter(verb="text.clear").count() == 1


@pytest.mark.parametrize("way", ["mended", "hidden"])
def test_what_was_taken_out_since_stops_the_files_until_they_are_made_anew(
    collection, client, as_editor, editor, quick, now, way
):
    row = actions.request_text(editor, collection, applicant="示例读者", affiliation=WHO, purpose="教学")
    link = granted(as_editor, row)
    address = f"{link}files/covid-2020-full.pdf"
    assert client.get(address).status_code == 200
    case = collection.cases.first()
    if way == "mended":
        ask = takedown.ask_takedown(editor, case, asked_by="示例", reason="照片", now=now)
        takedown.decide_takedown(editor, ask, state="MENDED", decision="已换", now=timezone.now())
    else:
        CaseStudy.objects.filter(pk=case.pk).update(hidden_at=timezone.now())

    assert client.get(address).status_code == 404
    assert "刚下架" in client.get(link).content.decode()
    as_editor.post(at("request_prepare", row.pk))
    assert client.get(address).status_code == 200


def test_what_the_gate_stops_is_told_to_the_owner_and_no_file_is_made(book, client, as_editor, quick):
    case = book.cases[3]
    CaseStudy.objects.filter(pk=case.pk).update(
        state="PUBLISHED", challenges="缺车。", full="联系人 15400001234"
    )
    row = asked(client, "text_request", case.pk)
    link = granted(as_editor, row)

    assert "像是有个人信息" in as_editor.get(at("request", row.pk)).content.decode()
    assert "还没有做好" in client.get(link).content.decode()
    assert FullEdition.objects.get().files == {}
