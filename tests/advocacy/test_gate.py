"""Nothing leaves that names a person or counts so few that they can be made out; no total gives away a part."""

import itertools
import uuid

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.advocacy import actions
from qiao.advocacy.composing import annex_lines, items_of, length_of, paper_of
from qiao.advocacy.formats import formats
from qiao.advocacy.gate import cleared, doubts, small_cells
from qiao.advocacy.models import Evidence, EvidenceRecord, Filing
from qiao.advocacy.published import LEAST, LEAST_SENSITIVE, figures_of, figures_together
from qiao.advocacy.references import REFERENCE, Resolver, typed_numbers
from qiao.exceptions import FormatUnknownError, PaperHeldError
from qiao.registry.models import Person

NAME = "示例某乙"
PHONE = "15400000007"
CANARIES = [f"电话{PHONE}", f"{NAME}说", "只有3名村民", "有9名丧亲者", "4户人家"]
FIELDS = ["title", "situation", "analysis", "problem", "cause"]
ASKING = ["ask", "indicator"]


@pytest.fixture
def known(db) -> Person:
    return Person.objects.create(name=NAME)


def plant(lin, proposal, field, canary):
    item = proposal.items.get()
    if field in {"title", "situation", "analysis"}:
        actions.write_proposal(lin, proposal, **{field: f"{getattr(proposal, field)}，{canary}。"})
    elif field == "statement":
        Evidence.objects.update(statement=f"村卫生室缺口罩，{canary}")
    else:
        actions.amend_item(
            lin, item, evidence=item.evidence.all(), **{field: f"{getattr(item, field)}，{canary}。"}
        )


def test_a_clean_proposal_is_cleared(ready):
    assert cleared(ready).title == ready.title


@pytest.mark.parametrize(
    ("field", "canary"),
    [
        *itertools.product([*FIELDS, "statement"], CANARIES),
        *itertools.product(ASKING, [*CANARIES[:2], CANARIES[3]]),
    ],
)
def test_a_canary_in_any_field_keeps_the_paper_from_leaving(as_lin, lin, ready, known, field, canary):
    plant(lin, ready, field, canary)

    with pytest.raises(PaperHeldError):
        cleared(ready)
    for name in ("proposal_text", "proposal_print"):
        answer = as_lin.get(reverse(f"advocacy:{name}", args=(ready.pk,)))
        told = answer.content.decode()
        assert answer.status_code == 422
        assert NAME not in told
        assert PHONE not in told


def test_a_canary_in_a_quote_keeps_the_paper_from_leaving(lin, ready, known, evidence):
    row = evidence.records.first()
    quote = actions.quote_record(lin, row, text="没有了", consent="UNNAMED", consent_note="电话问过")
    quote.text = f"{NAME}家没有了"
    quote.save()

    with pytest.raises(PaperHeldError):
        cleared(ready)


@pytest.mark.parametrize("consent", ["NOT_ASKED", "INTERNAL"])
def test_a_quote_without_consent_does_not_stand_in_the_paper(lin, ready, evidence, consent):
    actions.quote_record(lin, evidence.records.first(), text="柜子空了", consent=consent)
    paper = cleared(ready)

    assert "柜子空了" not in paper.body + str(annex_lines(paper))


def test_a_quote_with_consent_stands_in_the_paper_until_its_record_is_dropped(lin, ready, evidence, now):
    row = evidence.records.first()
    actions.quote_record(lin, row, text="柜子空了", consent="UNNAMED", consent_note="电话问过")
    assert "“柜子空了”" in cleared(ready).body

    actions.drop_record(lin, row, reason="记错了地方", at=now)

    assert "柜子空了" not in cleared(ready).body


@pytest.mark.parametrize(
    ("text", "is_telling", "found"),
    [
        ("只有三名老人", True, ["三名老人"]),
        ("5名老人", True, []),
        ("9名患者", True, ["9名患者"]),
        ("10名患者", True, []),
        ("十二名患者", True, []),
        ("一位老人说", True, []),
        ("一名患者", True, ["一名患者"]),
        ("增派2名医生", False, []),
        ("帮助2名丧亲者", False, ["2名丧亲者"]),
        ("三个乡镇", True, []),
        ("两个病人", True, ["两个病人"]),
        ("第3名", True, []),
        ("203人", True, []),
    ],
)
def test_small_counts_of_people_are_found(text, is_telling, found):
    assert small_cells(text, is_telling=is_telling) == found


# Figures


