"""Rosters at size: `./qiao bench roster [--volunteers 2000] [--shifts 500] [--seed 1] [--seconds 30]`.

Prints places filled, km, turns, cost, proven gap and seconds beside the plain roster that fills each shift with whoever is
nearest and free; checks both against the rules with code of its own. Ends with 1 where a rule is broken.
"""

import argparse
import itertools
import random
import sys
import time
from collections import defaultdict
from math import cos, radians

from qiao.engines.roster import Duty, Roster, Rules, ShiftAsked, Volunteer, draw
from qiao.engines.roster.costs import SCALE, matrices
from qiao.engines.roster.reasons import told

DAYS = 7
DAY = 24 * 60
PERIODS = ((7 * 60, 12 * 60), (12 * 60, 18 * 60), (18 * 60, 23 * 60))
SKILLS = (("DRIVING", 0.3), ("COOKING", 0.25), ("CARRYING", 0.6), ("NURSING", 0.05), ("PHONE", 0.4))
TOWNS = 30
WIDTH_KM = 50.0
KM_A_DEGREE = 111.2
CENTRE = (115.68, 30.73)


def instance(volunteers: int, shifts: int, seed: int) -> tuple[list[Volunteer], list[ShiftAsked]]:
    """Return invented people in the towns of a county, and a week of shifts: half of them ask for a skill."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    towns = [
        (CENTRE[0] + _degrees(chance, cos(radians(CENTRE[1]))), CENTRE[1] + _degrees(chance, 1.0))
        for _ in range(TOWNS)
    ]
    people = [
        Volunteer(
            f"v{number}",
            frozenset(name for name, share in SKILLS if chance.random() < share),
            tuple(
                (day * DAY + begin, day * DAY + end)
                for day in range(DAYS)
                for begin, end in PERIODS
                if chance.random() < 0.3
            ),
            _near(chance, chance.choice(towns)),
            served_minutes=chance.choice((0, 0, 0, 240, 480, 960)),
        )
        for number in range(volunteers)
    ]
    asked = []
    for number in range(shifts):
        begin, end = chance.choice(PERIODS)
        day = chance.randrange(DAYS)
        skill = chance.choices([*(name for name, _ in SKILLS), ""], [1, 1, 1, 1, 1, 5])[0]
        place = _near(chance, chance.choice(towns))
        asked.append(
            ShiftAsked(f"s{number}", day * DAY + begin, day * DAY + end, chance.randint(1, 6), skill, place)
        )
    return people, asked


def _degrees(chance: random.Random, shrink: float) -> float:
    return chance.uniform(-WIDTH_KM, WIDTH_KM) / 2 / KM_A_DEGREE / shrink


def _near(chance: random.Random, town: tuple[float, float]) -> tuple[float, float]:
    return town[0] + chance.gauss(0, 0.02), town[1] + chance.gauss(0, 0.02)


def broken(duties: list[Duty], people: list[Volunteer], shifts: list[ShiftAsked], rules: Rules) -> list[str]:
    """Return which rules a roster breaks; written apart from the engine."""
    person, shift = {one.id: one for one in people}, {one.id: one for one in shifts}
    wrong, of_person, of_shift = [], defaultdict(list), defaultdict(list)
    for duty in duties:
        who, what = person[duty.volunteer], shift[duty.shift]
        of_person[who.id].append(what)
        of_shift[what.id].append(who.id)
        if what.skill and what.skill not in who.skills:
            wrong.append(f"{who.id} lacks {what.skill}")
        if who.free is not None and not any(
            begin <= what.start and what.end <= end for begin, end in who.free
        ):
            wrong.append(f"{who.id} is not free for {what.id}")
        if duty.km is not None and duty.km > rules.most_km:
            wrong.append(f"{who.id} lives too far from {what.id}")
    for name, here in of_shift.items():
        if len(here) > shift[name].slots or len(set(here)) < len(here):
            wrong.append(f"{name} is overfilled")
    for name, held in of_person.items():
        held.sort(key=lambda one: one.start)
        wrong += [
            f"{name} has no rest"
            for one, other in itertools.pairwise(held)
            if other.start < one.end + rules.rest_minutes
        ]
        if len(held) > rules.most_shifts or sum(one.end - one.start for one in held) > rules.most_minutes:
            wrong.append(f"{name} serves too much")
    return wrong


def nearest_first(people: list[Volunteer], shifts: list[ShiftAsked], rules: Rules) -> Roster:
    """Return the roster a person would draw by hand: shift after shift in order of time, whoever is nearest and free."""
    whole = matrices(people, shifts, rules)
    held: dict[int, list[ShiftAsked]] = defaultdict(list)
    pairs = []
    for at in sorted(range(len(shifts)), key=lambda one: shifts[one].start):
        left = shifts[at].slots
        for person in whole.km[:, at].argsort(kind="stable"):
            if not left:
                break
            mine = held[int(person)]
            rests = all(
                shifts[at].start >= one.end + rules.rest_minutes
                or one.start >= shifts[at].end + rules.rest_minutes
                for one in mine
            )
            minutes = sum(one.end - one.start for one in mine) + shifts[at].end - shifts[at].start
            if (
                whole.may[person, at]
                and rests
                and len(mine) < rules.most_shifts
                and minutes <= rules.most_minutes
            ):
                mine.append(shifts[at])
                pairs.append((int(person), at))
                left -= 1
    turns = sum(len(mine) * (len(mine) - 1) // 2 for mine in held.values()) * round(rules.fair_km * SCALE)
    lacking = (sum(one.slots for one in shifts) - len(pairs)) * round(rules.empty_km * SCALE)
    cost = sum(int(whole.cost[pair]) for pair in pairs) + turns + lacking
    return told(pairs, people, shifts, rules, matrices_of=whole, cost=cost, bound=0)


def say(title: str, roster: Roster, seconds: float, shifts: list[ShiftAsked]) -> None:
    """Print one line of the table."""
    places = sum(one.slots for one in shifts)
    km = sum(duty.km or 0 for duty in roster.duties)
    most = max((duty.turn for duty in roster.duties), default=0)
    sys.stdout.write(
        f"{title:<10} {len(roster.duties):>6}/{places:<6} {km:>9.0f} {most:>5} {roster.cost_km:>10.0f}"
        f" {roster.bound_km or float('nan'):>10.0f} {roster.gap if roster.bound_km else float('nan'):>7.2%} {seconds:>8.1f}\n"
    )


def main(arguments: list[str]) -> int:
    """Draw one roster and print what is known of it."""
    parser = argparse.ArgumentParser(prog="./qiao bench roster", description=__doc__.splitlines()[0])
    parser.add_argument("--volunteers", type=int, default=2000)
    parser.add_argument("--shifts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args(arguments)
    people, shifts = instance(given.volunteers, given.shifts, given.seed)
    rules = Rules()
    sys.stdout.write(
        f"{'roster':<10} {'filled':>13} {'km':>9} {'turns':>5} {'cost km':>10} {'bound km':>10} {'gap':>7} {'seconds':>8}\n"
    )
    began = time.monotonic()
    plain = nearest_first(people, shifts, rules)
    say("nearest", plain, time.monotonic() - began, shifts)
    began = time.monotonic()
    drawn = draw(people, shifts, rules, seconds=given.seconds, seed=given.seed)
    say("CP-SAT", drawn, time.monotonic() - began, shifts)
    wrong = [
        *broken(list(plain.duties), people, shifts, rules),
        *broken(list(drawn.duties), people, shifts, rules),
    ]
    sys.stdout.write(
        "".join(f"broken: {one}\n" for one in wrong[:20])
        or "rules kept: skill, free time, way, rest, limits\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
