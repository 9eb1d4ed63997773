"""The same tie written at the same moment: by two tabs, and by a tab while a table that holds it is loaded."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from qiao.exceptions import TieStandsError
from qiao.registry.models import Tie
from qiao.registry.ties.actions import load_table, record_tie, try_table
from tests.conftest import NOW
from tests.intake.test_draft_races import in_scope, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def standing(name):
    with scopes_disabled():
        return Tie.objects.filter(name=name, withdrawn_at__isnull=True).count()


def test_of_two_tabs_one_writes_and_the_other_is_told_it_stands(lin, association):
    for number in range(ROUNDS):
        name = f"城东社区{number}"

        given = together(*[in_scope(association, lambda: record_tie(lin, kind="MEMBER", name=name))] * 2)  # noqa: B023

        assert sorted(type(one).__name__ for one in given) == ["Tie", TieStandsError.__name__]
        assert standing(name) == 1


def test_two_tabs_sent_at_once_are_answered_with_pages(as_lin, association):
    def send():
        try:
            return as_lin.post(
                reverse("registry:tie_new"), {"kind": "MEMBER", "name": "城西商会"}
            ).status_code
        finally:
            connection.close()

    assert sorted(together(send, send)) == [302, 422]
    assert standing("城西商会") == 1


def test_a_tab_and_a_table_enter_a_tie_once(lin, association):
    with scope(organization=association.pk):
        content = "种类,对方\n会员,城南协会\n".encode()
        table = try_table(lin, id=uuid.uuid4(), name="t.csv", content=content, today=date(2020, 2, 1))

    load = in_scope(association, lambda: load_table(lin, table, at=NOW))
    write = in_scope(association, lambda: record_tie(lin, kind="MEMBER", name="城南协会"))
    given = together(load, write)

    assert type(given[0]).__name__ == "TieTable"
    assert type(given[1]).__name__ in {"Tie", "TieStandsError"}
    assert standing("城南协会") == 1
