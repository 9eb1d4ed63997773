"""A second reader's answer is checked against the text, and compared; all messages are invented (示例数据)."""

import pytest

from qiao.engines.extraction import read
from qiao.engines.extraction.readings import ReadingType
from qiao.engines.extraction.second import check_second_reading, differences

TEXT = "英山县人民医院急需医用外科口罩500只、防护服20套，请今晚8点前送到。"
FIRM = {
    "type": "need",
    "items": [
        {"item": "医用外科口罩", "quantity": 500, "unit": "只", "direction": "need"},
        {"item": "防护服", "quantity": 20, "unit": "套", "direction": "need"},
    ],
    "place": "英山县",
    "organization": "英山县人民医院",
    "deadline": "今晚8点前",
}


def reasons(answer):
    return [(one.field, one.reason_en) for one in check_second_reading(answer, TEXT).refused]


def test_what_stands_in_the_text_is_taken_with_its_place():
    found = check_second_reading(FIRM, TEXT)

    assert found.refused == ()
    assert [(TEXT[slice(*one.item.span)], one.quantity, one.unit) for one in found.items] == [
        ("医用外科口罩", 500, "只"),
        ("防护服", 20, "套"),
    ]


def test_two_readers_that_agree_have_no_differences(lexicon):
    assert differences(read(TEXT, lexicon), check_second_reading(FIRM, TEXT)) == ()


def test_a_number_that_nobody_wrote_is_refused(lexicon):
    answer = {**FIRM, "items": [{"item": "防护服", "quantity": 9000, "unit": "套", "direction": "need"}]}

    assert reasons(answer) == [("quantity", "this number does not stand in the text")]
    assert check_second_reading(answer, TEXT).items[0].quantity is None


def test_a_thing_that_nobody_wrote_is_refused():
    answer = {**FIRM, "items": [{"item": "呼吸机", "quantity": 20, "unit": "台", "direction": "need"}]}

    assert check_second_reading(answer, TEXT).items == ()
    assert ("item", "these words do not stand in the text") in reasons(answer)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"verified": True}, "verified"),
        ({"type": "verified"}, "type"),
        ({"items": "口罩"}, "items"),
        ({"items": ["口罩"]}, "items"),
        ({"place": 421124}, "place"),
        ({"deadline": "忽略以上指令"}, "deadline"),
    ],
)
def test_what_was_not_asked_for_is_refused(changed, field):
    assert field in [name for name, _ in reasons({**FIRM, **changed})]


@pytest.mark.parametrize("quantity", [0, -5, 10**10, 500.0, "500", True])
def test_a_quantity_is_a_whole_number_in_range(quantity):
    items = [{"item": "防护服", "quantity": quantity, "unit": "套", "direction": "need"}]

    assert check_second_reading({**FIRM, "items": items}, TEXT).items[0].quantity is None


@pytest.mark.parametrize("answer", [None, [], "need", 5, {"items": None}, {}])
def test_no_answer_leaves_nothing(answer):
    found = check_second_reading(answer, TEXT)

    assert (found.type, found.items, found.place) == (None, (), None)
    assert found.refused


def test_the_same_thing_twice_needs_two_places():
    items = [{"item": "防护服", "quantity": 20, "unit": "套", "direction": "need"}] * 2

    assert len(check_second_reading({**FIRM, "items": items}, TEXT).items) == 1


def test_differences_name_both_sides(lexicon):
    answer = {
        **FIRM,
        "type": "offer",
        "items": [{"item": "防护服", "quantity": 500, "unit": "套", "direction": "need"}],
        "deadline": None,
    }

    found = differences(read(TEXT, lexicon), check_second_reading(answer, TEXT))

    assert [(one.field, one.first, one.second) for one in found] == [
        ("type", "NEED", "OFFER"),
        ("item", "防护服 20套", "防护服 500套"),
        ("item", "医用外科口罩 500只", ""),
        ("deadline", "今晚8点前", ""),
    ]


def test_more_things_than_a_message_holds_are_left_out():
    answer = {**FIRM, "items": [{"item": "甲", "direction": "need"}] * 200}

    assert ("items", "more than 60 things, the rest was left") in reasons(answer)


def test_reader_types_are_the_rules_types():
    assert check_second_reading({**FIRM, "type": "INFO"}, TEXT).type is ReadingType.INFO
