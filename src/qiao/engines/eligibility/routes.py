"""From an organisation and a day to every lawful route to resources, open or not, with the reason."""

from datetime import date

from qiao.engines.eligibility.applicant import (
    Applicant,
    CoLaunchPapers,
    Route,
    RouteCode,
    Standing,
)
from qiao.engines.eligibility.calendar import add_years
from qiao.engines.eligibility.law import LAW_2016_FROM, LAW_2016_PUBLISHED, Reason, Rule
from qiao.engines.eligibility.rules import rules_on, versions

_CERTIFICATE = Reason("公开募捐资格证书", "public-fundraising certificate")
_RECOGNITION = Reason("慈善组织登记或认定", "registration or recognition as a charity")
_REGISTRATION = Reason("社会组织登记", "registration as a social organisation")
_PLAN = Reason("已备案的募捐方案", "campaign plan on file")

_GIFTS = ("D4", "D5", "D5-GIFTS", "D6", "R1", "R2")
_CAMPAIGN = ("F3", "F4", "F5", "D1", "D2", "D3")
_SERVICE = ("V1", "V2", "V3")


def _says(rules: tuple[Rule, ...], zh: str, en: str) -> Reason:
    cited = "；".join(rule.citation for rule in rules)
    return Reason(f"{zh}（{cited}）" if cited else zh, f"{en} ({cited})" if cited else en)


def _own(applicant: Applicant, on: date) -> tuple[str, ...]:
    """Return the row of the regulation its legal form is under."""
    return (f"D7-{applicant.form}",) if applicant.is_registered_on(on) else ()


def _application_day(charity_since: date) -> date | None:
    """Return the first day on which any version of F1 allows this charity to apply."""
    days = []
    for rule in versions("F1"):
        day = max(add_years(charity_since, rule.numbers["years"]), rule.valid_from)
        if rule.in_force(day):
            days.append(day)
    return min(days, default=None)


def _certified(on: date) -> Route:
    rules = rules_on(on, "F1", "F3")
    late = rules[1].numbers.get("days")
    step = Reason(
        f"定好募捐方案并备案；来不及的，活动开始后{late}日内补办。"
        if late
        else "定好募捐方案，开始之前备案。",
        f"Write the campaign plan and file it; where time is short, within {late} days after the start."
        if late
        else "Write the campaign plan and file it before the start.",
    )
    return Route(
        RouteCode.PUBLIC_CAMPAIGN,
        Standing.OPEN,
        _says(rules[:1], "公开募捐资格证书当日有效，可以公开募捐。", "The certificate is valid on that day."),
        rules,
        (_PLAN,),
        on,
        next_step=step,
        duties=rules_on(on, *_CAMPAIGN, *_GIFTS),
        fines=rules_on(on, "F8-CHARITY"),
    )


def _no_charity(applicant: Applicant, on: date) -> Route:
    rules = rules_on(on, "F1", "F1-RECOGNITION", "F8")
    zh = "当日不是慈善组织，不能公开募捐；先取得慈善组织登记或认定。"
    en = "Not a charity on that day, so no public fundraising; obtain registration or recognition first."
    missing: tuple[Reason, ...] = (_RECOGNITION, _CERTIFICATE)
    step = Reason(
        "向登记的民政部门申请认定为慈善组织；这次先走联合公募、申请资助、志愿服务的路。",
        "Apply to your registrar for recognition as a charity; this time co-launch, apply for grants, or serve.",
    )
    if not applicant.is_registered_on(on):
        missing = (_REGISTRATION, *missing)
        step = Reason(
            "先登记为社会组织，或者加入一个已登记的组织一起行动；不要以组织名义收款。",
            "Register first, or act together with a registered organisation; take no money in the group's name.",
        )
    elif rules[1].valid_from == LAW_2016_FROM and _is_younger_than_the_law(applicant):
        zh += "登记于法律公布（2016年3月16日）之后，当时的条文没有给它事后认定的路。"
        en += (
            " It was registered after the law was published on 2016-03-16, and the text of then gave such an "
        )
        en += "organisation no later recognition."
        step = Reason(
            "请问登记机关能否在登记时或变更为慈善组织；这次先走联合公募、申请资助、志愿服务的路。",
            "Ask your registrar whether it can become a charity at all; this time co-launch, apply for grants, or serve.",
        )
    return Route(
        RouteCode.PUBLIC_CAMPAIGN,
        Standing.CLOSED,
        _says(rules[:2], zh, en),
        rules,
        missing,
        warning=rules[2].says,
        next_step=step,
        fines=rules[2:],
    )


