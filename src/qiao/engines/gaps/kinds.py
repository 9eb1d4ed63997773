"""New kinds of need: what people ask for that no category holds, for a person to name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.phrases import ASKING, asked_for, blanked
from qiao.engines.gaps.records import Action
from qiao.engines.gaps.wording import DO

LIMIT = 30
"""Terms listed; a person names them one by one."""

LEAST = 2
"""Tellings below which a term is one person's word."""

EXPLAINED = 0.5
"""What a telling weighs that a known category explains in part: people ask for several things at once."""

_LONGEST, _SHORTEST, _SAME = 6, 2, 40
_VERBS = frozenset("断停失没被寻找求缺")


class KindAxis(StrEnum):
    """What makes a term a need: a thing asked for, something that must be done, for whom."""

    OBJECT = "OBJECT"
    VERB = "VERB"
    GROUP = "GROUP"


@dataclass(frozen=True, slots=True)
class Voice:
    """Something somebody asked for, in their own words.

    Attributes
    ----------
    category
        Code of the known category it was put into; None where there is none.
    groups
        Groups of 突发事件应对法 art. 11 it names: (code, start, end) of the characters that name it.
    """

    id: str
    text: str
    place: str | None = None
    category: str | None = None
    groups: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Where a term stands in a voice: characters [start, end) of its text."""

    voice: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NewKind:
    """A term that may be a kind of need nobody has a category for.

    Attributes
    ----------
    term
        As people write it; for a group the commonest word.
    variants
        Longer or other words that go with it, commonest first.
    group
        Code of the group, on the axis GROUP only.
    tellings
        Different texts; copies count once.
    unexplained
        Tellings in which no mapped term stands and which have no category.
    voices
        Ids of all voices, copies included.
    places
        (place, voices), most first.
    groups
        (code, voices) of the groups named beside it, most first.
    """

    axis: KindAxis
    term: str
    variants: tuple[str, ...]
    group: str | None
    tellings: int
    unexplained: int
    voices: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]
    action: Action
    reason: Reason


@dataclass(slots=True)
class _Telling:
    """One text and everybody who sent it."""

    voice: Voice
    copies: list[Voice]
    phrases: dict[str, bool]
    explained: bool


def _tellings(voices: Iterable[Voice], mapped: "_Terms") -> list[_Telling]:
    """Join copies, in order of ids; a text that asks for nothing is left out."""
    by_beginning: dict[str, _Telling] = {}
    seen: set[str] = set()
    for voice in sorted(voices, key=lambda one: one.id):
        if voice.id in seen:
            raise ValueError(f"{voice.id}: two voices of one id.")
        seen.add(voice.id)
        beginning = "".join(blanked(voice.text).split())[:_SAME]
        known = by_beginning.get(beginning)
        if known:
            known.copies.append(voice)
            known.explained = known.explained or voice.category is not None
        else:
            explained = voice.category is not None or mapped.stands_in(voice.text)
            by_beginning[beginning] = _Telling(voice, [voice], asked_for(voice.text), explained)
    return [one for one in by_beginning.values() if one.phrases]


class _Terms:
    """Terms that are known already, asked both ways round."""

    def __init__(self, terms: Collection[str]) -> None:
        self.terms = sorted({term for term in terms if term})

    def stands_in(self, text: str) -> bool:
        return any(term in text for term in self.terms)

    def covers(self, word: str) -> bool:
        return any(word in term or term in word for term in self.terms)


def _parts(phrase: str) -> Iterator[str]:
    for start in range(len(phrase)):
        for end in range(start + _SHORTEST, min(len(phrase), start + _LONGEST) + 1):
            yield phrase[start:end]


def _candidates(tellings: list[_Telling], known: _Terms, least: int) -> dict[str, set[int]]:
    """Return the terms set apart often enough → the tellings that ask for something with that term in it."""
    apart = Counter(phrase for one in tellings for phrase, whole in one.phrases.items() if whole)
    terms = {
        term
        for term, times in apart.items()
        if times >= least and len(term) <= _LONGEST and not ASKING.search(term) and not known.covers(term)
    }
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(tellings):
        for phrase in one.phrases:
            for part in _parts(phrase):
                if part in terms:
                    found[part].add(number)
    return dict(found)


def _by_cover(found: Mapping[str, set[int]], weights: list[float], limit: int) -> list[tuple[str, float]]:
    """Order terms so that each covers most of what those before it left; equal ones by length and word."""
    left = {term: set(numbers) for term, numbers in found.items()}
    order: list[tuple[str, float]] = []
    while left and len(order) < limit:
        gain = {term: sum(weights[number] for number in numbers) for term, numbers in left.items()}
        best = min(left, key=lambda term: (-gain[term], -len(term), term))
        if gain[best] <= 0:
            break
        covered = left.pop(best)
        order.append((best, gain[best]))
        left = {term: rest for term, numbers in left.items() if (rest := numbers - covered)}
    return order


def _examples(term: str, tellings: list[_Telling], numbers: Iterable[int]) -> tuple[Example, ...]:
    examples = []
    for number in numbers:
        voice = tellings[number].voice
        at = voice.text.find(term)
        if at >= 0:
            examples.append(Example(voice.id, at, at + len(term)))
    return tuple(examples[:2])


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _kind(
    axis: KindAxis,
    term: str,
    variants: tuple[str, ...],
    group: str | None,
    tellings: list[_Telling],
    numbers: list[int],
) -> NewKind:
    copies = [voice for number in numbers for voice in tellings[number].copies]
    unexplained = sum(not tellings[number].explained for number in numbers)
    places = _most(Counter(voice.place for voice in copies if voice.place is not None))
    groups = _most(Counter(code for voice in copies for code in {code for code, _, _ in voice.groups}))
    action = Action.DRAFT_ITEM if groups and len(places) > 1 else Action.OPEN_TASK
    named = "、".join(code for code, _ in groups[:3])
    return NewKind(
        axis=axis,
        term=term,
        variants=variants,
        group=group,
        tellings=len(numbers),
        unexplained=unexplained,
        voices=tuple(sorted(voice.id for voice in copies)),
        places=places,
        groups=groups,
        examples=_examples(term, tellings, numbers),
        action=action,
        reason=Reason(
            f"{len(numbers)} 条不同的信息提到“{term}”，其中 {unexplained} 条没有任何已有类别能说明，来自 {len(places)} 处"
            + (f"，涉及 {named}" if named else "")
            + f"。请判断：并入已有类别、新类别，或不是需求。{DO[action].zh}",
            f"{len(numbers)} different messages say “{term}”, {unexplained} of them explained by no known category,"
            f" from {len(places)} places"
            + (f", naming {named.replace('、', ', ')}" if named else "")
            + f". Decide: merge, a new category, or not a need. {DO[action].en}",
        ),
    )


def _groups(
    tellings: list[_Telling], known: _Terms, weights: list[float]
) -> list[tuple[float, str, Counter[str], list[int]]]:
    """Return each group that no mapped term names: weight, code, its words, the tellings."""
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(tellings):
        for code, start, end in one.voice.groups:
            word = one.voice.text[start:end]
            if word and not known.covers(word):
                words[code][word] += 1
                found[code].add(number)
    return [
        (sum(weights[number] for number in numbers), code, words[code], sorted(numbers))
        for code, numbers in found.items()
    ]


def new_kinds(
    voices: Iterable[Voice],
    mapped: Collection[str],
    *,
    decided: Collection[str] = (),
    least: int = LEAST,
    limit: int = LIMIT,
) -> list[NewKind]:
    """List terms that may be a kind of need without a category, for a person to name.

    A term is what stands after a verb of need (急需, 缺, 求, 寻找 …), a verb of need with one character (寻人), an
    inability (联系不上), or a group of people (art. 11) whom no mapped term names.

    Parameters
    ----------
    voices
        In any order; copies of one text (equal in their first 40 characters) count once.
    mapped
        Terms of the known categories. A candidate that holds one, or stands inside one, is left out.
    decided
        Terms a person has decided upon; left out likewise.
    least
        Tellings a term needs. Default 2.
    limit
        Most terms to list. Default 30.

    Returns
    -------
    list[NewKind]
        First the term that covers most of what no category explains, then the one that covers most of the
        rest, and so on; groups of people stand among them by their own tellings.

    Raises
    ------
    ValueError
        When an id stands twice, or `least` or `limit` is below 1.
    """
    if least < 1 or limit < 1:
        raise ValueError("least and limit must be at least 1.")
    tellings = _tellings(voices, _Terms(mapped))
    known = _Terms([*mapped, *decided])
    weights = [EXPLAINED if one.explained else 1.0 for one in tellings]
    found = _candidates(tellings, known, least)
    variants = {
        term: tuple(sorted(other for other in found if term in other and term != other)) for term in found
    }
    ranked = [
        (
            gain,
            _kind(
                KindAxis.VERB if term[0] in _VERBS or "不" in term else KindAxis.OBJECT,
                term,
                tuple(sorted(variants[term], key=lambda other: (-len(found[other]), other))),
                None,
                tellings,
                sorted(found[term]),
            ),
        )
        for term, gain in _by_cover(found, weights, limit)
    ]
    for weight, code, words, numbers in _groups(tellings, known, weights):
        if len(numbers) < least:
            continue
        common, *others = sorted(words, key=lambda word: (-words[word], word))
        ranked.append((weight, _kind(KindAxis.GROUP, common, tuple(others), code, tellings, numbers)))
    ranked.sort(key=lambda one: (-one[0], one[1].axis, one[1].term))
    return [kind for _, kind in ranked[:limit]]
