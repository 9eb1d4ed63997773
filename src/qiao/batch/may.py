"""What may an organisation do for money on a day: the answer of the law, without a server or a database."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from qiao.batch.tables import table_bytes
from qiao.engines.eligibility import (
    DISCLAIMER,
    ROUTE_NAMES,
    STANDING_NAMES,
    Applicant,
    Certificate,
    CoLaunchPapers,
    LegalForm,
    Reason,
    Route,
    answer_rows,
    in_language,
    open_questions,
    routes,
)

SUFFIXES = (".csv", ".xlsx")
WORDS = {
    "next": Reason("下一步：", "Next: "),
    "missing": Reason("还缺：", "Missing: "),
    "earliest": Reason("最早：", "Earliest: "),
    "duties": Reason("走这条路要做到：", "Duties: "),
    "fines": Reason("违反的后果：", "Fines: "),
    "open": Reason("尚有疑问：", "Open question: "),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every route with its reason, papers, duties and articles; return 2 for a day before the first law."""
    given = _parser().parse_args(arguments)
    try:
        found = routes(_applicant(given), given.on)
    except ValueError:
        sys.stderr.write("规则表从 2016-09-01《慈善法》施行起。 The table of rules begins on 2016-09-01.\n")
        return 2
    if given.output:
        rows = list(answer_rows(found, given.language))
        given.output.write_bytes(table_bytes(rows[0], rows[1:], given.output.suffix.lower()))
    sys.stdout.write("".join(f"{line}\n" for line in _said(found, given)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./qiao may",
        description="依法可以怎样筹款和行动 / what an organisation may do for money on a day",
    )
    day = date.fromisoformat
    forms = [form.value for form in LegalForm]
    parser.add_argument("--form", type=str.upper, required=True, choices=forms, help="法律形式 / legal form")
    parser.add_argument("--registered", type=day, metavar="DAY", help="登记日期 / day of registration")
    parser.add_argument("--charity-since", type=day, metavar="DAY", help="认定为慈善组织 / a charity since")
    parser.add_argument(
        "--certificate",
        type=_certificate,
        action="append",
        default=[],
        metavar="FROM[:TO]",
        help="公开募捐资格证书 / public-fundraising certificate",
    )
    papers = parser.add_argument_group("联合公募的材料 / papers of a co-launch")
    papers.add_argument("--partner", action="store_true", help="合作方有资格 / the partner is qualified")
    papers.add_argument("--assessed", action="store_true", help="已评估 / assessed by it")
    papers.add_argument("--agreement", action="store_true", help="有书面协议 / written agreement")
    papers.add_argument("--in-plan", action="store_true", help="方案载明 / named in the plan")
    parser.add_argument("--on", type=day, required=True, metavar="DAY", help="问哪一天 / the day asked about")
    parser.add_argument("--language", choices=["zh", "en"], default="zh", help="语言 / language")
    parser.add_argument("--output", type=_table, metavar="FILE", help="另存为表格 / also as .csv or .xlsx")
    return parser


def _certificate(given: str) -> Certificate:
    first, _, last = given.partition(":")
    return Certificate(date.fromisoformat(first), date.fromisoformat(last) if last else None)


def _table(given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(f"{' / '.join(SUFFIXES)}")
    return path


def _applicant(given: argparse.Namespace) -> Applicant:
    return Applicant(
        LegalForm(given.form),
        registered_on=given.registered,
        charity_since=given.charity_since,
        certificates=tuple(given.certificate),
        co_launch=CoLaunchPapers(given.partner, given.assessed, given.agreement, given.in_plan),
    )


def _said(found: Sequence[Route], given: argparse.Namespace) -> Iterator[str]:
    def say(reason: Reason | None) -> str:
        return in_language(reason, given.language)

    for number, route in enumerate(found, start=1):
        yield f"{number}. {say(ROUTE_NAMES[route.code])} [{say(STANDING_NAMES[route.standing])}]"
        yield f"   {say(route.reason)}"
        yield f"   {say(WORDS['next'])}{say(route.next_step)}"
        if route.missing:
            between = "; " if given.language == "en" else "；"
            yield f"   {say(WORDS['missing'])}{between.join(say(paper) for paper in route.missing)}"
        if route.earliest_on and route.earliest_on > given.on:
            yield f"   {say(WORDS['earliest'])}{route.earliest_on}"
        for word, rules in (("duties", route.duties), ("fines", route.fines)):
            if rules:
                yield f"   {say(WORDS[word])}"
                yield from (f"   - {say(rule.says)} {rule.citation}" for rule in rules)
        yield ""
    for question in open_questions(given.on):
        yield f"{say(WORDS['open'])}{say(question.question)} [{question.source}]"
    yield say(DISCLAIMER)


if __name__ == "__main__":
    sys.exit(main())