def _is_younger_than_the_law(applicant: Applicant) -> bool:
    return applicant.registered_on is not None and applicant.registered_on >= LAW_2016_PUBLISHED


def _uncertified(charity_since: date, on: date) -> Route:
    rules = rules_on(on, "F1", "F3", "F8")
    earliest = _application_day(charity_since)
    years, since = rules[0].numbers["years"], charity_since.isoformat()
    if earliest is None or earliest > on:
        zh = f"成为慈善组织（{since}）未满{years}年，最早 {earliest} 可以申请证书；此前不能公开募捐。"
        en = f"A charity since {since}, less than {years} year(s); it may apply from {earliest}, not raise before."
        standing = Standing.NOT_YET
        step = Reason(
            f"把 {earliest} 记进日历，先备好申请材料；这次先走定向募捐、联合公募、申请资助的路。",
            f"Put {earliest} in the calendar and prepare the application; this time appeal to members, co-launch, "
            "or apply for grants.",
        )
    else:
        zh = f"成为慈善组织（{since}）已满{years}年，可以申请证书；取得证书之前不能公开募捐。"
        en = f"A charity since {since}, at least {years} year(s); it may apply, and may not raise until certified."
        standing = Standing.MAY_APPLY
        days = rules[0].numbers["decided_within_days"]
        step = Reason(
            f"现在就向登记的民政部门申请证书，{days}日内作出决定；批下来之前走定向募捐、联合公募的路。",
            f"Apply to your registrar now; it decides within {days} days. Until then appeal to members or co-launch.",
        )
    return Route(
        RouteCode.PUBLIC_CAMPAIGN,
        standing,
        _says(rules[:1], zh, en),
        rules,
        (_CERTIFICATE,),
        earliest,
        warning=rules[2].says,
        next_step=step,
        fines=rules[2:],
    )


def _public(applicant: Applicant, on: date) -> Route:
    if any(certificate.valid_on(on) for certificate in applicant.certificates):
        return _certified(on)
    if applicant.charity_since is None or applicant.charity_since > on:
        return _no_charity(applicant, on)
    return _uncertified(applicant.charity_since, on)


