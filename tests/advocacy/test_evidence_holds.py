"""Evidence holds as long as copies, evidence and trail tell the same hash."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from qiao.advocacy.checking import check_evidence
from qiao.advocacy.frozen import hash_of
from qiao.advocacy.models import Evidence


def test_fresh_evidence_holds(evidence):
    check = check_evidence(evidence)

    assert check.is_intact
    assert check.changed == 0


def test_a_touched_copy_is_noticed(evidence):
    copy = evidence.records.get(record_type="intake.need")
    copy.content["quantity"] = 9000
    copy.save()

    assert not check_evidence(evidence).is_intact


def test_a_removed_copy_is_noticed(evidence):
    evidence.records.first().delete()

    assert not check_evidence(evidence).is_intact


def test_a_copy_touched_together_with_its_hash_is_given_away_by_the_trail(evidence):
    copy = evidence.records.get(record_type="intake.need")
    copy.content["quantity"] = 9000
    copy.save()
    new = hash_of(one.content for one in evidence.records.all())
    Evidence.objects.filter(pk=evidence.pk).update(hash=new)

    check = check_evidence(Evidence.objects.get(pk=evidence.pk))

    assert check.hash_now == check.evidence.hash
    assert not check.is_intact


def test_a_large_bundle_is_read_in_pages_with_what_changed_first(as_lin, evidence, need, monkeypatch):
    monkeypatch.setattr("qiao.advocacy.views.evidence.COPIES_A_PAGE", 1)
    address = reverse("advocacy:evidence", args=[evidence.pk])
    need.quantity = 900
    need.save()
    changed = evidence.records.get(record_type="intake.need").pk
    last = check_evidence(evidence).copies[-1].copy.pk

    def shown(query: str) -> list[str]:
        return re.findall(r'id="record-([0-9a-f-]{36})"', as_lin.get(address + query).content.decode())

    assert shown("") == [str(changed)]
    assert shown(f"?record={last}") == [str(last)]
    assert shown(f"?record={last}&page=1") == [str(changed)]


def test_what_a_page_was_filtered_by_does_not_stand_in_the_search_box(as_lin, evidence):
    page = as_lin.get(reverse("advocacy:evidence", args=[evidence.pk])).content.decode()

    assert re.search(r'<input type="search" name="q" value=""', page)


def test_a_record_that_moved_on_is_shown_with_both_values(evidence, need):
    need.quantity = 900
    need.save()

    check = check_evidence(evidence)

    (changed,) = [one for one in check.copies if one.changes]
    assert [(str(change.label), change.then, change.now) for change in changed.changes] == [
        ("数量", 200, 900)
    ]
    assert check.is_intact


def test_a_copy_of_an_erased_report_shows_no_text(evidence, need):
    need.report.key.delete()

    (copy,) = [one for one in check_evidence(evidence).copies if one.kind == "report"]

    assert copy.is_erased
    assert "文字（脱敏）" not in {str(label) for label, _value in copy.facts}


copies = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["a", "b"]), "id": st.uuids().map(str), "quantity": st.integers(0, 9)}
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda copy: copy["id"],
)


@given(copies, st.randoms())
def test_the_order_of_records_does_not_matter(content, random):
    shuffled = list(content)
    random.shuffle(shuffled)

    assert hash_of(shuffled) == hash_of(content)


@given(copies, st.data())
def test_any_touched_figure_changes_the_hash(content, data):
    index = data.draw(st.integers(0, len(content) - 1))
    touched = [dict(copy) for copy in content]
    touched[index]["quantity"] += 1

    assert hash_of(touched) != hash_of(content)


@pytest.mark.usefixtures("evidence")
def test_no_contact_of_the_message_is_frozen():
    assert "15400000001" not in str(list(Evidence.objects.get().records.values_list("content", flat=True)))
