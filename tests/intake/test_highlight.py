from hypothesis import given
from hypothesis import strategies as st

from qiao.intake.highlight import FIELDS, fields_of, segments

texts = st.text(alphabet="英山县口罩200只 ", max_size=40)
marks = st.lists(st.tuples(st.sampled_from(FIELDS), st.integers(-3, 45), st.integers(-3, 45)), max_size=8)


@given(texts, marks)
def test_segments_put_together_are_the_text(text, marks):
    assert "".join(one.text for one in segments(text, marks)) == text


@given(texts, marks)
def test_a_character_is_lit_exactly_when_a_span_covers_it(text, marks):
    lit = [one.field != "" for one in segments(text, marks) for _ in one.text]

    assert lit == [any(start <= place < end for _, start, end in marks) for place in range(len(text))]


def test_where_two_fields_overlap_the_thing_gives_the_colour():
    lit = segments("英山县口罩", [("place", 0, 5), ("item", 3, 5)])

    assert [(one.text, one.field) for one in lit] == [("英山县", "place"), ("口罩", "item")]


def test_the_legend_names_each_lit_field_once():
    lit = segments("口罩和口罩", [("item", 0, 2), ("item", 3, 5)])

    assert fields_of(lit) == ["item"]


def test_an_unknown_field_lights_nothing():
    assert [one.field for one in segments("口罩", [("colour", 0, 2)])] == [""]
