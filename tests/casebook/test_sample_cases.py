"""The four cases hold what the sources state, cell by cell, and nothing more."""

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from qiao.accounts.roles import Actor
from qiao.advocacy.models import Filing, Outcome, Proposal
from qiao.casebook import actions
from qiao.casebook.codes import QUESTIONS, UNKNOWN, blocks_of
from qiao.casebook.gate import private_spots
from qiao.casebook.models import CaseFact, CaseStudy, Collection
from qiao.casebook.queries import matrix
from qiao.casebook.sample import load_sample_cases
from qiao.exceptions import CaseIncompleteError
from qiao.registry.models import Crisis, Organization

MISSION = "社会团体篇后记"

# METHODS 1: which questions the text answers for each case; what is not here is an empty cell.
ANSWERED = {
    "REACH": {1, 2, 3, 4},
    "BEFORE": {2, 3},
    "PARTNERS": {1, 3},
    "LAST_MILE": {1, 2, 3},
    "CONTEXT": {2, 3},
    "STRENGTH": {1, 2, 3, 4},
    "SERVICE": {1, 2, 3, 4},
    "LINKING": {1, 2, 3, 4},
    "ADVOCACY": {1, 2, 4},
    "MONEY": {1, 2, 3, 4},
    "GOODS": {4},
    "MEMBERS": {2, 4},
    "VOLUNTEERS": {2, 3},
    "STANCE": {1, 2, 3, 4},
    "TRUST": {1, 2, 3, 4},
    "CHANNEL": {4},
}
SENTENCES = {
    "GEOGRAPHY": {1: {10, 14}, 2: {10, 11}, 3: {10, 11, 15}, 4: {10}},
    "SCOPE": {1: {19}, 2: {20}, 3: {21}, 4: {22}},
    "FUNCTIONS": {1: {25}, 2: {25, 26, 27}, 3: {25}, 4: {25, 30}},
    "MOBILISATION": {1: {35}, 2: {36}, 3: {36}, 4: {34}},
    "GOVERNMENT": {1: {44, 45}, 2: {11, 44, 45}, 3: {11, 44, 45}, 4: {30, 44, 45}},
}


def facts_of(case):
    return list(case.facts.all())


def test_every_cell_of_the_five_dimensions_is_filled(book):
    rows = matrix([book.cases[number] for number in (1, 2, 3, 4)])

    assert [(dimension.value, [bool(cell) for cell in cells]) for dimension, cells in rows] == [
        (dimension, [True] * 4) for dimension in SENTENCES
    ]


@pytest.mark.parametrize("code", ANSWERED)
def test_a_question_is_answered_for_these_cases_and_empty_for_the_others(book, code):
    answered = {
        number for number, case in book.cases.items() if any(one.code == code for one in facts_of(case))
    }

    assert answered == ANSWERED[code]


@pytest.mark.parametrize("dimension", SENTENCES)
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_cell_stands_on_the_sentences_of_the_table(book, dimension, number):
    told = [
        one for one in facts_of(book.cases[number]) if one.dimension == dimension and MISSION in one.source
    ]

    assert {int(one.source.rpartition("第")[2].rstrip("句")) for one in told} == SENTENCES[dimension][number]


def test_every_fact_names_its_source_in_two_languages(book):
    facts = CaseFact.objects.filter(case__in=book.cases.values())

    assert not facts.filter(source="").exists()
    assert not facts.filter(text_en="").exists()


def test_the_code_book_knows_every_code(book):
    known = {code for asked in QUESTIONS.values() for code, _label in asked} | {UNKNOWN}

    assert set(CaseFact.objects.values_list("code", flat=True)) <= known


def test_no_advocacy_is_claimed_for_the_third_case(book):
    (functions,) = [one for one in blocks_of([book.cases[3]]) if one.dimension == "FUNCTIONS"]

    assert [(row.code, bool(row.cells[0])) for row in functions.rows] == [
        ("SERVICE", True),
        ("LINKING", True),
        ("ADVOCACY", False),
    ]


def test_what_was_not_found_is_stated_as_unknown(book):
    unknown = {one.text for case in book.cases.values() for one in facts_of(case) if one.code == UNKNOWN}

    assert unknown == {"《几点建议》的全文没有查到。", "本组织的物资与人次总数没有查到。"}


def test_the_event_of_2022_is_not_told_as_one_of_2020(book):
    told = " ".join(one.text + one.text_en for one in facts_of(book.cases[1]))

    assert "2022" not in told
    assert "57" not in told


def test_figures_are_those_of_the_source(book):
    told = " ".join(one.text for one in facts_of(book.cases[4]))

    for figure in ("8,474,880", "12,561,258.9", "68", "3,926", "2,833", "1,100", "15,000", "616"):
        assert figure in told


def test_only_the_case_whose_difficulties_are_stated_is_published(book):
    assert {number for number, case in book.cases.items() if case.state == "PUBLISHED"} == {1}
    assert [bool(book.cases[number].challenges) for number in (1, 2, 3, 4)] == [True, False, False, False]


def test_a_case_without_stated_difficulties_cannot_be_published(book, lin):
    actor = Actor(user_id=lin.user_id, organization_id=lin.organization_id, roles=frozenset({"EDITOR"}))

    with pytest.raises(CaseIncompleteError, match="困难与挑战"):
        actions.publish_case_study(actor, book.cases[2])


