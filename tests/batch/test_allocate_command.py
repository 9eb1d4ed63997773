"""`./qiao allocate`: two tables in, a plan with its reasons out. All records are invented (示例数据)."""

import csv
import json

import openpyxl
import pytest

from qiao.batch.allocate import main
from qiao.batch.allocate_cells import read_amount

AT = ("--at", "2020-01-27T08:00:00+08:00")
NEEDS = ("need_id", "item", "quantity", "unit", "place", "tier", "recipient")
OFFERS = ("offer_id", "item", "quantity", "unit", "place")


def table(path, columns, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((columns, *rows))
    return path


@pytest.fixture
def run(tmp_path):
    """Run the command over rows of needs and offers; return its code and the sheets of the plan."""

    def running(needs, offers, *options, needs_columns=NEEDS, offers_columns=OFFERS):
        plan = tmp_path / "plan.xlsx"
        code = main(
            [
                str(table(tmp_path / "needs.csv", needs_columns, *needs)),
                str(table(tmp_path / "offers.csv", offers_columns, *offers)),
                str(plan),
                *AT,
                *options,
            ]
        )
        if not plan.exists():
            return code, {}
        book = openpyxl.load_workbook(plan)
        return code, {
            sheet.title.split()[-1] if " and " not in sheet.title else "proof": [
                dict(zip([one.value.split()[0] for one in sheet[1]], row, strict=True))
                for row in sheet.iter_rows(min_row=2, values_only=True)
            ]
            for sheet in book
        }

    return running


def given(sheets):
    total = {}
    for line in sheets["lines"]:
        total[line["需求编号"]] = total.get(line["需求编号"], 0) + line["数量"]
    return total


def figure(sheets, name):
    return next(row["数值"] for row in sheets["proof"] if row["指标"].startswith(name))


SITES = [
    ("医院", "口罩", 400, "只", "", 1, ""),
    ("山村甲", "口罩", 150, "只", "", 2, ""),
    ("山村乙", "口罩", 120, "只", "", 2, ""),
    ("社区", "口罩", 300, "只", "", 3, ""),
    ("卫生室", "口罩", 60, "只", "", 1, ""),
]


@pytest.mark.parametrize(
    ("rule", "fills"),
    [
        ("floor-then-tiers", (0.76, 0.30, 0.30, 0.30, 0.76)),
        ("max-min", (0.505,) * 5),
        ("alpha-1", (0.70, 0.47, 0.47, 0.23, 0.70)),
        ("alpha-2", (0.61, 0.50, 0.50, 0.35, 0.61)),
        ("coverage", (1, 0, 0.5, 0, 1)),
    ],
)
def test_the_worked_example_goes_through_the_command(run, rule, fills):
    code, sheets = run(SITES, [("仓", "口罩", 520, "只", "")], "--rule", rule)

    got = given(sheets)
    assert code == 0
    assert sum(got.values()) == 520
    for site, fill in zip(SITES, fills, strict=True):
        assert got.get(site[0], 0) == pytest.approx(fill * site[2], abs=site[2] * 0.005 + 1)
    assert figure(sheets, "规则 rule") == rule
    assert figure(sheets, "离最优的差距") == 0


def test_a_line_says_who_what_from_where_and_why_in_both_languages(run):
    _code, sheets = run(
        [("n1", "医用外科口罩", "２０００只", "", "英山县", "一级", "示例县人民医院")],
        [("o1", "医用外科口罩", "10箱(每箱500只)", "", "武汉市")],
    )

    line = sheets["lines"][0]
    assert (line["接收单位"], line["数量"], line["从哪里"], line["到哪里"]) == (
        "示例县人民医院",
        2000,
        "武汉市",
        "英山县",
    )
    assert line["理由"].startswith("示例县人民医院要 2,000 只医用外科口罩，属第一优先级")
    assert "2,000 pieces of surgical mask (tier 1)" in line["reason"]
    assert sheets["left"][0]["剩余"] == 3000


def test_boxes_of_unknown_content_are_unknown_and_said_so(run):
    _code, sheets = run([("n1", "鞋套", "50箱", "", "", 1, "")], [("o1", "鞋套", 900, "双", "")])

    assert given(sheets) == {"n1": 900}
    assert "没有报数量" in sheets["lines"][0]["理由"]
    assert sheets["doubts"][0]["哪一格"] == "quantity"


def test_boxes_that_usually_hold_so_much_are_a_range_asked_and_the_least_given_and_it_is_told(run):
    needs, offers = [("n1", "口罩", "2箱", "", "", 1, "")], [("o1", "口罩", "10箱", "", "")]

    _code, sheets = run(needs, offers)

    assert given(sheets) == {"n1": 5000}
    assert sheets["left"][0]["共有"] == 6000
    assert [row["哪一格"] for row in sheets["doubts"]] == ["quantity", "quantity"]
    assert "600–2500" in sheets["doubts"][0]["问题"]


def test_boxes_of_untold_content_stay_unknown_where_that_is_asked_for(run):
    _code, sheets = run([("n1", "口罩", 100, "", "", 1, "")], [("o1", "口罩", "10箱", "", "")], "--no-packs")

    assert given(sheets) == {}
    assert "当作未知" in sheets["doubts"][0]["问题"]


@pytest.mark.parametrize(
    ("above", "cell", "year"),
    [("2020-01-29", "1月31日", "2020"), ("2021-12-30", "1月2日", "2022"), ("", "1.31", "2020")],
)
def test_a_day_without_a_year_is_read_by_the_date_above_else_by_the_moment_of_planning(
    run, above, cell, year
):
    columns = (*NEEDS, "deadline")
    rows = [
        ("n1", "口罩", 10, "只", "", 1, "", above),
        ("n2", "口罩", 10, "只", "", 1, "", cell),
    ]

    _code, sheets = run(rows, [("o1", "口罩", 90, "只", "")], needs_columns=columns)

    (doubt,) = [row for row in sheets["doubts"] if row["哪一格"] == "deadline"]
    assert f"按 {year} 年算" in doubt["问题"]
    assert ("row 2" in doubt["问题"] or "第 2 行" in doubt["问题"]) == bool(above)


def test_what_no_table_knows_matches_its_own_word_alone(run):
    code, sheets = run(
        [("n1", "神奇药水", 10, "瓶", "", 3, "")],
        [("o1", "饮用水", 50, "升", ""), ("o2", "神奇药水", 4, "瓶", "")],
    )

    assert code == 0
    assert given(sheets) == {"n1": 4}


def test_rows_refused_are_told_with_row_field_and_remedy_and_the_rest_is_shared(run, tmp_path):
    code, sheets = run(
        [
            ("n1", "口罩", 5, "只", "", 1, ""),
            ("n2", "", 5, "只", "", 1, ""),
            ("n1", "口罩", 7, "只", "", 1, ""),
        ],
        [("o1", "口罩", 99, "只", "", "火星")],
        offers_columns=(*OFFERS, "earmark_region"),
    )

    refused = [json.loads(line) for line in (tmp_path / "plan.refused.jsonl").read_text("utf-8").splitlines()]
    assert code == 1
    assert (refused[0]["table"], refused[0]["row"], refused[0]["field"]) == ("needs", 3, "item")
    assert refused[1]["table"] == "offers"
    assert {row["需求编号"] for row in sheets["unserved"]} == {"n1", "n1#4"}


def test_a_donors_limit_holds_over_all_his_rows_and_is_told(run):
    columns = (*OFFERS, "捐赠单位", "每家最多")
    code, sheets = run(
        [("n1", "口罩", 900, "只", "", 1, "示例医院"), ("n2", "口罩", 900, "只", "", 1, "示例医院")],
        [("o1", "口罩", 600, "只", "", "示例公司", 500), ("o2", "口罩", 600, "只", "", "示例公司", "")],
        offers_columns=columns,
    )

    assert code == 0
    assert sum(given(sheets).values()) == 500
    assert "捐赠人限每个接收方最多得 500 只" in str(sheets)


def test_a_limit_that_is_not_understood_keeps_the_lot_out(run):
    code, sheets = run(
        [("n1", "口罩", 900, "只", "", 1, "示例医院")],
        [("o1", "口罩", 600, "只", "", "示例公司", "看着给")],
        offers_columns=(*OFFERS, "donor", "donor_limit"),
    )

    assert code == 1
    assert given(sheets) == {}


@pytest.mark.parametrize(
    ("cell", "kind", "low", "high"),
    [
        ("两万只", "EXACT", 20_000, None),
        ("1,000", "EXACT", 1000, None),
        ("１０００", "EXACT", 1000, None),
        ("1000.0", "EXACT", 1000, None),
        ("200-300套", "RANGE", 200, 300),
        ("至少50台", "RANGE", 50, None),
        ("若干", "UNKNOWN", None, None),
        ("不限", "OPEN", None, None),
        ("", "UNKNOWN", None, None),
    ],
)
def test_a_cell_of_quantity_reads_as_people_write_it(cell, kind, low, high):
    amount, _unit = read_amount(cell)

    assert (amount.kind, amount.low, amount.high) == (kind, low, high)


@pytest.mark.parametrize("cell", ["9" * 5000, "-5", "1e400", "三分之一", "=1+1"])
def test_a_quantity_that_is_none_is_never_taken_for_a_number(cell, run):
    _code, sheets = run([("n1", "口罩", cell, "只", "", 1, "")], [("o1", "口罩", 10, "只", "")])

    assert not any(row["所需"] for row in sheets["unserved"])
    assert sum(given(sheets).values()) <= 10


def test_no_cell_of_the_plan_is_a_formula(run, tmp_path):
    run([("=1+1", "口罩", 5, "只", "", 1, '=HYPERLINK("x")')], [("@o", "口罩", 5, "只", "")])

    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [
        cell.value for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "@"))
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rule", "by-lot"), "invalid choice"),
        (("--floor", "3"), "floor"),
        (("--tier-weights", "1,2"), "规则的参数"),
    ],
)
def test_a_rule_that_is_not_understood_ends_with_two(run, capsys, options, said):
    with pytest.raises(SystemExit) as ended:
        run(SITES, [("仓", "口罩", 520, "只", "")], *options)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_table_without_items_is_refused_with_the_columns_it_may_have(run, capsys, tmp_path):
    code, sheets = run([("a", "b")], [("o1", "口罩", 5, "只", "")], needs_columns=("甲", "乙"))

    assert (code, sheets) == (2, {})
    assert "物资" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("cell", "unit", "pieces"), [("2", "万只", 20_000), ("1.5", "千只", 1500), ("3", "只", 3)]
)
def test_a_multiple_in_the_unit_counts(run, cell, unit, pieces):
    _code, sheets = run([("n1", "口罩", 90_000, "只", "", 1, "")], [("o1", "口罩", cell, unit, "")])

    assert given(sheets) == {"n1": pieces}


def test_a_fraction_of_a_piece_is_told_and_not_lost_in_silence(run):
    _code, sheets = run([("n1", "口罩", 5, "只", "", 1, "")], [("o1", "口罩", "2.5", "只", "")])

    assert [row["哪一格"] for row in sheets["doubts"]] == ["quantity"]


@pytest.mark.parametrize("ending", [".ods", ".xls", ".json", ""])
def test_an_ending_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path, capsys, ending):
    code = main(["absent.csv", "absent.csv", str(tmp_path / f"plan{ending}"), *AT])

    assert code == 2
    assert ".xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_same_tables_give_the_same_plan_and_hash(run):
    first, second = (run(SITES, [("仓", "口罩", 520, "只", "")])[1] for _time in range(2))

    assert first == second


def test_a_plan_may_be_written_as_a_file_a_sheet(tmp_path):
    needs = table(tmp_path / "needs.csv", NEEDS, *SITES)
    offers = table(tmp_path / "offers.csv", OFFERS, ("仓", "口罩", 520, "只", ""))

    code = main([str(needs), str(offers), str(tmp_path / "plan.csv"), *AT])

    with (tmp_path / "plan.lines.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    assert code == 0
    assert sum(int(line["quantity"]) for line in lines) == 520
