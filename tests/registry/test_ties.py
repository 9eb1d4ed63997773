"""Ties: recorded, kept in touch, taken back; tables of them tried, loaded and undone."""

import io
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from qiao.batch.grids import open_tables
from qiao.engines.eligibility.calendar import add_months
from qiao.exceptions import (
    ImportConflictError,
    TieStandsError,
    TieTableHeadError,
    TieTableStateError,
    TieWithdrawnError,
)
from qiao.registry.models import Department, Organization, Tie, TieTable
from qiao.registry.ties import actions, queries
from qiao.registry.ties.drawing import MOST, branches, ring_of
from qiao.registry.ties.queries import TieFilter
from qiao.trail.models import TrailEntry
from tests.conftest import NOW

TODAY = date(2020, 2, 1)
pytestmark = pytest.mark.usefixtures("at_work")
HEAD = "种类,对方,人数,从何时起,最近联系,说明\n"


def record(lin, name="城东社区独居老人", kind="BENEFICIARY", **facts):
    return actions.record_tie(lin, kind=kind, name=name, **facts)


def tried(lin, body, *, name="联系.csv", pk=None):
    content = (HEAD + body).encode()
    return actions.try_table(lin, id=pk or uuid.uuid4(), name=name, content=content, today=TODAY)


def levels(table):
    return [row["level"] for row in table.rows]


def asked(**wanted):
    return list(queries.ties(TieFilter(**wanted), today=TODAY))


# One tie


def test_a_contact_moves_the_last_day_on_and_never_back(lin):
    tie = record(lin, last_contact_on=date(2020, 1, 10))

    actions.note_contact(lin, tie, happened_on=date(2020, 1, 20), way="VISIT")
    actions.note_contact(lin, tie, happened_on=date(2019, 12, 1), way="PHONE")

    assert tie.last_contact_on == date(2020, 1, 20)
    assert [one.contacts_in_year for one in asked()] == [2]


def test_a_tie_begins_no_later_than_its_first_contact(lin):
    tie = record(lin, since=date(2020, 1, 10))

    actions.note_contact(lin, tie, happened_on=date(2019, 12, 1), way="PHONE")

    assert (tie.since, tie.last_contact_on) == (date(2019, 12, 1), date(2019, 12, 1))