def test_the_collection_has_its_three_roles(book):
    roles = Collection.objects.get().roles.values_list("part", "organization__name")

    assert dict(roles) == {
        "COMPILER": "上海爱德公益研究中心",
        "FUNDER": "浙江敦和慈善基金会",
        "CO_ORGANISER": "基金会救灾协调会",
    }


def test_real_organisations_are_no_samples_and_name_their_source(book):
    subjects = Organization.objects.filter(pk__in=[case.subject_id for case in book.cases.values()])

    assert subjects.count() == 4
    assert not subjects.filter(is_sample=True).exists()
    assert not subjects.filter(source="").exists()
    assert not subjects.exclude(uscc="").exists()


def test_the_crisis_begins_with_the_earliest_act_of_the_sources(book):
    crisis = Crisis.objects.get(slug="covid-2020")

    assert str(crisis.began_on) == "2020-01-22"
    assert "不是疫情本身的起始日" in crisis.phases.get().note


# The ten suggestions

READINGS = {1: 2, 2: 1, 3: 2, 4: 2, 5: 1, 6: 2, 7: 2, 8: 2, 9: 1, 10: 1}
STEPS = {
    1: "PARTLY",
    2: "UNSEEN",
    3: "ENACTED",
    4: "ENACTED",
    5: "UNSEEN",
    6: "ENACTED",
    7: "ENACTED",
    8: "PARTLY",
    9: "ELSEWHERE",
    10: "ELSEWHERE",
}


def test_the_ten_suggestions_are_read_clause_by_clause(book):
    by_item = {
        one.item.number: one for one in Outcome.objects.filter(item__isnull=False).select_related("item")
    }

    assert {number: one.attribution for number, one in by_item.items()} == READINGS
    assert {number: one.step for number, one in by_item.items()} == STEPS
    assert all(one.text.startswith("读法：") and one.source for one in by_item.values())


def test_no_more_than_likeness_of_text_is_claimed(book):
    assert max(Outcome.objects.values_list("attribution", flat=True)) == Outcome.Attribution.TEXT


def test_the_day_of_filing_is_unknown(book):
    assert Filing.objects.get().filed_on is None


def test_the_fact_of_the_fourth_case_leads_to_the_suggestions(book):
    linked = [one for one in facts_of(book.cases[4]) if one.record_id]

    assert [(one.record_type, one.record_id) for one in linked] == [("proposal", Proposal.objects.get().pk)]


# The loader


def counts():
    return [
        model.objects.count()
        for model in (CaseStudy, CaseFact, Proposal, Outcome, Filing, Collection, Organization)
    ]


def test_loading_again_changes_nothing(book, at_work):
    before = counts()

    again = load_sample_cases(Actor.operator(at_work.pk), directory=settings.QIAO_REFERENCE)

    assert counts() == before
    assert again == book.loaded


def test_loading_again_keeps_what_a_person_wrote(book, at_work):
    CaseStudy.objects.filter(number=2).update(challenges="我们后来写下的困难")

    load_sample_cases(Actor.operator(at_work.pk), directory=settings.QIAO_REFERENCE)

    assert CaseStudy.objects.get(number=2).challenges == "我们后来写下的困难"


def test_two_organisations_can_each_keep_the_book(book, other_association):
    from django_scopes import scope

    with scope(organization=other_association.pk):
        loaded = load_sample_cases(Actor.operator(other_association.pk), directory=settings.QIAO_REFERENCE)

        assert CaseStudy.objects.count() == loaded.cases == 4


def test_an_existing_crisis_is_left_as_it_is(at_work, crisis):
    type(crisis).objects.filter(pk=crisis.pk).update(slug="covid-2020")

    load_sample_cases(Actor.operator(at_work.pk), directory=settings.QIAO_REFERENCE)

    crisis.refresh_from_db()
    assert crisis.name == "示例县疫情"
    assert not crisis.phases.exists()


def test_the_command_says_what_it_loaded(association, capsys):
    call_command("load_cases", organization=association.name)

    assert capsys.readouterr().out == "示例县义工联合会: 4 cases, 65 facts, 10 items, 11 outcomes\n"


def test_the_command_refuses_an_organisation_it_does_not_know(association):
    with pytest.raises(CommandError):
        call_command("load_cases", organization="没有这个组织")


def test_the_file_does_not_repeat_the_sentences_of_the_text(shared):
    text = (shared / "mission_text" / "afterword.txt").read_text(encoding="utf-8")
    told = json.loads((settings.QIAO_REFERENCE / "cases.json").read_text(encoding="utf-8"))
    ours = [fact["zh"] for case in told["cases"] for fact in case["facts"]]
    ours += [case[part] for case in told["cases"] for part in ("core", "challenges")]
    longest = 13

    copied = [
        one[at : at + longest] for one in ours for at in range(len(one)) if one[at : at + longest] in text
    ]

    assert [one for one in copied if len(one) == longest] == []


def test_the_gate_lets_the_public_cases_pass(book):
    assert [one for case in book.cases.values() for one in private_spots(case)] == []
