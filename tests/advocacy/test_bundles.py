"""Evidence by search: all that answers is frozen, graded, judged; what is dropped stays and never lifts the grade."""

from datetime import timedelta

import pytest
from django.urls import reverse

from qiao.advocacy import actions
from qiao.advocacy.checking import check_evidence
from qiao.advocacy.facts import Scope, grade
from qiao.advocacy.models import Evidence, EvidenceRecord, Quote
from qiao.advocacy.searching import Search, found_by
from qiao.exceptions import ConsentUnsaidError, PersonalDataError, ReasonMissingError
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import Gap
from qiao.intake import actions as intake
from qiao.intake.models import Need
from qiao.registry.models import Person
from qiao.trail.models import TrailEntry
from tests.gaps.test_beside import record
from tests.makers import make_need


@pytest.fixture
def needs(at_work, lin, crisis, mask, gown, yingshan, luotian, now) -> list[Need]:
    return [
        make_need(lin, crisis, item=mask, place=yingshan, at=now),
        make_need(lin, crisis, item=mask, place=luotian, at=now - timedelta(days=2), is_verified=False),
        make_need(lin, crisis, item=gown, place=yingshan, at=now - timedelta(days=9), who_groups=["SICK"]),
    ]


@pytest.fixture
def bundle(lin, crisis, needs, now) -> Evidence:
    return actions.note_evidence(
        lin,
        crisis,
        statement="缺防护物资",
        records=needs,
        frozen_at=now,
        search=Search(kinds=("need",)),
    )


def test_each_part_of_a_search_narrows_what_is_found(crisis, needs, mask, yingshan, now):
    first, second, third = needs
    day = (now - timedelta(days=5)).date().isoformat()
    asked = {
        "kinds": Search(kinds=("need",)),
        "item": Search(kinds=("need",), item=mask.code),
        "place": Search(kinds=("need",), place=yingshan.code),
        "province": Search(kinds=("need",), place="420000"),
        "group": Search(kinds=("need",), group="SICK"),
        "since": Search(kinds=("need",), since=day),
        "until": Search(kinds=("need",), until=day),
        "words": Search(kinds=("need",), words="口罩 英山"),
    }

    found = {name: {one.pk for one in found_by(crisis, search)} for name, search in asked.items()}

    assert found == {
        "kinds": {first.pk, second.pk, third.pk},
        "item": {first.pk, second.pk},
        "place": {first.pk, third.pk},
        "province": {first.pk, second.pk, third.pk},
        "group": {third.pk},
        "since": {first.pk, second.pk},
        "until": {third.pk},
        "words": {first.pk},
    }


def test_messages_are_found_by_what_was_read_of_them(crisis, needs, gown):
    found = found_by(crisis, Search(kinds=("report",), item=gown.code))

    assert [one.pk for one in found] == [needs[2].report_id]


def test_what_speaks_against_is_found_too_and_counts_so(lin, crisis, needs, now):
    intake.verify_need(lin, needs[1], method="PHONE", result="FALSE", checked_at=now)
    found = found_by(crisis, Search(kinds=("need",)))

    evidence = actions.note_evidence(lin, crisis, statement="缺", records=found, frozen_at=now)

    assert grade(evidence).conflicting == 1
    assert grade(evidence).agreeing == 2


def test_the_search_is_kept_and_sealed(bundle):
    assert bundle.query == {"kinds": ["need"]}
    assert check_evidence(bundle).is_intact

    Evidence.objects.filter(pk=bundle.pk).update(query={"kinds": ["report"]})

    assert not check_evidence(Evidence.objects.get(pk=bundle.pk)).is_intact


def test_touched_facts_break_the_seal(bundle):
    row = bundle.records.first()
    row.facts["verified"] = not row.facts["verified"]
    row.save()

    assert not check_evidence(bundle).is_intact


