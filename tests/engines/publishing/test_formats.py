"""The four formats hold the same book, in order, and only what everybody may read."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from qiao.batch.book import FONTS
from qiao.engines.publishing import (
    Chapter,
    Kind,
    NotPublicError,
    Part,
    Prose,
    Section,
    docx,
    epub,
    pdf,
    site,
)
from tests.engines.publishing.small import CANARY, CORE, SMALL, hostile

EPUBCHECK = shutil.which("epubcheck")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is absent")


def words_of(name: str, made: bytes) -> str:
    """Return what a reader of the file reads, in order."""
    if name == "pdf":
        command = ["pdftotext", "-raw", "-", "-"]
        return subprocess.run(command, input=made, capture_output=True, check=True).stdout.decode()
    if name == "docx":
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
        return "".join(root.itertext())
    package = zipfile.ZipFile(io.BytesIO(made))
    return "".join(package.read(one).decode() for one in package.namelist() if one.endswith("xhtml"))


def all_bytes(made: bytes) -> str:
    package = zipfile.ZipFile(io.BytesIO(made))
    return "".join(package.read(one).decode(errors="ignore") for one in package.namelist())


FORMATS = {"pdf": pdf, "docx": docx, "epub": epub}


@pytest.fixture(scope="module")
def made():
    return {name: make(CORE, fonts=(FONTS,)) for name, make in FORMATS.items()}


@needs_poppler
@pytest.mark.parametrize("name", FORMATS)
def test_each_format_holds_the_parts_in_their_order(made, name):
    told = re.sub(r"\s", "", words_of(name, made[name]))
    inside = told[told.index("它们靠什么动员资源") :]

    places = [
        inside.index(one) for one in ("它们靠什么动员资源", "买口罩，也写建议", "把货送到村里", "案例对照")
    ]
    assert places == sorted(places)
    for said in (
        "本篇暂缺：后记",
        "尚未收文的篇章：社会服务机构行动、基金会行动、联合行动",
        "来源未述",
        "全文另有：访谈",
    ):
        assert said in told


@needs_poppler
def test_full_text_is_in_no_format_of_the_core_edition_and_in_each_of_the_full_one(made):
    pages = b"".join(site(CORE).values()).decode()
    assert CANARY not in pages
    assert CANARY not in words_of("pdf", made["pdf"])
    assert CANARY not in all_bytes(made["docx"]) + all_bytes(made["epub"])
    assert CANARY in words_of("pdf", pdf(SMALL, fonts=(FONTS,)))
    assert CANARY in all_bytes(epub(SMALL))


def test_a_site_of_a_book_with_full_text_is_refused():
    with pytest.raises(NotPublicError, match="访谈"):
        site(SMALL)


def test_a_site_with_full_text_says_to_whom_it_is_given_and_is_not_for_search_engines():
    pages = site(replace(SMALL, given="示例大学"))

    told = b"".join(pages.values()).decode()
    assert CANARY in told
    assert "提供给 示例大学" in pages["index.html"].decode()
    assert all('content="noindex"' in held.decode() for name, held in pages.items() if name.endswith(".html"))
    assert "canonical" not in told


@needs_poppler
def test_a_page_left_blank_before_a_chapter_carries_neither_head_nor_number():
    def chapter(at, lines):
        said = Section("", (Prose(("把货送到村里，问清楚缺什么。" * 8,) * lines),))
        return Chapter(f"c{at}", at, f"篇章{at}", bodies=(Part(f"p{at}", Kind.BODY, f"案例{at}", (said,)),))

    book = replace(CORE, chapters=tuple(chapter(at, at * 6) for at in (1, 2, 3, 4)), matrix=None)
    made = pdf(book, fonts=(FONTS,))
    command = ["pdftotext", "-", "-"]
    pages = subprocess.run(command, input=made, capture_output=True, check=True).stdout.decode().split("\f")
    lines = [[line for line in page.splitlines() if line.strip()] for page in pages[4:-1]]

    assert [] in lines
    assert all(len(page) > 2 for page in lines if page)


@needs_poppler
def test_the_pdf_is_archivable_and_carries_its_fonts(made, tmp_path):
    path = tmp_path / "book.pdf"
    path.write_bytes(made["pdf"])
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]

    assert b"<pdfaid:part>2</pdfaid:part>" in made["pdf"]
    assert b"/OutputIntents" in made["pdf"]
    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_the_word_file_has_real_headings_and_a_contents_field(made):
    file = Document(io.BytesIO(made["docx"]))
    heads = [(one.style.name, one.text) for one in file.paragraphs if one.style.name.startswith("Heading")]

    assert heads[0] == ("Heading 1", "第三篇　社会团体行动")
    assert ("Heading 2", "示例商会的行动") in heads
    assert ' TOC \\o "1-2"' in file.element.xml
    assert file.core_properties.author == "示例研究中心"
    assert len(file.inline_shapes) == 2


def test_the_word_file_counts_its_pages_figures_and_chapters_by_fields(made):
    file = Document(io.BytesIO(made["docx"]))
    front, body, wide = (one._sectPr.xml for one in file.sections)

    assert 'w:fmt="lowerRoman"' in front
    assert 'w:start="1"' in body
    assert "w:pgNumType" not in wide
    assert "STYLEREF 1 " in file.sections[1].header._element.xml
    assert file.element.xml.count("SEQ 图 ") == 2
    assert {one.style.name for one in file.paragraphs} >= {"toc 1", "toc 2", "Caption"}
    assert all("w:cantSplit" in row._tr.xml for table in file.tables for row in table.rows)


def test_the_epub_names_its_cover_for_the_shelves_of_readers(made):
    package = zipfile.ZipFile(io.BytesIO(made["epub"]))
    told = package.read("book/package.opf").decode()

    assert 'href="cover.png" media-type="image/png" properties="cover-image"' in told
    assert '<meta name="cover" content="cover"/>' in told
    assert package.read("book/cover.png").startswith(b"\x89PNG")
    assert 'alt="示例案例集"' in package.read("book/cover.xhtml").decode()


@pytest.mark.skipif(EPUBCHECK is None, reason="epubcheck is not installed")
def test_the_epub_passes_epubcheck(tmp_path):
    book = hostile(CORE, "<b>&\"'】]]>")
    path = tmp_path / "book.epub"
    path.write_bytes(epub(book, fonts=(FONTS,)))

    told = subprocess.run(
        ["java", "-jar", str(Path(EPUBCHECK).resolve()), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr


@needs_poppler
@pytest.mark.parametrize(
    "text", ["#panic(1) $x$ *b* _i_ <l> @ref", "<script>alert(1)</script>&amp;", "</script>{{x}}"]
)
def test_what_people_wrote_stays_text(text):
    book = hostile(CORE, text)
    shown = re.sub(r"\s", "", text)

    assert shown in re.sub(r"\s", "", words_of("pdf", pdf(book, fonts=(FONTS,))))
    assert shown in re.sub(r"\s", "", words_of("docx", docx(book, fonts=(FONTS,))))
    for name, held in site(book).items():
        if name.endswith(".html"):
            assert text not in re.sub(r"<script[^>]*>.*?</script>", "", held.decode()) or "<" not in text
            assert "<script>alert" not in held.decode()
    page = unescape(site(book)["first.html"].decode())
    assert text in page


def test_a_page_reads_without_a_script_and_loads_nothing_from_elsewhere():
    files = site(CORE)
    page = files["first.html"].decode()

    assert "<script src" not in page
    addresses = re.findall(r'(?:src|href)="([^"#]+)', page)
    elsewhere = [one for one in addresses if "://" in one]
    assert elsewhere == ["http://purl.org/dc/elements/1.1/", "https://qiao.example/cases/1/"]
    assert {one for one in addresses if "://" not in one} <= set(files)
    for name in files:
        if name.endswith((".html", ".svg")):
            etree.fromstring(re.sub(rb"^<!DOCTYPE html>", b"", files[name]))


def test_the_search_data_names_pages_titles_and_words():
    told = site(CORE)["search-data.js"].decode()
    rows = json.loads(told.removeprefix("globalThis.BOOK=").removesuffix(";\n"))

    assert [row[0] for row in rows] == ["foreword.html", "first.html", "second.html"]
    assert "动员了大量志愿者" in rows[1][2]


def test_the_same_book_gives_the_same_bytes():
    assert epub(CORE) == epub(CORE)
    assert site(CORE) == site(CORE)
    assert pdf(CORE, fonts=(FONTS,)) == pdf(CORE, fonts=(FONTS,))


def test_two_parts_of_one_name_and_a_name_that_is_a_path_are_refused():
    foreword = CORE.chapters[2].foreword
    with pytest.raises(ValueError, match="same key"):
        replace(CORE, chapters=(replace(CORE.chapters[2], bodies=(foreword,)),))
    with pytest.raises(ValueError, match="letters"):
        replace(CORE, key="../etc")


def test_an_english_edition_speaks_english():
    book = replace(CORE, language="en")
    page = site(book)["association.html"].decode()

    assert '<html lang="en">' in page
    assert "Not yet in this chapter: Afterword" in page
    assert "Chapter 3" in page


def test_a_book_without_figures_or_cases_is_still_a_book():
    chapter = replace(
        CORE.chapters[2],
        bodies=(),
        foreword=replace(CORE.chapters[2].foreword, sections=(Section("", (Prose(("一",)),)),)),
    )
    book = replace(CORE, chapters=(chapter,), matrix=None, roles=())

    assert pdf(book, fonts=(FONTS,)).startswith(b"%PDF")
    assert docx(book)
    assert site(book)["index.html"]


@pytest.mark.parametrize("sign", ["\x0b", "\x1f", "\ufffe"])
def test_signs_that_no_format_holds_stop_no_book(sign):
    book = hostile(CORE, f"甲{sign}乙")

    packed = zipfile.ZipFile(io.BytesIO(epub(book)))
    pages = [etree.fromstring(packed.read(one)) for one in packed.namelist() if one.endswith("xhtml")]
    assert any("甲" in "".join(page.itertext()) for page in pages)
    assert "甲" in "".join(one.text for one in Document(io.BytesIO(docx(book))).paragraphs)
    assert pdf(book).startswith(b"%PDF")
