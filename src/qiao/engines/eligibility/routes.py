"""From an organisation and a day to every lawful route to resources, open or not, with the reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.engines.eligibility.calendar import add_years
from qiao.engines.eligibility.rules import DISCLAIMER, LAW_2016_FROM, Reason, Rule, rule_on, versions


class LegalForm(StrEnum):
    """Legal forms of social organisations; none of them decides eligibility (慈善法 art. 8, 22)."""

    ASSOCIATION = "ASSOCIATION"
    FOUNDATION = "FOUNDATION"
    SERVICE_AGENCY = "SERVICE_AGENCY"
    UNREGISTERED = "UNREGISTERED"


class RouteCode(StrEnum):
    """The lawful routes, in the order shown."""

    PUBLIC_CAMPAIGN = "PUBLIC_CAMPAIGN"
    DIRECTED_APPEAL = "DIRECTED_APPEAL"
    CO_LAUNCH = "CO_LAUNCH"
    GRANT_APPLICATION = "GRANT_APPLICATION"
    VOLUNTEER_SERVICE = "VOLUNTEER_SERVICE"
    MUTUAL_HELP = "MUTUAL_HELP"


class Standing(StrEnum):
    """How far a route is open on the day asked about."""

    OPEN = "OPEN"
    MAY_APPLY = "MAY_APPLY"
    PAPERS_MISSING = "PAPERS_MISSING"
    NOT_YET = "NOT_YET"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A public-fundraising certificate; `valid_to` is its last day, None where it states none."""

    valid_from: date
    valid_to: date | None = None

    def valid_on(self, on: date) -> bool:
        """Tell whether it covers that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CoLaunchPapers:
    """What exists of a co-launch with a qualified charity."""

    partner_is_qualified: bool = False
    is_assessed: bool = False
    has_written_agreement: bool = False
    is_named_in_plan: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """The organisation that asks.

    Attributes
    ----------
    registered_on
        Registration as a social organisation; None while unregistered.
    charity_since
        Day it was registered or recognised **as a charity**; None while it is not one. The waiting period
        of F1 runs from here (慈善组织公开募捐管理办法 art. 5, orders 59 and 74).
    certificates
        Public-fundraising certificates, past and present.
    co_launch
        Papers of a planned co-launch.
    """

    form: LegalForm
    registered_on: date | None = None
    charity_since: date | None = None
    certificates: tuple[Certificate, ...] = ()
    co_launch: CoLaunchPapers = CoLaunchPapers()


@dataclass(frozen=True, slots=True)
class Route:
    """One way to resources on one day.

    Attributes
    ----------
    rules
        Versions of the law the answer rests on.
    missing
        Papers to obtain before the route is open.
    earliest_on
        First day on which the next step may be taken (for a public campaign: the application); None where it
        cannot be known.
    warning
        What happens to those who go ahead all the same, where the law says so.
    """

    code: RouteCode
    standing: Standing
    reason: Reason
    rules: tuple[Rule, ...] = ()
    missing: tuple[Reason, ...] = ()
    earliest_on: date | None = None
    warning: Reason | None = None
    disclaimer: Reason = DISCLAIMER

    @property
    def citations(self) -> tuple[str, ...]:
        """Law and article of every rule used."""
        return tuple(rule.citation for rule in self.rules)


_CERTIFICATE = Reason("公开募捐资格证书", "public-fundraising certificate")
_RECOGNITION = Reason("慈善组织登记或认定", "registration or recognition as a charity")
_REGISTRATION = Reason("社会组织登记", "registration as a social organisation")
_PLAN = Reason("已备案的募捐方案", "campaign plan on file")


def _rules(on: date, *codes: str) -> tuple[Rule, ...]:
    return tuple(rule for code in codes if (rule := rule_on(code, on)) is not None)


def _says(rules: tuple[Rule, ...], zh: str, en: str) -> Reason:
    cited = "；".join(rule.citation for rule in rules)
    return Reason(f"{zh}（{cited}）" if cited else zh, f"{en} ({cited})" if cited else en)


def _application_day(charity_since: date) -> date | None:
    """Return the first day on which any version of F1 allows this charity to apply."""
    days = []
    for rule in versions("F1"):
        day = max(add_years(charity_since, rule.numbers["years"]), rule.valid_from)
        if rule.in_force(day):
            days.append(day)
    return min(days, default=None)


def _public(applicant: Applicant, on: date) -> Route:
    rules = _rules(on, "F1", "F3", "F8")
    basis, warning = rules[:1], rules[2].says
    if any(certificate.valid_on(on) for certificate in applicant.certificates):
        return Route(
            RouteCode.PUBLIC_CAMPAIGN,
            Standing.OPEN,
            _says(basis, "公开募捐资格证书当日有效，可以公开募捐。", "The certificate is valid on that day."),
            rules[:2],
            (_PLAN,),
            on,
        )
    if applicant.charity_since is None or applicant.charity_since > on:
        reason = _says(
            basis,
            "不是慈善组织，不能公开募捐；先取得慈善组织登记或认定。",
            "Not a charity on that day, so no public fundraising; obtain registration or recognition first.",
        )
        missing: tuple[Reason, ...] = (_RECOGNITION, _CERTIFICATE)
        if applicant.form is LegalForm.UNREGISTERED:
            missing = (_REGISTRATION, *missing)
        return Route(RouteCode.PUBLIC_CAMPAIGN, Standing.CLOSED, reason, rules, missing, warning=warning)
    earliest = _application_day(applicant.charity_since)
    years = rules[0].numbers["years"]
    since = applicant.charity_since.isoformat()
    if earliest is None or earliest > on:
        zh = f"成为慈善组织（{since}）未满{years}年，最早 {earliest} 可以申请证书；此前不能公开募捐。"
        en = f"A charity since {since}, less than {years} year(s); it may apply from {earliest}, not raise before."
        standing = Standing.NOT_YET
    else:
        zh = f"成为慈善组织（{since}）已满{years}年，可以申请证书；取得证书之前不能公开募捐。"
        en = f"A charity since {since}, at least {years} year(s); it may apply, and may not raise until certified."
        standing = Standing.MAY_APPLY
    return Route(
        RouteCode.PUBLIC_CAMPAIGN, standing, _says(basis, zh, en), rules, (_CERTIFICATE,), earliest, warning
    )


def _directed(applicant: Applicant, on: date) -> Route:
    rules = _rules(on, "F6")
    if applicant.charity_since is not None and applicant.charity_since <= on:
        reason = _says(
            rules,
            "可以向发起人、理事会成员和会员定向募捐；不得用公开募捐的方式。",
            "May appeal to founders, council and members; not by public means.",
        )
        return Route(
            RouteCode.DIRECTED_APPEAL, Standing.OPEN, reason, rules, earliest_on=applicant.charity_since
        )
    reason = _says(
        rules,
        "定向募捐只限慈善组织；当日还不是慈善组织。",
        "A directed appeal is for charities only, and it was not one on that day.",
    )
    return Route(
        RouteCode.DIRECTED_APPEAL,
        Standing.CLOSED,
        reason,
        rules,
        (_RECOGNITION,),
        applicant.charity_since,
    )


def _co_launch_missing(papers: CoLaunchPapers, rule: Rule) -> tuple[Reason, ...]:
    asked = [
        (
            papers.partner_is_qualified,
            Reason("有公开募捐资格的合作慈善组织", "a charity with a valid certificate"),
        ),
        (papers.has_written_agreement, Reason("书面合作协议", "written agreement")),
    ]
    if rule.valid_from > LAW_2016_FROM:
        asked += [
            (papers.is_assessed, Reason("对合作方的评估", "assessment of the partner")),
            (papers.is_named_in_plan, Reason("募捐方案载明合作方", "partner named in the campaign plan")),
        ]
    return tuple(paper for is_there, paper in asked if not is_there)


def _co_launch(applicant: Applicant, on: date) -> Route:
    rules = _rules(on, "F2")
    missing = _co_launch_missing(applicant.co_launch, rules[0])
    zh = "可以与有资格的慈善组织联合发起，由对方公开募捐、收款、记账；自己不得公开募捐。"
    en = "May co-launch with a qualified charity, which alone raises, receives and books the money."
    return Route(
        RouteCode.CO_LAUNCH,
        Standing.PAPERS_MISSING if missing else Standing.OPEN,
        _says(rules, zh, en),
        rules,
        missing,
        on,
    )


def _always(code: RouteCode, on: date, reason: Reason, *rule_codes: str) -> Route:
    rules = _rules(on, *rule_codes)
    return Route(code, Standing.OPEN, _says(rules, reason.zh, reason.en), rules, earliest_on=on)


def routes(organization: Applicant, event_on: date) -> list[Route]:
    """Return every route to resources for an organisation on a day, open or not, each with its reason.

    Parameters
    ----------
    organization
        The organisation that asks, as it stands on the record.
    event_on
        The day asked about; the law in force on that day is applied, on or after 2016-09-01.

    Returns
    -------
    list[Route]
        One for each `RouteCode`, in its order. Co-launch, grant application, volunteer service and mutual help
        are always listed.

    Raises
    ------
    ValueError
        When `event_on` lies before the first law of the table.

    Notes
    -----
    A year is complete on its corresponding day (registered 2019-01-10: one year on 2020-01-10).
    """
    if event_on < LAW_2016_FROM:
        raise ValueError("No rule of the table was in force before 2016-09-01.")
    return [
        _public(organization, event_on),
        _directed(organization, event_on),
        _co_launch(organization, event_on),
        _always(
            RouteCode.GRANT_APPLICATION,
            event_on,
            Reason(
                "可以向政府购买服务、基金会等申请资金。",
                "May apply to government or to foundations for funds.",
            ),
        ),
        _always(
            RouteCode.VOLUNTEER_SERVICE,
            event_on,
            Reason(
                "可以组织志愿服务和力所能及的慈善活动。",
                "May organise volunteer service and what charity it can.",
            ),
            "F7",
        ),
        _always(
            RouteCode.MUTUAL_HELP,
            event_on,
            Reason(
                "可以在本社区、本单位内部互助互济。",
                "May organise mutual help inside its own community or unit.",
            ),
            "F7",
        ),
    ]