def test_the_same_tie_is_recorded_once(lin):
    record(lin)

    with pytest.raises(TieStandsError):
        record(lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(organization_id=lin.acts_for, kind="BENEFICIARY", name="城东社区独居老人")


def test_a_tie_taken_back_stays_with_its_reason_and_counts_no_more(lin):
    tie = record(lin)

    actions.withdraw_tie(lin, tie, reason="记错了", at=NOW)

    assert asked() == []
    assert [one.withdrawn_reason for one in asked(withdrawn=True)] == ["记错了"]
    assert TrailEntry.objects.filter(verb="tie.withdraw").count() == 1
    with pytest.raises(TieWithdrawnError):
        actions.note_contact(lin, tie, happened_on=TODAY, way="PHONE")


def test_quiet_ties_are_those_without_a_contact_for_so_many_months(lin):
    record(lin, "甲村", last_contact_on=date(2019, 7, 31))
    record(lin, "乙村", last_contact_on=date(2019, 8, 2))
    record(lin, "丙村")
    before = add_months(TODAY, -6)

    assert {one.name for one in asked(quiet_before=before)} == {"甲村", "丙村"}
    found = {one.kind: one for one in queries.figures(today=TODAY, quiet_before=before)}
    assert (found["BENEFICIARY"].count, found["BENEFICIARY"].quiet) == (3, 2)
    assert found["MEMBER"].count == 0


def test_months_are_counted_by_the_calendar():
    assert add_months(date(2020, 8, 31), -6) == date(2020, 2, 29)
    assert add_months(date(2020, 1, 15), -1) == date(2019, 12, 15)


def test_ties_of_others_are_not_seen(lin, as_lin, zhao):
    with scope(organization=zhao.organization_id):
        theirs = actions.record_tie(zhao, kind="PARTNER", name="别家的伙伴")

    assert asked() == []
    assert as_lin.get(reverse("registry:tie", args=(theirs.pk,))).status_code == 404
    shown = as_lin.get(reverse("registry:organization", args=(zhao.organization_id,))).content.decode()
    assert "别家的伙伴" not in shown


# The drawing


def test_the_drawing_puts_recent_contacts_nearer():
    assert [
        ring_of(day, today=TODAY)
        for day in (TODAY, date(2019, 10, 1), date(2019, 4, 1), date(2018, 1, 1), None)
    ] == [0, 1, 2, 3, 3]


def test_the_drawing_tells_how_many_are_not_drawn(lin):
    for number in range(MOST + 3):
        record(lin, f"第{number}村")

    drawn = branches(asked(), today=TODAY, quiet_before=date(2019, 8, 1))

    village = drawn[-1]
    assert (village.count, len(village.dots), village.more) == (MOST + 3, MOST, 3)
    assert all(0 < dot.x < 720 and 0 < dot.y < 420 for dot in village.dots)


# Tables


def test_a_table_is_tried_before_anything_is_entered(lin, association):
    Department.objects.create(name="英山县民政局（示例）")
    body = "\n".join(
        [
            f"合作伙伴,{association.name},,2018年5月,2020-01-20,",
            "政府部门,英山县民政局（示例）,,,2020/1/5,常联系",
            "受益者,城东社区独居老人,1200人,2019-01-01,,",
            "朋友,某某,,,,",
            "会员,林女士 15400000001,,,,",
            "会员,某商会,,2020-03-01,,",
            "会员,另一商会,,2020-01-10,2019-01-01,",
            "会员,,,,,",
            "受益者,城东社区独居老人,,,,",
        ]
    )

    table = tried(lin, body)

    assert levels(table) == [
        "OK",
        "OK",
        "READ_AS",
        "REFUSED",
        "REFUSED",
        "REFUSED",
        "REFUSED",
        "REFUSED",
        "REPEATED",
    ]
    assert [row["issues"][0][1] for row in table.rows if row["issues"]] == [
        "NO_RECORD",
        "KIND",
        "PERSONAL",
        "AHEAD",
        "ORDER",
        "EMPTY",
        "STANDS",
    ]
    assert not Tie.objects.exists()


def test_a_telephone_in_a_table_is_not_kept(lin):
    table = tried(lin, "会员,林女士 15400000001,,,,电话 15400000002")

    assert "15400000001" not in str(table.rows)
    assert "15400000002" not in str(table.rows)


def test_a_loaded_table_is_taken_back_but_for_what_was_worked_on(lin):
    table = tried(lin, "受益者,甲村,,,,\n受益者,乙村,,,,")
    actions.load_table(lin, table, at=NOW)
    first = Tie.objects.get(name="甲村")
    actions.note_contact(lin, first, happened_on=TODAY, way="VISIT")

    actions.undo_table(lin, table, at=NOW)

    assert [one.name for one in asked()] == ["甲村"]
    assert Tie.objects.get(name="乙村").withdrawn_reason == "撤销整张表"


def test_an_undone_table_is_loaded_again_and_enters_what_is_missing(lin):
    table = tried(lin, "受益者,甲村,,,,\n受益者,乙村,,,,")
    actions.load_table(lin, table, at=NOW)
    actions.undo_table(lin, table, at=NOW)
    record(lin, "甲村")

    actions.load_table(lin, table, at=NOW)

    assert sorted(one.name for one in asked()) == ["乙村", "甲村"]
    assert levels(table) == ["REPEATED", "READ_AS"]


def test_a_table_is_loaded_once(lin):
    table = tried(lin, "受益者,甲村,,,,")
    actions.load_table(lin, table, at=NOW)

    with pytest.raises(TieTableStateError):
        actions.load_table(lin, table, at=NOW)


def test_the_same_form_sent_twice_is_one_table(lin):
    pk = uuid.uuid4()

    assert tried(lin, "受益者,甲村,,,,", pk=pk) == tried(lin, "受益者,甲村,,,,", pk=pk)
    with pytest.raises(ImportConflictError):
        tried(lin, "受益者,甲村,,,,", pk=pk, name="另一份.csv")


def test_a_table_without_its_columns_says_which_are_asked_for(lin):
    with pytest.raises(TieTableHeadError):
        actions.try_table(lin, id=uuid.uuid4(), name="x.csv", content="甲,乙\n1,2\n".encode(), today=TODAY)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported(lin, form):
    record(lin, people=30, since=date(2018, 1, 2), last_contact_on=date(2020, 1, 3), note="每周走访")
    record(lin, "=1+1商会", kind="MEMBER")
    content = actions.export_ties(lin, asked(), form=form)
    Tie.objects.update(withdrawn_at=NOW, withdrawn_reason="换表")

    table = actions.try_table(lin, id=uuid.uuid4(), name=f"ties.{form}", content=content, today=TODAY)
    actions.load_table(lin, table, at=NOW)

    back = {one.kind: one for one in asked()}
    old = back["BENEFICIARY"]
    assert (old.name, old.people, old.since, old.last_contact_on, old.note) == (
        "城东社区独居老人",
        30,
        date(2018, 1, 2),
        date(2020, 1, 3),
        "每周走访",
    )
    assert not any(
        cell.startswith("=")
        for grid in open_tables(f"t.{form}", content)
        for row in grid.rows
        for cell in row
    )


# Pages


def test_the_page_tells_empty_kinds_and_quiet_ties(lin, as_lin):
    record(lin, last_contact_on=timezone.localdate() - timedelta(days=400))

    page = as_lin.get(reverse("registry:tie_list")).content.decode()

    assert page.count("还没有登记<") == 4
    assert "久未来往" in page


@pytest.mark.parametrize(("who", "status"), [("as_chen", 403), ("client", 302)])
def test_ties_are_not_for_everybody(request, db, who, status):
    assert request.getfixturevalue(who).get(reverse("registry:tie_list")).status_code == status


def test_a_tie_is_recorded_and_kept_up_on_its_page(lin, as_lin):
    made = as_lin.post(reverse("registry:tie_new"), {"kind": "PARTNER", "name": "邻县义工联"})
    tie = Tie.objects.get(name="邻县义工联")
    day = timezone.localdate()
    as_lin.post(reverse("registry:tie_contact", args=(tie.pk,)), {"happened_on": day, "way": "MEETING"})
    tie.refresh_from_db()

    assert (made.status_code, tie.last_contact_on) == (302, day)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "PARTNER"},
        {"kind": "PARTNER", "name": "林女士 15400000001"},
        {"kind": "PARTNER", "name": "某社", "since": "2999-01-01"},
        {"kind": "PARTNER", "name": "某社", "since": "2020-01-02", "last_contact_on": "2020-01-01"},
    ],
)
def test_what_cannot_be_a_tie_is_sent_back(lin, as_lin, facts):
    assert as_lin.post(reverse("registry:tie_new"), facts).status_code == 422
    assert not Tie.objects.exists()


