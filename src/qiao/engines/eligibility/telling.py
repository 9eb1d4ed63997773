"""An answer as the rows of a table, for a page, a file or a terminal."""

from collections.abc import Iterable, Iterator

from qiao.engines.eligibility.applicant import Route, RouteCode, Standing
from qiao.engines.eligibility.law import Reason

ROUTE_NAMES = {
    RouteCode.PUBLIC_CAMPAIGN: Reason("公开募捐", "Public campaign"),
    RouteCode.DIRECTED_APPEAL: Reason("定向募捐（向会员）", "Directed appeal to members"),
    RouteCode.CO_LAUNCH: Reason("联合公募", "Co-launch with a qualified charity"),
    RouteCode.GRANT_APPLICATION: Reason(
        "申请资助、政府购买服务", "Application to government or a foundation"
    ),
    RouteCode.VOLUNTEER_SERVICE: Reason("志愿服务", "Volunteer service"),
    RouteCode.MUTUAL_HELP: Reason("互助互济", "Mutual help"),
}
STANDING_NAMES = {
    Standing.OPEN: Reason("可行", "open"),
    Standing.MAY_APPLY: Reason("可以申请", "may apply"),
    Standing.PAPERS_MISSING: Reason("缺材料", "papers missing"),
    Standing.NOT_YET: Reason("时间未到", "not yet"),
    Standing.CLOSED: Reason("现在不可行", "closed now"),
}
HEADS = (
    Reason("途径", "Route"),
    Reason("结论", "Standing"),
    Reason("理由", "Reason"),
    Reason("下一步", "Next step"),
    Reason("还缺", "Missing"),
    Reason("最早", "Earliest"),
    Reason("义务", "Duties"),
    Reason("违反的后果", "Fines"),
    Reason("条文", "Articles"),
)


def in_language(reason: Reason | None, language: str) -> str:
    """Return the sentence in English where `language` begins with en, else in Chinese; "" for None."""
    if reason is None:
        return ""
    return reason.en if language.startswith("en") else reason.zh


def answer_rows(found: Iterable[Route], language: str) -> Iterator[list[str]]:
    """Yield the head, then one row a route, in the order of `HEADS`; dates in ISO 8601, "" where there is none."""
    between = "; " if language.startswith("en") else "；"

    def said(reasons: Iterable[Reason]) -> str:
        return between.join(in_language(one, language) for one in reasons)

    yield [in_language(head, language) for head in HEADS]
    for route in found:
        yield [
            in_language(ROUTE_NAMES[route.code], language),
            in_language(STANDING_NAMES[route.standing], language),
            in_language(route.reason, language),
            in_language(route.next_step, language),
            said(route.missing),
            route.earliest_on.isoformat() if route.earliest_on else "",
            said(rule.says for rule in route.duties),
            said(rule.says for rule in route.fines),
            between.join(
                dict.fromkeys(rule.citation for rule in (*route.rules, *route.duties, *route.fines))
            ),
        ]
