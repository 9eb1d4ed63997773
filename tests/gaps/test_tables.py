"""Tables of others: tried row by row, loaded once, taken back; dirt understood, poison refused."""

import uuid
from datetime import date

import pytest

from qiao.exceptions import (
    FigureTableMissingError,
    FigureTableTooLongError,
    ImportConflictError,
    ImportRowsRefusedError,
    ImportStateError,
    RightMissingError,
    TableUnreadableError,
)
from qiao.gaps.actions import tables
from qiao.gaps.models import FigureBatch, FigureMapping, FigureRow, OfficialFigure, PlaceFact, Presence
from qiao.gaps.queries.tables import first_plan
from qiao.intake.actions.imports import Table
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.intake.tables_made import workbook

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = date(2020, 3, 1)
SOURCE = "示例数据：县指挥部通报"


@pytest.fixture
def hand_in(lin, crisis):
    def do(text, *, name="official.csv", content="FIGURES", actor=lin, **more):
        raw = text if isinstance(text, bytes) else text.encode()
        batch, _is_new = tables.hand_in_table(
            actor,
            Table(name, raw),
            id=more.pop("id", None) or uuid.uuid4(),
            crisis=crisis,
            content=content,
            **more,
        )
        return batch

    return do


@pytest.fixture
def tried(lin, hand_in):
    def do(text, *, plan=None, **more):
        batch = hand_in(text, **more)
        settled = first_plan(batch)
        facts = {"source": SOURCE, "day": date(2020, 2, 1)} | (plan or {})
        for name, value in facts.items():
            object.__setattr__(settled, name, value)
        tables.try_table(lin, batch, settled, at=NOW, today=TODAY)
        return batch

    return do


@pytest.fixture
def loaded(lin, tried):
    def do(text, *, policy="SKIP", **more):
        return tables.load_table(lin, tried(text, **more), policy=policy, at=NOW, today=TODAY)

    return do


def levels(batch):
    return list(FigureRow.objects.filter(batch=batch).values_list("level", flat=True))


def codes(batch):
    return {issue["code"] for row in FigureRow.objects.filter(batch=batch) for issue in row.issues}


def figures(batch):
    rows = OfficialFigure.objects.filter(batch=batch).order_by(
        "row_number", "stated_on", "category", "item__code"
    )
    return [(one.place.code, one.kind, one.category, one.quantity, str(one.stated_on)) for one in rows]


LONG = "地区,物资,需求数量,单位,发布日期,来源\n英山县,医用外科口罩,2000,只,2020-02-01,通报一\n罗田县,医用外科口罩,1.5万,只,2月2日,通报二\n"
WIDE = "地区,医用外科口罩（只）,医用防护服\n英山县,2000,50套\n罗田县,,若干\n"
BY_DAY = "地区,2020-02-01,2月2日,43864\n英山县,1,3,5\n罗田县,0,,2\n"
CASES = "日期,省份,城市,累计确诊,死亡\n2020-02-01,湖北省,黄冈市,1002,15\n2020-02-01,湖北省,,11177,350\n"


def test_a_long_table_is_read_line_by_line(loaded, yingshan):
    batch = loaded(LONG)

    assert [(one[0], one[3], one[4]) for one in figures(batch)] == [
        ("421124", 2000, "2020-02-01"),
        ("421123", 15000, "2020-02-02"),
    ]
    assert {one.source for one in OfficialFigure.objects.all()} == {"通报一", "通报二"}
    assert OfficialFigure.objects.get(place=yingshan).item.code == "mask-surgical"


def test_a_wide_table_of_items_states_one_figure_a_cell(loaded, mask):
    batch = loaded(WIDE)

    stated = OfficialFigure.objects.filter(batch=batch).order_by("row_number", "-item__code")
    assert [(one.item.code, one.quantity_kind, one.quantity, one.unit) for one in stated] == [
        ("mask-surgical", "EXACT", 2000, "只"),
        ("coverall-medical", "EXACT", 50, "套"),
        ("coverall-medical", "UNKNOWN", None, "套"),
    ]


