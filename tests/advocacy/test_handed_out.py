"""What leaves as Word, PDF and text: the same paper, its parts real, nobody in it."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from qiao.advocacy import actions
from qiao.advocacy.composing import annex_lines
from qiao.advocacy.cooperation import state_reach
from qiao.advocacy.gate import cleared
from qiao.advocacy.models import EvidenceRecord
from qiao.registry.models import Organization, Person
from qiao.registry.ties.cooperating import begin_cooperation
from qiao.registry.ties.partnering import answer_partnership, propose_partnership
from tests.conftest import NOW

NAME, PHONE = "示例某乙", "15400000007"
EVERY = ["proposal_docx", "proposal_pdf", "proposal_text"]


def fetched(client, name, proposal):
    return client.get(reverse(f"advocacy:{name}", args=(proposal.pk,)))


def texts_of(name, content):
    """Return all the text of a file that left, wherever in it it stands."""
    if name == "proposal_docx":
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            return "".join(whole.read(one).decode(errors="replace") for one in whole.namelist())
    if name == "proposal_pdf":
        asked = ["pdftotext", "-layout", "-", "-"]
        told = subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode()
        return "".join(told.split())
    return content.decode()


def word_of(client, proposal):
    return Document(io.BytesIO(fetched(client, "proposal_docx", proposal).content))


def test_the_word_file_has_real_headings_and_counts_by_itself(as_lin, ready):
    file = word_of(as_lin, ready)
    styles = [(one.style.name, one.text) for one in file.paragraphs]

    assert ("Title", ready.title) in styles
    assert [text for style, text in styles if style == "Heading 1"] == ["情况", "分析", "建议"]
    assert [text[:8] for style, text in styles if style == "建议条目"] == ["村级没有口罩。每"]
    numbering = file.part.numbering_part.element.xml
    assert 'w:val="%1、"' in numbering
    assert 'w:val="（%2）"' in numbering
    assert "chineseCounting" in numbering


def test_the_word_file_is_set_as_official_papers_are(as_lin, ready):
    file = word_of(as_lin, ready)
    section = file.sections[0]

    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert "仿宋_GB2312" in file.styles["Normal"].element.xml
    assert file.styles["Title"].paragraph_format.alignment == 1


def test_the_annex_of_the_word_file_is_a_table_with_hash_and_code(as_lin, ready, evidence):
    file = word_of(as_lin, ready)
    (table,) = file.tables

    assert table.rows[0].cells[0].text == "编号"
    assert evidence.hash in table.rows[1].cells[-1].text
    assert "中等" in table.rows[1].cells[3].text or "低" in table.rows[1].cells[3].text
    assert len(file.inline_shapes) == 1


def test_the_properties_of_the_word_file_name_nobody(as_lin, ready, association):
    told = word_of(as_lin, ready).core_properties

    assert told.author == association.name
    assert told.last_modified_by == ""


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_pdf_says_what_the_paper_says(as_lin, ready, evidence):
    told = texts_of("proposal_pdf", fetched(as_lin, "proposal_pdf", ready).content)
    paper = cleared(ready)

    for line in paper.lines:
        assert "".join(line.text.split()) in told
    assert "附：证据目录" in told
    assert evidence.hash[:16] in told


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("field", ["title", "situation", "analysis", "problem", "cause", "ask", "indicator"])
def test_a_paper_with_a_canary_leaves_in_no_form(as_lin, lin, ready, name, field):
    Person.objects.create(name=NAME)
    canary = f"找{NAME}，电话{PHONE}"
    if field in {"title", "situation", "analysis"}:
        actions.write_proposal(lin, ready, **{field: canary})
    else:
        actions.amend_item(
            lin, ready.items.get(), evidence=ready.items.get().evidence.all(), **{field: canary}
        )

    answer = fetched(as_lin, name, ready)

    assert answer.status_code == 422
    assert NAME not in answer.content.decode()
    assert PHONE not in answer.content.decode()


@pytest.mark.parametrize("name", EVERY)
def test_what_the_frozen_records_hold_does_not_leave_with_them(as_lin, ready, evidence, name):
    row = EvidenceRecord.objects.filter(evidence=evidence).first()
    row.content = row.content | {"text": f"{NAME} {PHONE}", "party": NAME}
    row.save()
    if name == "proposal_pdf" and shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")

    told = texts_of(name, fetched(as_lin, name, ready).content)

    assert NAME not in told
    assert PHONE not in told


@pytest.mark.parametrize("name", EVERY)
def test_small_cells_do_not_leave(as_lin, ready, name):
    if name == "proposal_pdf" and shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")

    told = texts_of(name, fetched(as_lin, name, ready).content).replace(" ", "")

    assert "少于5条" in told
    assert "2条记录" not in told
    assert "英山县1条" not in told


def test_the_annex_says_how_it_was_found(lin, crisis, ready, need, health_commission, now):
    from qiao.advocacy.searching import Search

    found = actions.note_evidence(
        lin,
        crisis,
        statement="按条件",
        records=[need],
        frozen_at=now,
        search=Search(kinds=("need",), words="口罩"),
    )
    actions.add_item(lin, ready, problem="又", ask="办", addressee=health_commission, evidence=[found])

    assert "字词 口罩" in str(annex_lines(cleared(ready)))


@pytest.mark.parametrize("name", EVERY)
def test_served_beside_reached_and_local_partners_stand_in_the_paper(
    as_lin, lin, ready, crisis, health_commission, yingshan, association, name
):
    joint = begin_cooperation(
        lin, department=health_commission, subject="送药", initiator="ORGANIZATION", crisis=crisis
    )
    said = {"served_on": date(2020, 2, 1), "served_source": "签收记录", "population_on": date(2019, 12, 31)}
    state_reach(
        lin, joint, policy="代购代送", served=123, population=354000, population_source="示例公报", **said
    )
    outside = Organization.objects.create(name="示例外地社", kind="ASSOCIATION")
    pair = propose_partnership(lin, crisis, lead=outside, local=association, place=yingshan, scope="每周送餐")
    fewer = "".join(texts_of(name, fetched(as_lin, name, ready).content).split())
    answer_partnership(lin, pair, is_accepted=True, answer="", at=NOW, on=NOW.date())

    told = "".join(re.sub("<[^>]+>", "", texts_of(name, fetched(as_lin, name, ready).content)).split())

    assert "已服务不少于120人（截至2020-02-01，来源：签收记录）" in told
    assert "政策可及354000人（截至2019-12-31，来源：示例公报）" in told
    assert "本地合作：示例外地社与示例县义工联合会" in told
    assert "每周送餐" not in fewer
    assert not {"123人", "354120", "354123"} & set(re.findall(r"\d+人|\d+", told))


def test_a_paper_without_them_does_not_speak_of_them(as_lin, ready):
    assert "附：已经在做的" not in fetched(as_lin, "proposal_text", ready).content.decode()
