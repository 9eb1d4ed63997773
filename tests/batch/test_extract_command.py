"""`./qiao extract`: tables of messages in, readings out; bad rows are told and stop nothing."""

import json

import pytest

from qiao.batch.extract import COLUMNS, LONGEST_TEXT, OK, SOME_REFUSED, USAGE, main
from qiao.batch.tables import read_table, write_table

# 示例数据: invented, numbers begin with 154.
NEED = "英山县人民医院急需口罩2000只、防护服若干，联系人张医生15400001111"
OFFER = "我公司可捐赠矿泉水500箱"
NEWS = "今天大雨，请大家注意安全。"


def table(path, rows, columns=("id", "text", "time")):
    with write_table(path, columns) as written:
        for row in rows:
            written.write(row)
    return path


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def messages(tmp_path):
    rows = [{"id": name, "text": text} for name, text in (("a", NEED), ("b", OFFER), ("c", NEWS))]
    return table(tmp_path / "in.jsonl", rows)


def test_every_message_becomes_one_line_in_order(messages, tmp_path):
    assert main([str(messages), str(tmp_path / "out.jsonl")]) == OK
    assert [(row["id"], row["type"]) for row in lines(tmp_path / "out.jsonl")] == [
        ("a", "need"),
        ("b", "offer"),
        ("c", "info"),
    ]


def test_a_line_has_the_columns_of_the_contract(messages, tmp_path):
    main([str(messages), str(tmp_path / "out.jsonl")])

    first, second, third = lines(tmp_path / "out.jsonl")

    assert tuple(first) == tuple(second) == tuple(third) == COLUMNS
    assert [(i["item"], i["quantity"], i["quantity_kind"], i["unit"]) for i in first["items"]] == [
        ("口罩", 2000, "exact", "只"),
        ("防护服", None, "unknown", None),
    ]
    assert (first["place"]["adcode"], first["phones"]) == ("421124", ["15400001111"])


def test_spans_point_at_the_words_of_the_message(messages, tmp_path):
    main([str(messages), str(tmp_path / "out.jsonl")])

    spans = lines(tmp_path / "out.jsonl")[0]["spans"]

    assert [NEED[start:end] for start, end in spans["items"]] == ["口罩", "防护服"]
    assert [NEED[start:end] for start, end in spans["phones"]] == ["15400001111"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_sheets_give_the_same_answers_as_json_lines(messages, tmp_path, ending):
    sheet = table(tmp_path / f"in.{ending}", [row.values for row in read_table(messages)])

    assert main([str(sheet), str(tmp_path / f"out.{ending}")]) == OK
    main([str(messages), str(tmp_path / "out.jsonl")])
    rows = [row.values for row in read_table(tmp_path / f"out.{ending}")]

    assert [json.loads(row["items"]) for row in rows] == [r["items"] for r in lines(tmp_path / "out.jsonl")]


def test_two_processes_give_the_same_lines_as_one(tmp_path):
    source = table(tmp_path / "in.jsonl", [{"id": n, "text": f"急需口罩{n + 1}只"} for n in range(1100)])

    main([str(source), str(tmp_path / "one.jsonl")])
    main([str(source), str(tmp_path / "two.jsonl"), "--processes", "2"])

    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_a_message_without_an_id_bears_the_number_of_its_row(tmp_path):
    source = table(tmp_path / "in.csv", [{"text": NEED}])

    main([str(source), str(tmp_path / "out.jsonl")])

    assert lines(tmp_path / "out.jsonl")[0]["id"] == 2


def test_other_column_names_can_be_told(tmp_path):
    source = table(tmp_path / "in.csv", [{"编号": "q1", "内容": NEED}], ("编号", "内容"))

    assert main([str(source), str(tmp_path / "out.jsonl"), "--id", "编号", "--text", "内容"]) == OK
    assert lines(tmp_path / "out.jsonl")[0]["id"] == "q1"


BAD = [
    ('{"id": "x"}', "text"),
    ('{"id": "x", "text": null}', "text"),
    ('{"id": "x", "text": ["急需口罩"]}', "text"),
    ('{"id": {"a": 1}, "text": "急需口罩"}', "id"),
    ('{"id": true, "text": "急需口罩"}', "id"),
    ('{"id": "x", "text": "急需口罩", "time": "昨天"}', "time"),
    ('{"id": NaN, "text": "急需口罩"}', ""),
    ("not json", ""),
    ('{"id": "x", "text": "' + "水" * (LONGEST_TEXT + 1) + '"}', "text"),
]


@pytest.mark.parametrize(("line", "field"), BAD)
def test_a_bad_row_is_told_with_row_field_and_remedy_and_stops_nothing(tmp_path, line, field):
    good = json.dumps({"id": "good", "text": NEED}, ensure_ascii=False)
    source = tmp_path / "in.jsonl"
    source.write_text(f"{line}\n{good}\n", encoding="utf-8")

    assert main([str(source), str(tmp_path / "out.jsonl")]) == SOME_REFUSED
    (refused,) = lines(tmp_path / "out.refused.jsonl")

    assert (refused["row"], refused["field"]) == (1, field)
    assert refused["problem"]
    assert refused["remedy"]
    assert [row["id"] for row in lines(tmp_path / "out.jsonl")] == ["good"]


def test_a_clean_run_takes_away_the_refusals_of_the_run_before(messages, tmp_path):
    (tmp_path / "out.refused.jsonl").write_text("{}\n", encoding="utf-8")

    main([str(messages), str(tmp_path / "out.jsonl")])

    assert not (tmp_path / "out.refused.jsonl").exists()


@pytest.mark.parametrize(
    ("source", "target"), [("absent.jsonl", "out.jsonl"), ("in.jsonl", "out.pdf"), ("in.doc", "out.jsonl")]
)
def test_files_it_cannot_use_end_with_2_and_no_output(messages, tmp_path, source, target):
    assert main([str(tmp_path / source), str(tmp_path / target)]) == USAGE
    assert not (tmp_path / target).exists()


def test_the_output_never_replaces_the_input(messages):
    with pytest.raises(SystemExit) as stopped:
        main([str(messages), str(messages)])

    assert stopped.value.code == USAGE


def test_a_message_that_looks_like_a_formula_is_text_in_a_sheet(tmp_path):
    source = table(tmp_path / "in.jsonl", [{"id": "=1+1", "text": "=SUM(A1) 急需口罩5只"}])

    main([str(source), str(tmp_path / "out.csv")])

    assert "\n=1+1" not in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