def bundle_of(places, *, units=(), sensitive=False, crisis, organization, now):
    evidence = Evidence.objects.create(
        organization=organization,
        crisis=crisis,
        statement="示例",
        frozen_at=now,
        hash="0" * 64,
        is_sensitive=sensitive,
    )
    rows = [(place, False) for place in places] + [(place, True) for place in units]
    EvidenceRecord.objects.bulk_create(
        EvidenceRecord(
            evidence=evidence,
            record_type="intake.need",
            record_id=uuid.uuid4(),
            content={},
            facts={
                "voice": f"{number:04}",
                "place": place,
                "unit": unit,
                "told_at": f"2020-02-01T{number % 24:02}:00:00+08:00",
            },
        )
        for number, (place, unit) in enumerate(rows)
    )
    return evidence


@pytest.fixture
def bundled(at_work, crisis, now):
    def made(places, **more):
        return bundle_of(places, crisis=crisis, organization=at_work, now=now, **more)

    return made


A, B, C = "421124", "421123", "421125"


@pytest.mark.parametrize(
    ("count", "told"), [(0, "少于 5"), (4, "少于 5"), (5, "不少于 5"), (9, "不少于 5"), (10, "不少于 10")]
)
def test_persons_are_told_in_blocks(bundled, count, told):
    assert str(figures_of(bundled([A] * count)).voices) == told


def test_bereavement_and_health_are_told_in_tens(bundled):
    assert str(figures_of(bundled([A] * 9, sensitive=True)).voices) == "少于 10"
    assert str(figures_of(bundled([A] * 19, sensitive=True)).voices) == "不少于 10"


def test_registered_units_are_counted_one_by_one(bundled):
    assert figures_of(bundled([], units=[A, A, B])).voices.shown == 3


def test_a_small_place_is_not_shown_and_cannot_be_had_by_subtracting(bundled):
    figures = figures_of(bundled([A] * 12 + [B] * 3))

    shown = {one.name: one.count.shown for one in figures.places}
    assert list(shown.values()) == [10]
    assert figures.voices.shown - sum(shown.values()) - figures.rest.shown == 0


counts = st.dictionaries(st.sampled_from([A, B, C]), st.integers(0, 23), max_size=3)


def shown_of(counted, least):
    """What is published of so many persons a place, as `published` counts."""
    from qiao.engines.bulletin import Voice, cells_of

    voices = [
        Voice(order=f"{number:04}", place=place, item="", is_unit=False, pieces=None)
        for number, place in enumerate(
            place for place, count in sorted(counted.items()) for _one in range(count)
        )
    ]
    return {cell.place: cell.others or 0 for cell in cells_of(voices, block=least)}


@given(counts, st.sampled_from([A, B, C]), st.sampled_from([LEAST, LEAST_SENSITIVE]))
@settings(max_examples=200)
def test_one_person_more_shows_either_not_at_all_or_as_a_whole_block(counted, place, least):
    before = shown_of(counted, least)
    after = shown_of(counted | {place: counted.get(place, 0) + 1}, least)

    changed = {one: after.get(one, 0) - before.get(one, 0) for one in {*before, *after}}

    assert all(value % least == 0 for value in changed.values())
    assert sum(changed.values()) in {0, least}


def test_two_overlapping_bundles_differ_by_nothing_or_a_block(bundled):
    for count in range(4, 12):
        smaller, larger = figures_of(bundled([A] * count)), figures_of(bundled([A] * (count + 1)))
        assert larger.voices.shown - smaller.voices.shown in {0, LEAST}


def test_a_voice_in_two_bundles_counts_once(bundled):
    first, second = bundled([A] * 6), bundled([A] * 6)

    assert figures_together([first, second]).voices.shown == 5


def test_dropped_records_and_those_against_are_not_told(bundled, lin, now):
    evidence = bundled([A] * 5)
    actions.drop_record(lin, evidence.records.first(), reason="记错了地方", at=now)

    assert str(figures_of(evidence).voices) == "少于 5"


def test_the_papers_never_tell_the_exact_number_of_a_small_bundle(ready):
    paper = cleared(ready)

    assert "2 条记录" not in paper.body
    assert "反映少于 5 条" in paper.body
    assert "反映少于 5 条" in str(annex_lines(paper))


# Numbers in texts


def test_a_reference_becomes_the_figure_of_its_bundle(lin, ready, evidence):
    actions.write_proposal(
        lin,
        ready,
        situation=f"一线反映【证{evidence.number}：条数】，来自【证{evidence.number}：来源】来源。",
    )

    assert "一线反映少于 5 条，来自1 类来源。" in cleared(ready).body