def test_a_wide_table_of_days_states_one_figure_a_day_and_a_zero_is_stated(loaded):
    batch = loaded(BY_DAY, plan={"kind": "CASES", "day": None})

    assert [(one[0], one[3], one[4]) for one in figures(batch)] == [
        ("421124", 1, "2020-02-01"),
        ("421124", 3, "2020-02-02"),
        ("421124", 5, "2020-02-03"),
        ("421123", None, "2020-02-01"),
        ("421123", 2, "2020-02-03"),
    ]
    assert OfficialFigure.objects.get(place__code="421123", stated_on="2020-02-01").quantity_kind == "NONE"


def test_case_counts_keep_their_kinds_apart_and_the_larger_place_its_own(loaded):
    batch = loaded(CASES)

    assert figures(batch) == [
        ("421100", "CASES", "死亡", 15, "2020-02-01"),
        ("421100", "CASES", "确诊", 1002, "2020-02-01"),
        ("420000", "CASES", "死亡", 350, "2020-02-01"),
        ("420000", "CASES", "确诊", 11177, "2020-02-01"),
    ]


def test_the_second_row_of_hxl_tags_says_what_columns_hold(loaded):
    text = "a,b,c,d,e\n#adm3+code,#affected+confirmed,#inneed,#date,#meta+source\n421124,12,300,2020-02-01,卫健委\n"

    batch = loaded(text, plan={"source": ""})

    assert figures(batch) == [
        ("421124", "IN_NEED", "", 300, "2020-02-01"),
        ("421124", "CASES", "确诊", 12, "2020-02-01"),
    ]
    assert {one.source for one in OfficialFigure.objects.all()} == {"卫健委"}


def test_titles_merged_cells_dittos_and_totals_are_understood(loaded):
    def fill(book):
        sheet = book.add_worksheet("需求")
        sheet.merge_range("A1:C1", "示例县防控物资需求统计表（示例数据）")
        sheet.write_row("A2", ["地区", "物资", "需求数量"])
        sheet.write_row("A3", ["英山县", "医用外科口罩", "2000只"])
        sheet.write_row("A4", ["同上", "医用防护服", 50])
        sheet.write_row("A5", ["合计", None, 2050])

    batch = loaded(workbook(fill), name="official.xlsx")

    assert levels(batch) == ["OK", "READ_AS", "PASSED"]
    assert [one[0] for one in figures(batch)] == ["421124", "421124"]


def test_gbk_and_invisible_signs_are_cleaned(loaded):
    batch = loaded("地区,物资,需求数量\n英\u200b山县,医用外科口罩,１００\n".encode("gb18030"))

    assert [(one[0], one[3]) for one in figures(batch)] == [("421124", 100)]


def test_a_place_that_is_not_known_is_never_the_larger_one(loaded):
    batch = loaded("省份,城市,确诊\n湖北省,境外输入,3\n湖北省,黄冈市,5\n,,7\n")

    assert levels(batch) == ["REFUSED", "OK", "REFUSED"]
    assert {"place_not_known", "place_missing"} <= codes(batch)
    assert [one[0] for one in figures(batch)] == ["421100"]


def test_a_row_without_day_or_source_is_refused(tried):
    batch = tried("地区,物资,需求数量\n英山县,医用外科口罩,5\n", plan={"source": "", "day": None})

    assert levels(batch) == ["REFUSED"]
    assert codes(batch) == {"day_missing", "source_missing"}


def test_a_day_to_come_is_refused(tried):
    assert codes(tried(LONG.replace("2020-02-01", "2031-02-01"))) >= {"day_to_come"}