def test_one_telephone_is_one_speaker_and_its_mark_is_not_kept(bundle):
    speakers = {row.facts["speaker"] for row in bundle.records.all()}

    assert speakers == {"1"}
    assert "phone" not in str([row.facts for row in bundle.records.all()])


def test_evidence_is_numbered_within_its_crisis(lin, crisis, needs, bundle, now):
    second = actions.note_evidence(lin, crisis, statement="又", records=needs[:1], frozen_at=now)

    assert (bundle.number, second.number) == (1, 2)


def test_what_tells_of_the_sick_is_sensitive(lin, crisis, needs, bundle, now):
    plain = actions.note_evidence(lin, crisis, statement="缺", records=needs[:2], frozen_at=now)

    assert bundle.is_sensitive
    assert not plain.is_sensitive


def test_records_beside_the_place_asked_for_lower_the_grade(lin, crisis, needs, luotian, now):
    about = actions.note_evidence(
        lin, crisis, statement="罗田缺", records=needs, frozen_at=now, scope=Scope(luotian)
    )

    assert grade(about).relevant == 1
    assert "R" in {one.code for one in grade(about).concerns}


def test_dropping_any_one_of_frozen_records_never_raises_the_grade(lin, bundle, now):
    before = grade(bundle).level
    for row in bundle.records.all():
        actions.drop_record(lin, row, reason="与本事无关", at=now)
        assert grade(bundle).level <= before
        actions.restore_record(lin, row)

    assert grade(bundle).level == before


def test_a_dropped_record_stays_with_its_reason(lin, bundle, now):
    row = bundle.records.first()

    actions.drop_record(lin, row, reason="与本事无关", at=now)

    row.refresh_from_db()
    assert (bundle.records.count(), row.dropped_reason) == (3, "与本事无关")
    assert check_evidence(bundle).is_intact
    assert TrailEntry.objects.filter(verb="evidence.drop", subject_id=bundle.pk).exists()


def test_dropping_asks_for_a_reason(lin, bundle, now):
    with pytest.raises(ReasonMissingError):
        actions.drop_record(lin, bundle.records.first(), reason="  ", at=now)


# Quotes


@pytest.mark.parametrize("text", ["王先生15400000009说缺口罩", "张**说缺口罩"])
def test_a_quote_that_names_somebody_is_refused(lin, bundle, text):
    with pytest.raises(PersonalDataError):
        actions.quote_record(lin, bundle.records.first(), text=text, consent="NOT_ASKED")


def test_a_quote_that_names_a_known_person_is_refused(lin, bundle):
    Person.objects.create(name="示例某甲")

    with pytest.raises(PersonalDataError) as refused:
        actions.quote_record(lin, bundle.records.first(), text="示例某甲说缺口罩", consent="NOT_ASKED")

    assert "示例某甲" not in refused.value.message()


def test_a_quote_may_leave_only_with_consent_that_says_how(lin, bundle):
    row = bundle.records.first()
    kept = actions.quote_record(lin, row, text="村里没有口罩了", consent="NOT_ASKED")

    with pytest.raises(ConsentUnsaidError):
        actions.quote_record(lin, row, text="村里没有口罩了", consent="UNNAMED")

    assert not kept.may_leave
    told = actions.quote_record(lin, row, text="真的没有了", consent="UNNAMED", consent_note="二月三日电话")
    assert told.may_leave


# Pages


def at(name, *args):
    return reverse(f"advocacy:{name}", args=args)


def test_the_page_of_a_search_shows_the_grade_before_freezing(as_lin, crisis, needs, mask):
    text = as_lin.get(
        at("evidence_query", crisis.slug), {"item": mask.code, "kinds": "need"}
    ).content.decode()

    assert "现在定格会是几级" in text
    assert "A 关注" in text


def test_all_that_was_found_is_frozen_from_the_page(as_lin, crisis, needs, mask):
    told = {"item": mask.code, "kinds": "need", "statement": "两县缺口罩"}

    answer = as_lin.post(at("evidence_query", crisis.slug), told)

    evidence = Evidence.objects.get()
    assert answer.headers["Location"] == at("evidence", evidence.pk)
    assert {row.record_id for row in evidence.records.all()} == {needs[0].pk, needs[1].pk}
    assert evidence.query == {"kinds": ["need"], "item": mask.code}