@pytest.mark.parametrize("wrong", ["【证99：条数】", "【证1：人口】", "【证1", "【证：条数】"])
def test_a_reference_that_names_nothing_is_refused(as_lin, lin, ready, evidence, wrong):
    answer = as_lin.post(
        reverse("advocacy:proposal_write", args=(ready.pk,)),
        {"title": ready.title, "horizon": "NOW", "situation": f"有{wrong}", "analysis": ""},
    )
    assert answer.status_code == 422

    actions.write_proposal(lin, ready, situation=f"有{wrong}")
    with pytest.raises(PaperHeldError):
        cleared(ready)


def test_every_offered_figure_resolves(ready, evidence):
    resolver = Resolver(ready.crisis)

    for _one, figures in resolver.offered():
        for figure in figures:
            assert REFERENCE.sub("", resolver.resolve(figure.reference)) == figure.says


def test_a_bundle_that_only_the_text_refers_to_stands_in_the_annex(lin, crisis, ready, need, now):
    other = actions.note_evidence(lin, crisis, statement="另一件", records=[need], frozen_at=now)
    actions.write_proposal(lin, ready, situation=f"见【证{other.number}：条数】。")

    assert "另一件" in str(annex_lines(cleared(ready)))


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("缺口罩200只", []),
        ("缺口罩37只", ["37"]),
        ("2020年2月3日起，24时止", []),
        ("第三条规定", []),
        ("三十七个村", ["三十七"]),
        ("财综〔2024〕1号", []),
        ("见【证1：条数】", []),
        ("占 37.5%", ["37.5"]),
    ],
)
def test_numbers_typed_that_no_bundle_holds_are_found(evidence, text, typed):
    assert typed_numbers(text, [evidence]) == typed


def test_a_typed_number_is_told_of_but_may_leave(lin, ready):
    actions.write_proposal(lin, ready, situation="全县缺口罩3700只。")

    assert [one for one in doubts(ready, items_of(ready)) if "3700" in one.text and not one.stops]
    assert cleared(ready)


# Forms


@pytest.mark.parametrize("code", list(formats()))
def test_each_form_sets_its_own_headings_in_order(lin, ready, code):
    actions.write_proposal(lin, ready, format=code)
    body = cleared(ready).body

    places = [body.index(f"、{part.heading}\n") for part in formats()[code].parts]
    assert places == sorted(places)


def test_each_form_belongs_to_a_channel_and_says_what_it_follows():
    for one in formats().values():
        assert one.channel in Filing.Channel.values
        assert one.basis_zh
        assert one.basis_en
        assert one.source


def test_a_form_that_is_too_long_is_refused_where_its_limit_is_strict(lin, ready):
    actions.write_proposal(lin, ready, situation="缺口罩。" * 400)
    with pytest.raises(PaperHeldError):
        cleared(ready)

    actions.write_proposal(lin, ready, format="CPPCC")

    assert [one for one in doubts(ready, items_of(ready)) if "1500" in one.text and not one.stops]
    assert cleared(ready)


def test_a_required_part_that_is_empty_keeps_the_paper(lin, ready):
    actions.write_proposal(lin, ready, analysis="")
    with pytest.raises(PaperHeldError):
        cleared(ready)

    actions.write_proposal(lin, ready, format="LETTER")

    assert cleared(ready)


@pytest.mark.parametrize("lacking", ["addressee", "evidence"])
def test_an_item_without_addressee_or_evidence_keeps_the_paper(as_lin, lin, ready, evidence, lacking):
    facts = {"addressee": None} if lacking == "addressee" else {"problem": "缺口罩"}
    actions.amend_item(lin, ready.items.get(), evidence=[evidence] if lacking == "addressee" else [], **facts)

    assert as_lin.get(reverse("advocacy:proposal_text", args=(ready.pk,))).status_code == 422
    assert "还不能外发" in as_lin.get(reverse("advocacy:proposal_print", args=(ready.pk,))).content.decode()


def test_an_unknown_form_is_refused(lin, ready):
    with pytest.raises(FormatUnknownError):
        actions.write_proposal(lin, ready, format="MEMO")


def test_the_check_while_typing_counts_what_is_typed_and_keeps_nothing(as_lin, lin, ready):
    told = {
        "title": ready.title,
        "horizon": "NOW",
        "format": "CPPCC",
        "situation": "新写的情况" * 10,
        "analysis": "因为",
    }
    text = as_lin.post(reverse("advocacy:proposal_check", args=(ready.pk,)), told).content.decode()

    ready.refresh_from_db()
    assert ready.situation == "三个乡镇缺口罩。"
    actions.write_proposal(lin, ready, **{key: told[key] for key in ("format", "situation", "analysis")})
    assert "政协提案" in text
    assert f"<b>{length_of(paper_of(ready, items_of(ready)).body)}</b>" in text