def test_all_or_nothing_loads_nothing_where_a_row_is_refused(lin, tried):
    batch = tried("地区,物资,需求数量\n英山县,医用外科口罩,5\n某某县,医用外科口罩,6\n")

    with pytest.raises(ImportRowsRefusedError):
        tables.load_table(lin, batch, policy="ALL", at=NOW, today=TODAY)

    batch.refresh_from_db()
    assert batch.state == FigureBatch.State.CHECKED
    assert not OfficialFigure.objects.exists()


def test_the_same_file_is_its_batch_again(hand_in, lin, crisis):
    first = hand_in(LONG)

    again, is_new = tables.hand_in_table(
        lin, Table("other.csv", LONG.encode()), id=uuid.uuid4(), crisis=crisis, content="FIGURES"
    )

    assert (again, is_new) == (first, False)


def test_an_id_used_for_another_file_is_refused(hand_in):
    first = hand_in(LONG)

    with pytest.raises(ImportConflictError):
        hand_in(WIDE, id=first.pk)


def test_what_was_loaded_is_not_loaded_again_by_a_table_that_overlaps(loaded):
    loaded(LONG)

    batch = loaded(LONG + "浠水县,医用外科口罩,70,只,2020-02-02,通报二\n")

    assert levels(batch) == ["REPEATED", "REPEATED", "OK"]
    assert OfficialFigure.objects.count() == 3


def test_one_source_with_two_numbers_for_one_day_is_doubtful_and_both_stand(loaded, yingshan):
    loaded(LONG)

    batch = loaded(LONG.replace("2000", "2100"))

    assert "figure_differs" in codes(batch)
    assert sorted(OfficialFigure.objects.filter(place=yingshan).values_list("quantity", flat=True)) == [
        2000,
        2100,
    ]


def test_a_batch_is_taken_back_and_loaded_again(lin, loaded):
    batch = loaded(LONG)

    tables.undo_table(lin, batch, at=NOW)
    gone = OfficialFigure.objects.count()
    tables.try_table(lin, batch, first_plan(batch), at=NOW, today=TODAY)
    tables.load_table(lin, batch, policy="SKIP", at=NOW, today=TODAY)

    assert gone == 0
    assert OfficialFigure.objects.count() == 2
    assert [
        one.verb for one in TrailEntry.objects.filter(verb__startswith="figures.").order_by("sequence")
    ] == [
        "figures.hand_in",
        "figures.check",
        "figures.load",
        "figures.undo",
        "figures.check",
        "figures.load",
    ]


def test_a_loaded_batch_is_not_loaded_twice(lin, loaded):
    batch = loaded(LONG)

    with pytest.raises(ImportStateError):
        tables.load_table(lin, batch, policy="SKIP", at=NOW, today=TODAY)


def test_what_columns_mean_is_remembered(tried, hand_in):
    tried(LONG, plan={"stated_by": "示例县指挥部"})

    plan = first_plan(hand_in(LONG.replace("2000", "3000")))

    assert FigureMapping.objects.count() == 1
    assert (plan.source, plan.stated_by) == (SOURCE, "示例县指挥部")


def test_populations_and_vulnerability_come_by_the_same_door(loaded, yingshan):
    batch = loaded(
        "地区,人口（万人）,脆弱性,年份\n英山县,35.2,1.4,2019\n罗田县,x,,2019\n", content="PLACE_FACTS"
    )

    assert levels(batch) == ["READ_AS", "REFUSED"]
    facts = PlaceFact.objects.filter(place=yingshan).order_by("kind")
    assert [(one.kind, one.value, str(one.as_of), one.source) for one in facts] == [
        ("POPULATION", 352_000, "2019-12-31", SOURCE),
        ("VULNERABILITY", 1.4, "2019-12-31", SOURCE),
    ]


