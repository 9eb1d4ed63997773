"""Reading a published article: junk, byline, sections and claims. The mission text itself is read where it is at hand."""

import io
import zipfile

import pytest
from docx import Document

from qiao.engines.article import (
    Line,
    Mark,
    UnreadableArticleError,
    claims_of,
    lines_of,
    read_article,
    sentences_of,
)

TEXT = """示例县社会团体的行动
申领链接:
典型案例分享_典型案例的经验做法_典型案例材料
示例县社会科学院 林示例
2020年，一家商会动员了 300 名会员。
在地域方面，它在本地。
在资源动员方面，获得基金会5万元的小额资助。
在这几个团体的行动中，我们看到了担当。
本文由转载于互联网,如有侵权请联系删除!"""
PAGE = f"""<html><head><title>x</title><script>alert(1)</script></head><body><nav>首页</nav><h1>示例县社会团体的行动</h1>
<div><p>{"</p><p>".join(TEXT.splitlines()[1:])}</p></div></body></html>"""


def word_file() -> bytes:
    file = Document()
    first, *others = TEXT.splitlines()
    file.add_heading(first, 0)
    for line in others:
        file.add_paragraph(line)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


FILES = {"text": TEXT.encode(), "gb18030": TEXT.encode("gb18030"), "page": PAGE.encode(), "word": word_file()}


@pytest.mark.parametrize("name", FILES)
def test_the_same_article_is_read_from_text_page_and_word(name):
    article = read_article(lines_of(FILES[name]))

    assert article.title == "示例县社会团体的行动"
    assert (article.author, article.affiliation) == ("林示例", "示例县社会科学院")
    assert [one.dimension for one in article.sections] == ["", "GEOGRAPHY", "RESOURCE_MOBILISATION", ""]
    assert [one.zh for one in article.junk if one.text != "首页"] == [
        "只有链接名，没有链接",
        "搜索引擎的关键词行",
        "转载声明",
    ]
    assert article.paragraphs[0] == "2020年，一家商会动员了 300 名会员。"
    assert "alert" not in "".join(article.paragraphs)


def test_numbers_days_and_deeds_are_claims_and_views_are_not():
    sentences = sentences_of(
        ["几天后通过了决定。它在本地。“谁来做？”他们问。获得5万元资助，动员 300 名会员。"]
    )
    claims = claims_of(sentences)

    assert [(one.number, one.marks) for one in claims] == [
        (1, (Mark.DAY, Mark.DEED)),
        (5, (Mark.NUMBER, Mark.DEED)),
    ]
    marked = [claims[1].text[start:end] for mark, start, end in claims[1].spans if mark is Mark.NUMBER]
    assert marked == ["5万元", "300 名"]


def test_a_line_somebody_wants_kept_is_kept():
    lines = lines_of(TEXT.encode())

    assert "申领链接:" in read_article(lines, kept=frozenset({2})).paragraphs


def test_no_line_is_lost():
    lines = lines_of(TEXT.encode())
    article = read_article(lines)
    told = {
        article.title,
        f"{article.affiliation} {article.author}",
        *article.paragraphs,
        *(one.text for one in article.junk),
    }

    assert {line.text for line in lines} == told


def test_a_sentence_with_an_underscore_or_about_links_is_no_junk():
    lines = [Line("我们把表格命名为 needs_offers_v2_final，并公开了链接。"), Line("他说：“关注老人。”")]

    assert read_article(lines).junk == ()


def word_file_of(part: bytes) -> bytes:
    """Return a Word file whose words part is something else."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, part if name == "word/document.xml" else old.read(name))
    return made.getvalue()


@pytest.mark.parametrize("part", [b"<a/>", b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_a_word_file_without_its_words_is_refused(part):
    with pytest.raises(UnreadableArticleError):
        lines_of(word_file_of(part))


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00\x00", b"PK\x03\x04broken", b"%PDF-1.7\x00", b"a" * 5_000_001]
)
def test_what_is_no_text_page_or_word_file_is_refused(data):
    with pytest.raises(UnreadableArticleError):
        lines_of(data)


@pytest.mark.shared
def test_the_mission_text_loses_its_three_junk_lines_and_keeps_its_five_dimensions(shared):
    lines = lines_of((shared / "mission_text" / "afterword.txt").read_bytes())
    article = read_article(lines)

    assert (article.author, article.affiliation) == ("徐宇珊", "深圳市社会科学院")
    assert [one.zh for one in article.junk] == [
        "只有链接名，没有链接",
        *["搜索引擎的关键词行"] * 2,
        "转载声明",
    ]
    assert [one.dimension for one in article.sections if one.dimension] == [
        "GEOGRAPHY",
        "BUSINESS_SCOPE",
        "FUNCTIONS",
        "RESOURCE_MOBILISATION",
        "GOVERNMENT_COOPERATION",
    ]
    told = " ".join(one.text for one in article.claims)
    for said in ("5万元", "十条建议", "几天后", "几万元"):
        assert said in told
    assert sum(map(len, article.paragraphs)) + sum(len(one.text) for one in article.junk) > 2500
