"""How well a pasted chat is read, against the truth of the simulator. The bounds are loose; the figures are printed:

./qiao test tests/intake/test_draft_quality.py -s -n0
"""

import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_group_chat
from qiao.intake.lexicon import lexicon
from qiao.intake.pasted.known import repeats_of_lines
from qiao.intake.pasted.plan import SETTLED_BY_A_CALL
from qiao.intake.pasted.reading import Names, is_courtesy, read_line
from tests.conftest import NOW

SEEDS = range(7, 19)
LINES = 300


def chat_of(seed):
    start = timezone.localtime(NOW - timedelta(hours=8)).replace(tzinfo=None)
    chat = simulate_group_chat(
        seed, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[Hazard.FLOOD], start=start, messages=LINES
    )
    return [line for line in chat.lines if line.truth]


def first_of(likely, count):
    """Return for each message the first of those it is folded with."""
    first = {}
    for number in range(1, count + 1):
        found = likely.get(number)
        first[number] = first[found[0]["line"]] if found and found[0]["is_sure"] else number
    return first


@pytest.fixture
def counted(crisis, at_work):
    """Count, over all seeds, what was folded rightly, wrongly and not at all, and how kinds were read."""
    folds, kinds = Counter(), Counter()
    for seed in SEEDS:
        lines = chat_of(seed)
        names = Names.of(lexicon(), [line.text for line in lines])
        read = [read_line(line.text, line.sender, crisis=crisis, names=names) for line in lines]
        moments = [timezone.make_aware(line.at) for line in lines]
        first = first_of(
            repeats_of_lines(list(zip(range(1, len(lines) + 1), read, moments, strict=True)), []), len(lines)
        )
        for number, (line, reading) in enumerate(zip(lines, read, strict=True), start=1):
            truth = line.truth
            true_kind = "RUMOUR" if truth.rumour else "INFO" if truth.closed else truth.type
            kinds[true_kind, str(reading.kind)] += 1
            head = lines[first[number] - 1]
            is_folded = first[number] != number
            same = (head.truth.repeat_of or head.id) == (truth.repeat_of or line.id)
            folds[
                "right"
                if is_folded and same
                else "wrong"
                if is_folded
                else "missed"
                if truth.repeat_of
                else ""
            ] += 1
    return folds, kinds


def test_only_what_looking_can_settle_is_marked(crisis, at_work):
    lines = [line for seed in range(7, 11) for line in chat_of(seed)]
    names = Names.of(lexicon(), [line.text for line in lines])
    read = [read_line(line.text, line.sender, crisis=crisis, names=names) for line in lines]
    marked = sum(bool(set(one.doubts) - SETTLED_BY_A_CALL) for one in read)
    sys.stdout.write(f"\nto be looked at: {marked} of {len(lines)}\n")

    assert marked / len(lines) <= 0.2


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("【示例数据】急需冲锋舟，枫树那边", False),
        ("【示例数据】急需冲锋舟，地点：青禾镇中心小学", True),
        ("【示例数据】英山县急需冲锋舟，地点：青禾镇中心小学", False),
    ],
)
def test_a_place_that_is_told_and_not_found_is_looked_at(crisis, at_work, text, is_marked):
    reading = read_line(text, "", crisis=crisis, names=Names.of(lexicon(), [text]))

    assert ("place_unread" in reading.doubts) is is_marked


def share(kinds, kind):
    return kinds[kind, kind] / sum(count for (true, _read), count in kinds.items() if true == kind)


def test_what_is_folded_is_the_same_and_most_repeats_are_folded(counted):
    folds, kinds = counted
    precision = folds["right"] / (folds["right"] + folds["wrong"])
    recall = folds["right"] / (folds["right"] + folds["missed"])
    of_kind = {kind: round(share(kinds, kind), 3) for kind in ("NEED", "OFFER", "RUMOUR")}
    sys.stdout.write(f"\nfolding: precision {precision:.3f}, recall {recall:.3f}, {dict(folds)}\n")
    sys.stdout.write(f"kinds: {of_kind} {dict(kinds)}\n")

    assert precision >= 0.92
    assert recall >= 0.88


def test_asks_offers_and_rumours_are_told_apart(counted):
    _folds, kinds = counted

    assert share(kinds, "NEED") >= 0.95
    assert share(kinds, "OFFER") >= 0.95
    assert share(kinds, "RUMOUR") >= 0.9


def test_no_ask_and_no_offer_is_taken_for_small_talk(counted):
    _folds, kinds = counted

    assert kinds["NEED", "CHATTER"] + kinds["OFFER", "CHATTER"] + kinds["RUMOUR", "CHATTER"] == 0


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("收到，谢谢", True),
        ("👍👍", True),
        ("大家辛苦了，注意身体", True),
        ("收到，12号楼还有三位老人", False),
        ("早上六点雨停了，水位比昨晚低了二十公分", False),
        ("谢谢大家，今天的会议改到县医院门口，请各组长带名单来，别迟到", False),
    ],
)
def test_a_courtesy_is_short_and_has_no_figure(text, is_it):
    assert is_courtesy(text) is is_it
