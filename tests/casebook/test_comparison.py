"""Comparing the four cases: matrix, two coders, rulings, truth table, counter-cases, and the file."""

import io

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from qiao.accounts.roles import Actor, Role
from qiao.casebook import comparing_actions as actions
from qiao.casebook.comparing import latest, matrix_of, study_of
from qiao.casebook.models import CaseFact, CaseStudy, Code, Collection
from qiao.exceptions import CodebookChangedError
from qiao.trail.models import TrailEntry
from tests.conftest import appoint

PRESENT = {1: "", 2: "BASE LOCAL SCALE", 3: "BASE LOCAL SCALE", 4: "BASE FUND SCALE"}


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


def actor_of(user, organization, role):
    return Actor(user_id=user.pk, organization_id=organization.pk, roles=frozenset({role}))


@pytest.fixture
def coders(association):
    return [
        actor_of(appoint(name, association, Role.EDITOR), association, Role.EDITOR) for name in ("wen", "mei")
    ]


@pytest.fixture
def collection(book, coders):
    """The four cases with the conditions and the outcome of METHODS 9."""
    one = Collection.objects.get()
    for key in ("BASE", "LOCAL", "FUND", "SCALE"):
        texts = {"label": key.lower(), "definition": "示例", "is_outcome": key == "SCALE"}
        actions.change_codebook(coders[0], one, key=key, texts=texts)
    return one


def judged(collection, **changes):
    """Return what a coder says: METHODS 9, but for `KEY_number` told otherwise."""
    codes = {code.key: code for code in latest(collection).codes.all()}
    said = {}
    for case in collection.cases.all():
        for key, code in codes.items():
            usual = key in PRESENT[case.number].split()
            said[code.pk, case.pk] = changes.get(f"{key}_{case.number}", usual)
    return said


