"""Scan once, then look: the words read off a pattern stand in each of its matches, and a scan loses no match."""

import importlib
import pkgutil
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.engines import extraction
from qiao.engines.extraction import cued
from qiao.engines.extraction.cued import Cued, Marked, seen_in
from qiao.engines.extraction.needles import FILLERS, led, needles
from qiao.engines.extraction.normal import normalise

for _module in pkgutil.iter_modules(extraction.__path__):
    importlib.import_module(f"{extraction.__name__}.{_module.name}")
PATTERNS = [one.pattern for one in cued._KNOWN]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("被困|受困", {"被困", "受困"}),
        ("(?:急|亟)需", {"急需", "亟需"}),
        ("不(?:太)?急", {"不急", "不太急"}),
        ("求.{0,4}支援", {"支援"}),
        (r"\d+[^。]*(?:天|小时)内", {"天内", "小时内"}),
        ("需(?!要)", {"需"}),
        ("(?:医院|大医院)$", {"医院"}),
        ("life[- ]threatening", {"life"}),
    ],
)
def test_the_rarest_words_that_every_match_holds_are_read_off_a_pattern(pattern, words):
    assert needles(re.compile(pattern)) == words


@pytest.mark.parametrize("pattern", ["[^a]+", "(?:急需)?", r"\w", "急需|", "- "])
def test_no_words_are_told_of_a_pattern_that_can_do_without(pattern):
    assert needles(re.compile(pattern)) is None


def test_a_pattern_without_words_cannot_be_gated():
    with pytest.raises(ValueError, match="no words known"):
        Cued("[^a]+")


def test_no_word_holds_a_character_that_blanking_puts_in():
    assert all(not FILLERS & set(word) for one in cued._KNOWN for word in one.words)


# Some patterns take long to draw a match of, the more so beside other work.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_match_of_every_pattern_holds_one_of_its_words(data):
    cue = data.draw(st.sampled_from(cued._KNOWN))
    text = normalise(data.draw(st.from_regex(cue.pattern))).text
    found = cue.pattern.search(text)

    assert found is None or any(word in found[0] for word in cue.words)
    assert cue.search(text, seen_in(text)) is None if found is None else cue.search(text, seen_in(text))


@given(st.text(alphabet="急需要有求捐提供的口罩5台我们还缺没不够、。 ", max_size=40))
def test_a_marked_pattern_finds_in_each_part_what_the_pattern_finds(text):
    marked = Marked("(?:还|没|不)?(?:急需|需要|缺|求(?=[口5]))|我们(?:可以?)?提供|不够")

    for start in range(0, len(text), 7):
        expected = [found.span() for found in marked.pattern.finditer(text, start, start + 7)]
        assert [
            found.span() for found in marked.find_all(text, marked.marks(text), start, start + 7)
        ] == expected


def test_each_pattern_of_the_engine_is_gated_by_words_rather_than_by_every_text():
    assert len(PATTERNS) > 20
    assert not seen_in("今天天气好。")


@pytest.mark.parametrize(
    "pattern", ["(?:再)?不缺|已满足", r"\s?\d+天内|半天内", "(?:急|亟){1,2}需", "a|[bc]d"]
)
def test_a_look_at_the_next_character_changes_no_match(pattern):
    text = "我们再不缺水，已满足。 3天内、半天内，急急需 亟需 bd cd a"
    ahead = led(pattern)

    assert ahead.startswith("(?=[")
    assert [found.span() for found in re.finditer(ahead, text)] == [
        found.span() for found in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("pattern", ["[^a]b", "(?:急)?", ".急"])
def test_a_pattern_that_may_begin_with_anything_stays_as_it_is(pattern):
    assert led(pattern) == pattern
