import csv
import unicodedata
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"

# The headings under which hospitals asked for goods in January 2020.
HEADINGS = (
    "医用防护口罩 | N95口罩",
    "防护服",
    "防冲击眼罩/护目镜/防护眼镜",
    "医用外科口罩",
    "防护帽/医用帽/圆帽",
    "防护面罩",
    "手术衣",
    "普通医用口罩",
    "乳胶手套",
    "84消毒液",
    "75%酒精",
    "防污染鞋套",
    "手部皮肤消毒液",
    "隔离衣",
    "过氧乙酸",
    "空气消毒设备",
    "长筒胶鞋/防污染靴",
    "测体温设备",
    "活力碘",
    "防污染靴套",
    "医用紫外线消毒车",
    "床罩",
    "医用面罩式雾化器",
)


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def key(text):
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


ITEMS = {row["code"]: row for row in read("items.csv")}
ALIASES = read("item_aliases.csv")
STANDARDS = read("item_standards.csv")
SUBSTITUTIONS = read("item_substitutions.csv")
ACCEPTED = {(row["asked"], row["acceptable"]) for row in SUBSTITUTIONS}


def words():
    """Every way to write an item: its code's two names and its aliases, as (key, code)."""
    names = [(key(row[column]), code) for code, row in ITEMS.items() for column in ("name_zh", "name_en")]
    return names + [(key(row["alias"]), row["item"]) for row in ALIASES]


def test_there_are_items_and_names_enough_for_three_kinds_of_crisis():
    assert len(ITEMS) >= 60
    assert len(ALIASES) >= 300


def test_no_item_code_stands_twice():
    assert len(read("items.csv")) == len(ITEMS)


def test_every_item_has_both_names_a_unit_and_days():
    columns = ("name_zh", "name_en", "unit_zh", "unit_en")

    assert [code for code, row in ITEMS.items() if not all(row[column] for column in columns)] == []
    assert all(1 <= int(row["valid_days"]) <= 30 for row in ITEMS.values())


def test_a_category_is_the_first_digit_of_gb_t_38565_or_empty():
    assert {row["category"] for row in ITEMS.values()} <= {"", "1", "2", "3"}


@pytest.mark.parametrize("rows", [ALIASES, STANDARDS], ids=["aliases", "standards"])
def test_every_row_points_to_an_item(rows):
    assert [row for row in rows if row["item"] not in ITEMS] == []


def test_no_name_stands_for_two_items_whatever_its_width_case_or_blanks():
    meanings = {}
    for word, code in words():
        meanings.setdefault(word, set()).add(code)

    assert {word: codes for word, codes in meanings.items() if len(codes) > 1} == {}


def test_no_alias_stands_twice():
    assert [word for word, times in Counter(key(row["alias"]) for row in ALIASES).items() if times > 1] == []


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_heading_of_the_hospital_sheets_is_an_item(heading):
    assert key(heading) in dict(words())


def test_gb_19083_kn95_and_n95_are_three_items():
    assert len({dict(words())[key(word)] for word in ("医用防护口罩", "KN95", "N95")}) == 3


def test_every_substitution_joins_two_different_items():
    assert all(asked in ITEMS and accepted in ITEMS and asked != accepted for asked, accepted in ACCEPTED)


def test_no_substitution_stands_twice():
    assert len(ACCEPTED) == len(SUBSTITUTIONS)


def test_every_substitution_has_its_reason_in_both_languages():
    assert [row for row in SUBSTITUTIONS if not (row["reason_zh"] and row["reason_en"])] == []


def test_a_medical_item_is_never_replaced_by_one_that_is_not():
    medical = {code for code, row in ITEMS.items() if row["is_medical"] == "1"}

    assert {pair for pair in ACCEPTED if pair[0] in medical and pair[1] not in medical} == set()


def test_substitutions_never_run_in_a_circle():
    graph = {asked: {accepted for one, accepted in ACCEPTED if one == asked} for asked, _ in ACCEPTED}

    assert list(TopologicalSorter(graph).static_order())


def test_a_substitute_of_a_substitute_is_listed_itself():
    chained = {(a, c) for a, b in ACCEPTED for other, c in ACCEPTED if b == other}

    assert chained - ACCEPTED == set()


def test_a_medical_respirator_serves_where_kn95_is_asked():
    assert ("mask-kn95", "mask-gb19083") in ACCEPTED


@pytest.mark.parametrize(
    "pair",
    [
        ("mask-gb19083", "mask-kn95"),
        ("mask-gb19083", "mask-n95"),
        ("mask-surgical", "mask-kn95"),
        ("mask-surgical", "mask-medical-disposable"),
        ("mask-medical-disposable", "mask-civil"),
        ("mask-n95", "mask-kn95"),
        ("mask-kn95", "mask-ffp2"),
        ("coverall-medical", "coverall"),
        ("coverall-medical", "gown-isolation"),
        ("goggles", "face-shield"),
        ("gloves-surgical", "gloves-latex"),
        ("tent-cotton", "tent-single"),
        ("boat-assault", "boat-rubber"),
    ],
)
def test_a_weaker_item_never_serves_where_a_stronger_is_asked(pair):
    assert pair not in ACCEPTED


def test_a_standard_is_listed_once_for_an_item_and_apart_from_its_year():
    pairs = [(row["standard"], row["item"]) for row in STANDARDS]

    assert len(pairs) == len(set(pairs))
    assert all(row["year"] == "" or (len(row["year"]) == 4 and row["year"].isdigit()) for row in STANDARDS)


def test_the_standards_of_the_three_respirators_are_kept_apart():
    by_standard = {row["standard"]: row["item"] for row in STANDARDS}

    assert [by_standard[name] for name in ("GB 19083", "GB 2626", "NIOSH N95")] == [
        "mask-gb19083",
        "mask-kn95",
        "mask-n95",
    ]


def test_packs_are_of_known_items_and_give_one_content_or_two_ends():
    packs = read("item_packs.csv")
    ends = Counter((row["item"], row["name_zh"]) for row in packs)

    assert {row["item"] for row in packs} <= {row["code"] for row in read("items.csv")}
    assert set(ends.values()) <= {1, 2}
    assert all(int(row["content"]) > 0 for row in packs)