def test_a_search_that_finds_too_much_is_not_frozen(as_lin, crisis, needs, monkeypatch):
    monkeypatch.setattr("qiao.advocacy.searching.MOST_RECORDS", 2)
    monkeypatch.setattr("qiao.advocacy.views.bundles.MOST_RECORDS", 2)
    monkeypatch.setattr("qiao.advocacy.actions.evidence.MOST_RECORDS", 2)

    page = at("evidence_query", crisis.slug)

    assert "太多了" in as_lin.get(page, {"kinds": "need"}).content.decode()
    assert as_lin.post(page, {"kinds": "need", "statement": "缺"}).status_code == 422
    assert not Evidence.objects.exists()


def test_the_records_behind_a_finding_are_frozen_and_no_others(
    as_lin, lin, crisis, needs, mask, gown, yingshan, now
):
    record(lin, crisis, yingshan, gown, 50)
    find_gaps(lin, crisis, now=now)
    gap = Gap.objects.get(crisis=crisis, item=mask)
    page = at("evidence_query", crisis.slug)

    shown = as_lin.get(page, {"gap": gap.pk}).content.decode()
    as_lin.post(page, {"gap": gap.pk, "statement": gap.reason})

    evidence = Evidence.objects.get()
    assert gap.reason in shown
    assert {row.record_id for row in evidence.records.all()} == {needs[0].pk, needs[0].report_id}
    assert evidence.query == {"kinds": ["need", "report", "receipt"], "gap": str(gap.pk)}
    assert str(gap) in as_lin.get(at("evidence", evidence.pk)).content.decode()
    assert page in as_lin.get(reverse("gaps:gap", args=[gap.pk])).content.decode()


def test_a_finding_of_nobody_is_refused(as_lin, crisis, needs):
    answer = as_lin.get(at("evidence_query", crisis.slug), {"gap": needs[0].pk})

    assert answer.status_code == 422


def test_days_in_the_wrong_order_are_refused(as_lin, crisis, needs):
    answer = as_lin.get(at("evidence_query", crisis.slug), {"since": "2020-02-05", "until": "2020-02-01"})

    assert answer.status_code == 422


def test_records_are_judged_dropped_and_quoted_from_the_page(as_lin, bundle):
    row = bundle.records.first()

    as_lin.post(at("record_judge", row.pk), {"stance": "AGAINST"})
    as_lin.post(at("record_drop", row.pk), {"reason": "与本事无关"})
    as_lin.post(at("record_quote", row.pk), {"text": "没有口罩了", "consent": "NOT_ASKED"})

    row.refresh_from_db()
    text = as_lin.get(at("evidence", bundle.pk)).content.decode()
    assert (row.stance, row.dropped_reason) == ("AGAINST", "与本事无关")
    assert "没有口罩了" in text
    assert "与本事无关" in text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("record_drop", {"reason": ""}),
        ("record_judge", {"stance": "PERHAPS"}),
        ("record_quote", {"text": "找15400000009", "consent": "NOT_ASKED"}),
    ],
)
def test_what_is_wrong_changes_nothing_and_says_so(as_lin, bundle, name, told):
    row = bundle.records.first()

    answer = as_lin.post(at(name, row.pk), told, follow=True)

    after = EvidenceRecord.objects.get(pk=row.pk)
    assert (after.stance, after.dropped_at, Quote.objects.count()) == (row.stance, None, 0)
    assert "alert-error" in answer.content.decode()


def test_a_quote_is_withdrawn(as_lin, lin, bundle):
    quote = actions.quote_record(lin, bundle.records.first(), text="没有了", consent="NOT_ASKED")

    as_lin.post(at("quote_withdraw", quote.pk))

    assert not Quote.objects.exists()