def test_who_does_what_comes_by_the_same_door(loaded, yingshan):
    text = "组织,活动,区县,开始日期,结束日期,服务对象,服务人次\n示例救援队,转移群众,英山县,2020-01-28,2020-02-05,受困群众,120\n,转移,英山县,,,,\n"

    batch = loaded(text, content="PRESENCE")

    assert levels(batch) == ["OK", "REFUSED"]
    (one,) = Presence.objects.all()
    assert (one.who, one.what, one.place, one.persons) == ("示例救援队", "转移群众", yingshan, 120)
    assert (str(one.began_on), str(one.ended_on), one.for_whom) == ("2020-01-28", "2020-02-05", "受困群众")


def test_persons_in_a_table_are_starred_out_before_anything_is_kept(hand_in):
    batch = hand_in(
        "地区,物资,需求数量,联系人,联系电话,备注\n英山县,口罩,5,林女士,15400000001,请打15400000002\n"
    )

    kept = str(list(FigureRow.objects.filter(batch=batch).values_list("cells", flat=True)))
    assert "林女士" not in kept
    assert "15400000001" not in kept
    assert "15400000002" not in kept


def test_a_volunteer_hands_nothing_in(hand_in, chen):
    with pytest.raises(RightMissingError):
        hand_in(LONG, actor=chen)


def test_a_file_has_no_table_of_that_number(hand_in):
    with pytest.raises(FigureTableMissingError):
        hand_in(LONG, number=4)


def test_a_table_beyond_the_bound_is_refused_with_advice(hand_in, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 1)

    with pytest.raises(FigureTableTooLongError, match="一次最多 1 行"):
        hand_in(LONG)


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "-5",
        "Infinity",
        "1e400",
        "true",
        "9" * 5000,
        "9223372036854775808",
        "0x10",
        "=1+1",
        "12.5.6",
        "五十多",
    ],
)
def test_poisoned_numbers_refuse_their_row_and_no_other(loaded, number):
    batch = loaded(f"地区,物资,需求数量\n英山县,医用外科口罩,{number}\n罗田县,医用外科口罩,7\n")

    assert levels(batch)[0] == "REFUSED"
    assert [(one[0], one[3]) for one in figures(batch)] == [("421123", 7)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.xlsx", b"PK\x03\x04" + b"\0" * 400),
        ("nul.csv", b"\0\0\0\0"),
        ("garbage.xls", b"\xd0\xcf\x11\xe0garbage"),
        ("empty.csv", b""),
        ("xml.xlsx", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)
def test_files_that_are_no_tables_are_refused_and_not_kept(hand_in, name, content):
    with pytest.raises(TableUnreadableError):
        hand_in(content, name=name)

    assert not FigureBatch.objects.exists()


def test_names_of_files_lose_folders_and_turned_text(hand_in):
    assert hand_in(LONG, name="..\\..\\\u202exslx.csv").name == "xslx.csv"


def test_a_table_of_another_organisation_is_not_seen(hand_in, other_association):
    from django_scopes import scope

    batch = hand_in(LONG)
    with scope(organization=other_association.pk):
        assert not FigureBatch.objects.filter(pk=batch.pk).exists()


def test_the_case_counts_of_2020_load_with_a_verdict_for_each_row(shared, crisis, lin, hand_in):
    lines = (shared / "covid_cases_2020" / "china_city_daily.csv").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines[1:] if line[:7] == "2020-02" and ",420000," in line]
    batch = hand_in("\n".join([lines[0], *wanted]), name="cases.csv")
    plan = first_plan(batch)
    object.__setattr__(plan, "source", "公开病例数据")

    tables.try_table(lin, batch, plan, at=NOW, today=date(2021, 1, 1))
    tables.load_table(lin, batch, policy="SKIP", at=NOW, today=date(2021, 1, 1))

    assert len(wanted) > 400
    assert "" not in levels(batch)
    assert batch.counts.get("REFUSED", 0) < len(wanted) * 0.05
    wuhan = OfficialFigure.objects.get(
        batch=batch, place__code="420100", stated_on="2020-02-13", category="确诊"
    )
    said = next(line for line in wanted if line.startswith("2020-02-13") and "420100" in line)
    assert wuhan.quantity == int(said.split(",")[5])