@pytest.fixture
def as_wen(coders, client):
    client.force_login(
        get_user_model().objects.get(pk=coders[0].user_id),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


# METHODS 1, the five dimensions: every question of the foreword by the four cases; "" is a cell left empty.
MATRIX = {
    "GEOGRAPHY:REACH": ("外省市", "县域范围", "市域范围", "遍及全国"),
    "GEOGRAPHY:BEFORE": ("", "会员基础、政府信任和协作网络", "会员基础、政府信任和协作网络", ""),
    "GEOGRAPHY:PARTNERS": ("本地组织建立了合作关系", "", "壹基金联合救灾网络", ""),
    "GEOGRAPHY:LAST_MILE": ("直接服务仍有很多困难", "服务直达一线百姓", "服务直达一线百姓", ""),
    "GEOGRAPHY:CONTEXT": ("", "英山县确诊 62 例", "15 批物资", ""),
    "SCOPE:STRENGTH": ("丧亲者哀伤辅导", "社会资本", "良好的服务品质", "复工复产"),
    "FUNCTIONS:SERVICE": ("直接服务",) * 4,
    "FUNCTIONS:LINKING": ("链接资源",) * 4,
    "FUNCTIONS:ADVOCACY": ("政策倡导", "《几点建议》", "", "十条建议"),
    "MOBILISATION:MONEY": ("五万元", "没有筹款", "没有筹款", "大笔资金"),
    "MOBILISATION:GOODS": ("", "", "", "68 家医院"),
    "MOBILISATION:MEMBERS": ("", "会员资源", "", "企业家会员"),
    "MOBILISATION:VOLUNTEERS": ("", "大量志愿者", "大量志愿者", ""),
    "GOVERNMENT:STANCE": ("主动参加",) * 4,
    "GOVERNMENT:TRUST": ("以信任为基础",) * 4,
    "GOVERNMENT:CHANNEL": ("", "", "", "全国人大法工委"),
}


def test_the_matrix_is_that_of_the_mission_text_question_by_question_and_cell_by_cell(book):
    told = {
        question.key: cells for question, cells in matrix_of([book.cases[n] for n in (1, 2, 3, 4)]).rows()
    }

    assert list(told) == list(MATRIX)
    for key, wanted in MATRIX.items():
        assert [cell.is_empty for cell in told[key]] == [not words for words in wanted], key
        assert [words in cell.text for cell, words in zip(told[key], wanted, strict=True)] == [True] * 4, key
        assert all(cell.evidence for cell in told[key] if not cell.is_empty), key


def test_two_coders_who_agree_settle_the_table_of_the_methods(collection, coders):
    for coder in coders:
        actions.set_codings(coder, latest(collection), judged=judged(collection))
    study = study_of(collection)

    assert study.alpha == 1.0
    assert study.verdict == "RELIABLE"
    assert {code.key: (one.consistency, round(one.coverage, 2)) for code, one in study.fits} == {
        "BASE": (1.0, 1.0),
        "LOCAL": (1.0, 0.67),
        "FUND": (1.0, 0.33),
    }
    assert (len(study.table.observed), len(study.table.remainders)) == (3, 5)
    assert (study.combinations, study.needed) == (None, 12)
    assert [(one.case.number, one.condition.key, one.has_condition) for one in study.counters] == [
        (4, "LOCAL", False),
        (2, "FUND", False),
        (3, "FUND", False),
    ]


def test_where_coders_differ_nothing_holds_until_somebody_rules(collection, coders, as_wen):
    actions.set_codings(coders[0], latest(collection), judged=judged(collection))
    actions.set_codings(coders[1], latest(collection), judged=judged(collection, BASE_1=True))
    study = study_of(collection)
    (one,) = study.disputed

    assert (one.case.number, one.code.key, one.ruling) == (1, "BASE", None)
    assert study.unsettled == 1
    assert study.alpha == pytest.approx(1 - 31 * 2 / (2 * 19 * 13), abs=1e-9)
    assert len(study.table.observed) == 2
    told = {"code": one.code.pk, "case": one.case.pk, "value": "0", "reason": "来源没有说"}
    assert as_wen.post(at("ruling", collection.pk), told | {"reason": ""}).status_code == 422
    as_wen.post(at("ruling", collection.pk), told)
    study = study_of(collection)
    assert (study.unsettled, study.disputed[0].ruling.reason) == (0, "来源没有说")
    assert len(study.table.observed) == 3


def test_from_twelve_cases_on_the_table_is_minimised(collection, coders):
    first = collection.cases.get(number=1)
    for number in range(5, 13):
        case = CaseStudy.objects.create(
            organization=first.organization,
            crisis=first.crisis,
            subject=first.subject,
            number=number,
            title=f"示例 {number}",
        )
        collection.cases.add(case)
        PRESENT.setdefault(number, "BASE SCALE")
    actions.set_codings(coders[0], latest(collection), judged=judged(collection))

    assert study_of(collection).combinations == (
        {"BASE": True, "LOCAL": False},
        {"BASE": True, "FUND": False},
    )


def test_a_changed_code_begins_a_version_and_loses_its_judgements_alone(collection, coders):
    old = latest(collection)
    actions.set_codings(coders[0], old, judged=judged(collection))
    actions.change_codebook(coders[0], collection, key="FUND", texts={"label": "fund", "definition": "改过"})
    new = latest(collection)

    assert new.number == old.number + 1
    assert {code.key: code.codings.count() for code in new.codes.all()} == {
        "BASE": 4,
        "LOCAL": 4,
        "FUND": 0,
        "SCALE": 4,
    }
    assert Code.objects.get(codebook=old, key="FUND").codings.count() == 4
    with pytest.raises(CodebookChangedError):
        actions.set_codings(coders[0], old, judged={})


def test_a_coder_codes_on_the_page_without_seeing_the_others(collection, coders, as_wen):
    actions.set_codings(coders[1], latest(collection), judged=judged(collection))
    page = as_wen.get(at("coding", collection.pk)).content.decode()
    assert "checked" in page
    assert page.count('value="" checked') == 16
    told = {f"v-{code}-{case}": str(int(value)) for (code, case), value in judged(collection).items()}
    told |= {"codebook": latest(collection).pk}

    text = as_wen.post(at("coding", collection.pk), told, follow=True).content.decode()

    assert "α = 1.000" in text
    assert "不化简：有 4 个案例，至少要 12 个" in text
    stale = as_wen.post(at("coding", collection.pk), told | {"codebook": "x"}, follow=True).content.decode()
    assert "没有保存" in stale


def test_the_code_book_is_written_on_its_page(book, as_wen):
    collection = Collection.objects.get()
    told = {"key": "base", "label": "会员面广", "definition": "事前就有", "note": "第一条"}
    as_wen.post(at("codebook", collection.pk), told)
    text = as_wen.get(at("codebook", collection.pk)).content.decode()

    assert "BASE" in text
    assert as_wen.post(at("codebook", collection.pk), told | {"definition": ""}).status_code == 422
    as_wen.post(at("codebook", collection.pk), {"remove": "BASE"})
    assert [one.codes.count() for one in collection.codebooks.order_by("number")] == [1, 0]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_holds_matrix_codes_and_table_without_formulas_or_telephones(
    collection, coders, as_wen, form
):
    fact = CaseFact.objects.filter(case__number=1).first()
    fact.text = "=HYPERLINK(1) 15400001234"
    fact.save()
    actions.set_codings(coders[0], latest(collection), judged=judged(collection))
    held = as_wen.get(at("comparison_export", collection.pk, form)).content

    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(held))
        assert sheets.sheetnames == ["矩阵", "编码本", "编码结果", "真值表"]
        cells = [cell.value for row in sheets["矩阵"].iter_rows() for cell in row]
        assert sheets["真值表"].max_row == 9
    else:
        cells = held.decode("utf-8-sig").split(",")
    assert any(str(cell or "").strip('"').startswith("'=HYPERLINK") for cell in cells)
    assert not any("15400001234" in str(cell) for cell in cells)
    assert TrailEntry.objects.filter(verb="comparison.export").count() == 1


def test_small_multiples_are_drawn_on_the_page(collection, as_wen):
    text = as_wen.get(at("comparison", collection.pk)).content.decode()

    assert "<svg" in text
    assert text.count('r="4.2"') == 3


def test_a_collection_without_a_code_book_says_how_to_begin(book, as_wen):
    text = as_wen.get(at("comparison", Collection.objects.get().pk)).content.decode()

    assert "还没有编码本" in text
