"""How readings are compared with labels: precision, recall, F1, accuracy, and what was taken for what."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from bench._extraction_sets import Row
from qiao.engines.extraction import ItemReading, PhoneKind, QuantityKind, Reading

Miss = tuple[str, str, str, str]
"""Key of the message, field, truth, found."""


class Score:
    """Hits, false finds and misses of one field."""

    def __init__(self) -> None:
        self.hit = self.false = self.missed = 0

    def add(self, hit: int, found: int, truth: int) -> None:
        """Count one message."""
        self.hit += hit
        self.false += found - hit
        self.missed += truth - hit

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hit / max(1, 2 * self.hit + self.false + self.missed)

    def __str__(self) -> str:
        precision = self.hit / max(1, self.hit + self.false)
        recall = self.hit / max(1, self.hit + self.missed)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}  ({self.hit}/{self.hit + self.missed})"


Found = tuple[str, int | None, str | None]
"""Name, quantity, unit."""


def _plain(name: str) -> str:
    return "".join(name.split()).lower().replace("（", "(").replace("）", ")")


def _exact_name(found: Found, truth: Row) -> bool:
    return _plain(found[0]) == _plain(truth["item"])


def _same_name(found: Found, truth: Row) -> bool:
    one, other = _plain(found[0]), _plain(truth["item"])
    return one in other or other in one


def _with_quantity(found: Found, truth: Row) -> bool:
    return _same_name(found, truth) and found[1] == truth["quantity"]


def _with_unit(found: Found, truth: Row) -> bool:
    return _with_quantity(found, truth) and (found[2] or None) == (truth["unit"] or None)


MATCHES: dict[str, Callable[[Found, Row], bool]] = {
    "item, exact name": _exact_name,
    "item, one name holds the other": _same_name,
    "item + quantity": _with_quantity,
    "item + quantity + unit": _with_unit,
}


def pair(
    found: list[Found], truth: list[Row], same: Callable[[Found, Row], bool]
) -> tuple[list[Row], list[Found]]:
    """Return the labels matched, each at most once, and the things found that match none."""
    free, extra = list(truth), []
    for item in found:
        # An equal name first, so that 水 does not take the place of 饮用水; what is asked for before the optional.
        ranked = sorted(
            free, key=lambda label, item=item: (not _exact_name(item, label), "optional" in label)
        )  # type: ignore[misc]
        match = next((label for label in ranked if same(item, label)), None)
        if match is None:
            extra.append(item)
        else:
            free.remove(match)
    return [label for label in truth if label not in free], extra


def things(readings: Iterable[Reading]) -> list[Found]:
    """Return the things that readings ask for or offer."""

    def wanted(item: ItemReading) -> bool:
        return item.quantity_kind is not QuantityKind.NONE

    return [(i.item_text, i.quantity, i.unit) for one in readings for i in one.items if wanted(i)]


_NAIVE = re.compile(
    r"([\u4e00-\u9fa5a-zA-Z0-9]{2,12}?)[：: ]?(\d+(?:\.\d+)?)\s?(万)?(个|只|套|件|箱|包|盒|瓶|支|台|双|副|条|张|吨|斤|艘|顶|份|桶|袋|辆|人)"
)


def naive(text: str) -> list[Found]:
    """Return what a plain regular expression finds: a word, a number, a unit."""
    return [
        (found[1], int(float(found[2]) * (10_000 if found[3] else 1)), found[4])
        for found in _NAIVE.finditer(text)
    ]


class Scores:
    """Scores of one set of messages, with what was missed."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.items = {name: Score() for name in MATCHES}
        self.naive = Score()
        self.phones, self.verified = Score(), Score()
        self.right: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.confused: Counter[tuple[str, str, str]] = Counter()
        self.misses: list[Miss] = []

    def add(self, row: Row, readings: list[Reading]) -> None:
        """Count one message in every field that its label tells."""
        if row.get("items") is not None:
            self._add_items(row, things(readings))
        first = readings[0] if readings else None
        if "phones" in row:
            mobiles = {one.number for one in first.phones if one.kind is PhoneKind.MOBILE} if first else set()
            self.phones.add(len(mobiles & set(row["phones"])), len(mobiles), len(row["phones"]))
            if mobiles ^ set(row["phones"]):
                self._miss(row, "phones", len(row["phones"]), len(mobiles))
        if "stated_verified" in row:
            found = first is not None and first.stated_verified
            self.verified.add(found and row["stated_verified"], found, row["stated_verified"])
            if found != row["stated_verified"]:
                self._miss(row, "stated_verified", row["stated_verified"], found)
        self._add_fields(row, first)

    def _add_items(self, row: Row, found: list[Found]) -> None:
        truth: list[Row] = row["items"]
        asked = [label for label in truth if "optional" not in label]
        for name, same in MATCHES.items():
            matched, extra = pair(found, truth, same)
            hit = sum("optional" not in label for label in matched)
            self.items[name].add(hit, hit + len(extra), len(asked))
        matched, extra = pair(naive(row["text"]), truth, _with_unit)
        hit = sum("optional" not in label for label in matched)
        self.naive.add(hit, hit + len(extra), len(asked))
        matched, extra = pair(found, truth, _with_unit)
        lost = [label for label in asked if label not in matched]
        if lost or extra:
            told = " ".join(f"{i['item']}/{i['quantity']}/{i['unit']}" for i in lost)
            self._miss(row, "items", told, " ".join(f"{n}/{q}/{u}" for n, q, u in extra))

    def _add_fields(self, row: Row, first: Reading | None) -> None:
        kinds = first.kinds if first else ()
        found: dict[str, Any] = {
            "type": first.type.value.lower() if first else "info",
            "urgency": first.urgency if first else 0,
            "county": first.place.code[:6] if first and first.place else None,
            "kinds": bool(set(kinds) & set(row.get("kinds", ()))) or not (kinds or row.get("kinds")),
        }
        truth: dict[str, Any] = {
            "type": row.get("type"),
            "urgency": row.get("urgency"),
            "county": row.get("adcode"),
        }
        truth["kinds"] = True if "kinds" in row else None
        for field, told in truth.items():
            if told is None:
                continue
            right = (
                (found[field] in told or not (found[field] or told))
                if field == "county"
                else found[field] == told
            )
            self.asked[field] += 1
            self.right[field] += right
            if not right:
                self.confused[field, str(told), str(found[field])] += field != "county"
                self._miss(row, field, told, kinds if field == "kinds" else found[field])
        if truth["county"]:
            self.asked["county, where told"] += 1
            self.right["county, where told"] += found["county"] in truth["county"]

    def _miss(self, row: Row, field: str, told: object, found: object) -> None:
        self.misses.append((row["key"], field, str(told), str(found)))

    def print(self) -> None:
        """Print the scores of the set."""
        print(f"\n{self.title}")
        if self.items["item + quantity"].hit + self.items["item + quantity"].missed:
            for name, score in self.items.items():
                print(f"  {name:34} {score}")
            print(f"  {'(peer: a plain regex, all three)':34} {self.naive}")
        for name, score in (("phones (mobile)", self.phones), ("stated verified", self.verified)):
            if score.hit + score.missed:
                print(f"  {name:34} {score}")
        for field, asked in self.asked.items():
            print(f"  {field:34} {self.right[field]}/{asked} = {self.right[field] / asked:.3f}")
        for (field, told, found), times in self.confused.most_common():
            if times > 1 and field != "kinds":
                print(f"    {field}: {told} taken for {found}, {times} times")