def test_a_table_goes_in_and_out_by_its_pages(lin, as_lin):
    file = SimpleUploadedFile("联系.csv", (HEAD + "受益者,甲村,,,,\n").encode())
    made = as_lin.post(reverse("registry:tie_table_new"), {"submission": uuid.uuid4(), "file": file})
    pk = TieTable.objects.get().pk

    shown = as_lin.get(made.url).content.decode()
    as_lin.post(reverse("registry:tie_table_load", args=(pk,)))
    handed = as_lin.get(reverse("registry:tie_export", args=("csv",)))

    assert "只按名称登记" in shown
    assert "甲村" in io.BytesIO(handed.content).read().decode("utf-8-sig")
    assert TrailEntry.objects.filter(verb="tie.export").exists()


def test_a_file_that_is_no_table_is_sent_back(lin, as_lin):
    file = SimpleUploadedFile("坏.xlsx", b"no workbook")

    answer = as_lin.post(reverse("registry:tie_table_new"), {"submission": uuid.uuid4(), "file": file})

    assert answer.status_code == 422
    assert not TieTable.objects.exists()


def test_another_name_of_a_unit_leads_to_the_unit(lin, association):
    alias = Organization.objects.create(name="青禾义工", kind="ASSOCIATION", same_as=association)

    table = tried(lin, f"合作伙伴,{alias.name},,,,")
    actions.load_table(lin, table, at=NOW)

    assert Tie.objects.get().other == association