def _directed(applicant: Applicant, on: date) -> Route:
    rules = rules_on(on, "F6")
    duties = rules_on(on, "F6", *_own(applicant, on), "D3", *_GIFTS)
    if applicant.is_charity_on(on):
        reason = _says(
            rules,
            "可以向发起人、理事会成员和会员定向募捐；不得用公开募捐的方式。",
            "May appeal to founders, council and members; not by public means.",
        )
        return Route(
            RouteCode.DIRECTED_APPEAL,
            Standing.OPEN,
            reason,
            rules,
            earliest_on=applicant.charity_since,
            next_step=Reason(
                "写明目的和用途，只发给会员、理事和发起人（不转到公开的群和朋友圈），之后告知他们募了多少、怎样用的。",
                "Write purpose and use, send it to members, council and founders only (no public groups), and tell "
                "them afterwards what came in and what became of it.",
            ),
            duties=duties,
            fines=rules_on(on, "F8-CHARITY"),
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
        next_step=Reason(
            "会员自愿的互助互济和会费不是募捐，可以照章程进行；要向会员募捐，先成为慈善组织。",
            "Mutual help of members and dues are no fundraising and go by the charter; to appeal to members, become a "
            "charity first.",
        ),
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
    rules = rules_on(on, "F2")
    missing = _co_launch_missing(applicant.co_launch, rules[0])
    zh = "可以与有资格的慈善组织联合发起，由对方公开募捐、收款、记账；自己不得公开募捐。"
    en = "May co-launch with a qualified charity, which alone raises, receives and books the money."
    if missing:
        step = Reason(
            "今天就联系一家有公开募捐资格的基金会或慈善会，把下面缺的材料一起补齐；自己的账户不收款。",
            "Ring a foundation or charity federation with a certificate today and complete the papers below with it; "
            "take no money on your own account.",
        )
    else:
        step = Reason(
            "材料齐了，由合作方备案并发起；款项只进对方账户，按五日期限一起公开。",
            "The papers are complete: the partner files and launches. Money goes to its account only; disclose "
            "together, on time.",
        )
    return Route(
        RouteCode.CO_LAUNCH,
        Standing.PAPERS_MISSING if missing else Standing.OPEN,
        _says(rules, zh, en),
        rules,
        missing,
        on,
        next_step=step,
        duties=rules_on(on, "F2", *_CAMPAIGN[:-1], *_own(applicant, on), "D4", "D5", "D6"),
        fines=rules_on(on, "F8", "F8-CHARITY"),
    )


def _grants(applicant: Applicant, on: date) -> Route:
    step = Reason(
        "列出预算和服务人数，向有关部门和基金会提交申请；不批也记下来，理由有用。",
        "Put down budget and people to be served and apply to departments and foundations; record refusals too.",
    )
    if not applicant.is_registered_on(on):
        step = Reason(
            "多数资助方只与已登记的组织签约；请由一个已登记的组织代为申请。",
            "Most funders sign with registered organisations only; let a registered one apply for you.",
        )
    rules = rules_on(on, *_own(applicant, on))
    return Route(
        RouteCode.GRANT_APPLICATION,
        Standing.OPEN,
        _says(
            rules,
            "可以向政府购买服务、基金会等申请资金。",
            "May apply to government or to foundations for funds.",
        ),
        rules,
        earliest_on=on,
        next_step=step,
        duties=rules_on(on, *_own(applicant, on), "D5-GIFTS"),
    )


def _service(on: date) -> Route:
    rules = rules_on(on, "F7")
    return Route(
        RouteCode.VOLUNTEER_SERVICE,
        Standing.OPEN,
        _says(
            rules,
            "可以组织志愿服务和力所能及的慈善活动。",
            "May organise volunteer service and what charity it can.",
        ),
        rules,
        earliest_on=on,
        next_step=Reason(
            "开班次，先写明风险、买好保险；时间记录可以折算成配套投入写进资助申请。",
            "Open shifts with the risks told and insurance bought; recorded hours can be shown as a match in grant "
            "applications.",
        ),
        duties=rules_on(on, *_SERVICE),
    )


def _mutual(on: date) -> Route:
    rules = rules_on(on, "F7")
    return Route(
        RouteCode.MUTUAL_HELP,
        Standing.OPEN,
        _says(
            rules,
            "可以在本社区、本单位内部互助互济。",
            "May organise mutual help inside its own community or unit.",
        ),
        rules,
        earliest_on=on,
        next_step=Reason(
            "只在会员、社区、单位内部发起，不向外公开；收支让参加的人看得到。",
            "Keep it among members, community or unit, not in public; let those who take part see the accounts.",
        ),
    )


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
    A year is complete on its corresponding day (registered 2019-01-10: one year on 2020-01-10). An organisation
    registered after `event_on` is answered as unregistered.
    """
    if event_on < LAW_2016_FROM:
        raise ValueError("No rule of the table was in force before 2016-09-01.")
    return [
        _public(organization, event_on),
        _directed(organization, event_on),
        _co_launch(organization, event_on),
        _grants(organization, event_on),
        _service(event_on),
        _mutual(event_on),
    ]
