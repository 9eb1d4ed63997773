"""A finding is bound to records as they stood, and a touched copy is noticed."""

import pytest

from qiao.advocacy import actions
from qiao.exceptions import EvidenceMissingError
from tests.makers import make_need


def test_evidence_freezes_what_the_need_said_then(at_work, lin, crisis, mask, yingshan, now):
    need = make_need(lin, crisis, item=mask, place=yingshan, quantity=200)
    evidence = actions.note_evidence(lin, crisis, statement="村卫生室缺口罩", records=[need], frozen_at=now)

    need.quantity = 900
    need.save()

    assert evidence.records.get().content["quantity"] == 200


def test_a_touched_copy_no_longer_fits_the_hash(at_work, lin, crisis, mask, now):
    need = make_need(lin, crisis, item=mask)
    evidence = actions.note_evidence(lin, crisis, statement="缺口罩", records=[need], frozen_at=now)
    copy = evidence.records.get()

    touched = copy.content | {"quantity": 1}

    assert actions.hash_of([copy.content]) == evidence.hash
    assert actions.hash_of([touched]) != evidence.hash


def test_a_statement_without_records_is_not_evidence(at_work, lin, crisis, now):
    with pytest.raises(EvidenceMissingError):
        actions.note_evidence(lin, crisis, statement="听说", records=[], frozen_at=now)
