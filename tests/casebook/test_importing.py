"""A published article becomes a draft: tried first, kept with its provenance, evidenced, taken back."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.accounts.roles import Role
from qiao.casebook.models import CaseStudy, Collection, ImportedText, Part
from tests.conftest import appoint
from tests.engines.article.test_article import TEXT


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def as_editor(association, client, at_work):
    user = appoint("wen", association, Role.EDITOR)
    client.force_login(
        get_user_model().objects.get(pk=user.pk), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def tried(client, **more):
    """Hand the article in, and return what the page would send to keep it."""
    file = SimpleUploadedFile("文章.txt", TEXT.encode())
    form = client.post(at("article_import"), {"file": file, "source": "示例网站"} | more).context["form"]
    return {name: form[name].value() for name in ("title", "source", "name", "lines")}


@pytest.fixture
def told(as_editor, book):
    wanted = {"collection": Collection.objects.get().pk, "kind": "AFTERWORD", "chapter": "ASSOCIATION"}
    return tried(as_editor) | wanted


def test_an_article_is_looked_at_before_anything_is_kept(as_editor, book):
    file = SimpleUploadedFile("文章.txt", TEXT.encode())
    text = as_editor.post(at("article_import"), {"file": file}).content.decode()

    for said in (
        "还没有存",
        "搜索引擎的关键词行",
        "示例县社会科学院 林示例",
        "资源动员",
        "获得基金会5万元的小额资助。",
    ):
        assert said in text
    assert not ImportedText.objects.exists()
    assert not Part.objects.exists()


def test_kept_it_is_a_draft_part_with_every_line_and_its_claims(as_editor, told):
    as_editor.post(at("article_import"), told)
    imported = ImportedText.objects.get()

    assert (imported.part.kind, imported.part.state, imported.part.core) == ("AFTERWORD", "WRITING", "")
    assert "在资源动员方面，获得基金会5万元的小额资助。" in imported.part.full
    assert "转载于互联网" not in imported.part.full
    assert [line for line, _level in imported.lines] == TEXT.splitlines()
    assert [one["number"] for one in imported.junk] == [2, 3, 9]
    assert list(imported.claims.values_list("marks", flat=True)) == [
        ["NUMBER", "DAY", "DEED"],
        ["NUMBER", "DEED"],
    ]


def test_it_may_become_a_case_of_the_own_organisation(as_editor, told, association):
    wanted = {"kind": "CASE", "crisis": Collection.objects.get().crisis_id, "collection": ""}
    as_editor.post(at("article_import"), told | wanted)
    case = ImportedText.objects.get().case

    assert (case.state, case.subject_id, case.title) == ("DRAFT", association.pk, "示例县社会团体的行动")
    assert as_editor.post(at("article_import"), told | wanted | {"crisis": ""}).status_code == 422


def test_a_line_left_out_can_be_taken_back_in(as_editor, told):
    again = as_editor.post(at("article_import"), told | {"again": "1", "kept": ["2"]}).content.decode()
    assert 'value="2" checked' in again
    as_editor.post(at("article_import"), told | {"kept": ["2"]})

    assert "申领链接:" in ImportedText.objects.get().part.full


def test_a_claim_gets_its_evidence_and_the_page_counts_what_lacks_it(as_editor, told):
    as_editor.post(at("article_import"), told)
    pk = ImportedText.objects.get().pk
    assert "还差 2 条" in as_editor.get(at("imported", pk)).content.decode()
    claim = ImportedText.objects.get().claims.first()
    text = as_editor.post(
        at("claim_evidence", pk), {"number": claim.number, "evidence": "会员名册"}, follow=True
    ).content.decode()

    assert "还差 1 条" in text
    assert as_editor.post(at("claim_evidence", pk), {"number": 999}).status_code == 404


@pytest.mark.parametrize("kind", ["AFTERWORD", "CASE"])
def test_an_import_is_taken_back_while_the_draft_is_as_it_came(as_editor, told, kind):
    as_editor.post(at("article_import"), told | {"kind": kind, "crisis": Collection.objects.get().crisis_id})
    imported = ImportedText.objects.get()
    before = CaseStudy.objects.count() + Part.objects.count()
    draft = imported.part or imported.case
    type(draft).objects.filter(pk=draft.pk).update(core="有人写了。")
    assert as_editor.post(at("import_undo", imported.pk)).status_code == 409
    type(draft).objects.filter(pk=draft.pk).update(core="")
    as_editor.post(at("import_undo", imported.pk))
    imported.refresh_from_db()

    assert imported.undone_at is not None
    assert CaseStudy.objects.count() + Part.objects.count() == before - 1
    assert [line for line, _level in imported.lines] == TEXT.splitlines()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选一个文件，或贴上全文"),
        ({"file": SimpleUploadedFile("x.docx", b"PK\x03\x04broken")}, "这个文件读不出来"),
        ({"text": "<html><body><script>x</script></body></html>"}, "文件里没有文字"),
        ({"lines": "[broken", "title": "x", "name": "x"}, "导入文章"),
    ],
)
def test_what_cannot_be_read_is_said(as_editor, given, said):
    answer = as_editor.post(at("article_import"), given)

    assert answer.status_code == 422
    assert said in answer.content.decode()
