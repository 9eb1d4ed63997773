from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.eligibility import (
    Applicant,
    Certificate,
    CoLaunchPapers,
    LegalForm,
    RouteCode,
    Standing,
    answer_rows,
    routes,
)

FOUNDED = date(2019, 1, 10)
CHARITY = Applicant(LegalForm.ASSOCIATION, registered_on=FOUNDED, charity_since=FOUNDED)
PLAIN = Applicant(LegalForm.ASSOCIATION, registered_on=FOUNDED)


def route(applicant: Applicant, on: date, code: RouteCode):
    return next(route for route in routes(applicant, on) if route.code is code)


def test_charity_of_2019_may_not_yet_apply_on_2020_02_01():
    public = route(CHARITY, date(2020, 2, 1), RouteCode.PUBLIC_CAMPAIGN)

    assert public.standing is Standing.NOT_YET
    assert public.earliest_on == date(2021, 1, 10)


def test_charity_of_2019_may_apply_but_not_raise_on_2024_10_01():
    public = route(CHARITY, date(2024, 10, 1), RouteCode.PUBLIC_CAMPAIGN)

    assert public.standing is Standing.MAY_APPLY
    assert "取得证书之前不能公开募捐" in public.reason.zh


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2021, 1, 9), Standing.NOT_YET),
        (date(2021, 1, 10), Standing.MAY_APPLY),
    ],
)
def test_two_years_of_the_2016_text_end_on_their_corresponding_day(on, standing):
    assert route(CHARITY, on, RouteCode.PUBLIC_CAMPAIGN).standing is standing


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2024, 9, 4), Standing.NOT_YET),
        (date(2024, 9, 5), Standing.MAY_APPLY),
    ],
)
def test_one_year_suffices_from_2024_09_05(on, standing):
    young = Applicant(LegalForm.FOUNDATION, date(2023, 8, 1), charity_since=date(2023, 8, 1))

    assert route(young, on, RouteCode.PUBLIC_CAMPAIGN).standing is standing


def test_the_earliest_day_counts_with_the_change_of_the_law():
    young = Applicant(LegalForm.FOUNDATION, date(2023, 8, 1), charity_since=date(2023, 8, 1))

    public = route(young, date(2024, 9, 4), RouteCode.PUBLIC_CAMPAIGN)

    assert public.earliest_on == date(2024, 9, 5)


def test_the_answer_keeps_the_version_of_the_law_it_used():
    before = route(CHARITY, date(2020, 2, 1), RouteCode.PUBLIC_CAMPAIGN)
    after = route(CHARITY, date(2024, 10, 1), RouteCode.PUBLIC_CAMPAIGN)

    assert before.citations[0] == "《慈善法》（2016年）第二十二条"
    assert after.citations[0] == "《慈善法》（2023年修正）第二十二条"


def test_the_years_run_from_becoming_a_charity_not_from_registration():
    late = Applicant(LegalForm.ASSOCIATION, date(2000, 1, 1), charity_since=date(2024, 9, 20))

    assert route(late, date(2025, 9, 19), RouteCode.PUBLIC_CAMPAIGN).standing is Standing.NOT_YET


@pytest.mark.parametrize("form", list(LegalForm))
def test_the_form_of_an_organization_does_not_decide(form):
    charity = Applicant(form, FOUNDED, charity_since=FOUNDED)

    assert route(charity, date(2024, 10, 1), RouteCode.PUBLIC_CAMPAIGN).standing is Standing.MAY_APPLY


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2020, 1, 31), Standing.NOT_YET),
        (date(2020, 2, 1), Standing.OPEN),
        (date(2020, 6, 30), Standing.OPEN),
        (date(2020, 7, 1), Standing.NOT_YET),
    ],
)
def test_a_certificate_opens_public_campaigns_on_its_days_only(on, standing):
    certificate = Certificate(date(2020, 2, 1), date(2020, 6, 30))
    certified = Applicant(LegalForm.FOUNDATION, FOUNDED, FOUNDED, (certificate,))

    assert route(certified, on, RouteCode.PUBLIC_CAMPAIGN).standing is standing


def test_an_association_that_is_no_charity_lacks_recognition_and_certificate():
    public = route(PLAIN, date(2020, 2, 1), RouteCode.PUBLIC_CAMPAIGN)

    assert public.standing is Standing.CLOSED
    assert [paper.zh for paper in public.missing] == ["慈善组织登记或认定", "公开募捐资格证书"]


def test_who_may_not_raise_is_told_of_the_fine():
    assert "二万元以上二十万元以下" in route(PLAIN, date(2020, 2, 1), RouteCode.PUBLIC_CAMPAIGN).warning.zh


@pytest.mark.parametrize(("on", "standing"), [(date(2019, 1, 9), Standing.CLOSED), (FOUNDED, Standing.OPEN)])
def test_a_charity_may_appeal_to_its_members_from_its_first_day(on, standing):
    assert route(CHARITY, on, RouteCode.DIRECTED_APPEAL).standing is standing


def test_an_association_that_is_no_charity_has_no_directed_appeal():
    assert route(PLAIN, date(2020, 2, 1), RouteCode.DIRECTED_APPEAL).standing is Standing.CLOSED


@pytest.mark.parametrize(("on", "papers"), [(date(2024, 9, 4), 2), (date(2024, 9, 5), 4)])
def test_co_launch_asks_for_assessment_and_mention_from_2024_09_05(on, papers):
    assert len(route(PLAIN, on, RouteCode.CO_LAUNCH).missing) == papers


def test_co_launch_is_open_with_all_its_papers():
    ready = Applicant(LegalForm.ASSOCIATION, FOUNDED, co_launch=CoLaunchPapers(True, True, True, True))

    assert route(ready, date(2026, 7, 21), RouteCode.CO_LAUNCH).standing is Standing.OPEN


@pytest.mark.parametrize(
    ("on", "article"),
    [
        (date(2024, 9, 4), "第一百一十条、第一百一十一条"),
        (date(2024, 9, 5), "第一百二十二条、第一百二十三条"),
    ],
)
def test_volunteer_service_cites_the_article_of_its_day(on, article):
    assert article in route(PLAIN, on, RouteCode.VOLUNTEER_SERVICE).reason.zh


@given(
    st.sampled_from(LegalForm),
    st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2030, 1, 1))),
    st.dates(date(2016, 9, 1), date(2030, 1, 1)),
)
def test_everyone_always_has_four_routes_that_need_no_certificate(form, since, on):
    found = {route.code: route for route in routes(Applicant(form, since, since), on)}

    assert list(found) == list(RouteCode)
    assert all(
        found[code].standing is Standing.OPEN
        for code in (RouteCode.GRANT_APPLICATION, RouteCode.VOLUNTEER_SERVICE, RouteCode.MUTUAL_HELP)
    )
    assert found[RouteCode.CO_LAUNCH].standing in {Standing.OPEN, Standing.PAPERS_MISSING}


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.dates(date(2016, 9, 1), date(2030, 1, 1)))
def test_who_may_apply_today_may_apply_from_the_earliest_day_on(since, on):
    public = route(Applicant(LegalForm.FOUNDATION, since, since), on, RouteCode.PUBLIC_CAMPAIGN)

    if public.standing is Standing.MAY_APPLY:
        assert public.earliest_on <= on
    if public.standing is Standing.NOT_YET:
        assert public.earliest_on > on


def test_no_answer_is_given_before_the_first_law_of_the_table():
    with pytest.raises(ValueError, match="2016-09-01"):
        routes(CHARITY, date(2016, 8, 31))


def test_every_route_says_it_is_not_legal_advice():
    assert all("不是法律意见" in route.disclaimer.zh for route in routes(PLAIN, date(2020, 2, 1)))


# The association of the mission text, founded in 2019, not a charity, asks twice.

FOUNDED_2019 = Applicant(LegalForm.ASSOCIATION, registered_on=date(2019, 5, 1))


@pytest.mark.parametrize("on", [date(2020, 2, 1), date(2026, 7, 21)])
def test_the_association_of_2019_may_serve_apply_and_co_launch_but_not_raise(on):
    found = {one.code: one.standing for one in routes(FOUNDED_2019, on)}

    assert found == {
        RouteCode.PUBLIC_CAMPAIGN: Standing.CLOSED,
        RouteCode.DIRECTED_APPEAL: Standing.CLOSED,
        RouteCode.CO_LAUNCH: Standing.PAPERS_MISSING,
        RouteCode.GRANT_APPLICATION: Standing.OPEN,
        RouteCode.VOLUNTEER_SERVICE: Standing.OPEN,
        RouteCode.MUTUAL_HELP: Standing.OPEN,
    }


def test_in_2020_the_law_gave_an_association_of_2019_no_later_recognition():
    assert (
        "没有给它事后认定的路" in route(FOUNDED_2019, date(2020, 2, 1), RouteCode.PUBLIC_CAMPAIGN).reason.zh
    )


def test_in_2026_it_may_apply_for_recognition():
    public = route(FOUNDED_2019, date(2026, 7, 21), RouteCode.PUBLIC_CAMPAIGN)

    assert "申请认定为慈善组织" in public.next_step.zh
    assert "《慈善法》（2023年修正）第十条" in public.citations


@pytest.mark.parametrize(
    ("registered", "on", "may"),
    [
        (date(2016, 3, 15), date(2024, 9, 4), True),
        (date(2016, 3, 16), date(2024, 9, 4), False),
        (date(2016, 3, 16), date(2024, 9, 5), True),
    ],
)
def test_recognition_turns_with_the_day_of_registration_and_the_law(registered, on, may):
    public = route(Applicant(LegalForm.ASSOCIATION, registered), on, RouteCode.PUBLIC_CAMPAIGN)

    assert ("申请认定" in public.next_step.zh) is may


@pytest.mark.parametrize(("on", "late"), [(date(2024, 9, 4), False), (date(2024, 9, 5), True)])
def test_who_holds_a_certificate_may_file_late_in_an_emergency_from_2024_09_05(on, late):
    certified = Applicant(LegalForm.FOUNDATION, FOUNDED, FOUNDED, (Certificate(date(2019, 1, 1)),))

    assert ("10日内补办" in route(certified, on, RouteCode.PUBLIC_CAMPAIGN).next_step.zh) is late


@pytest.mark.parametrize(("on", "owed"), [(date(2024, 9, 4), False), (date(2024, 9, 5), True)])
@pytest.mark.parametrize("code", [RouteCode.PUBLIC_CAMPAIGN, RouteCode.CO_LAUNCH])
def test_five_day_disclosure_is_a_duty_of_public_money_from_2024_09_05(code, on, owed):
    certified = Applicant(LegalForm.FOUNDATION, FOUNDED, FOUNDED, (Certificate(date(2019, 1, 1)),))

    assert ("D1" in {rule.code for rule in route(certified, on, code).duties}) is owed


def test_who_is_registered_after_the_day_is_answered_as_unregistered():
    public = route(FOUNDED_2019, date(2019, 4, 30), RouteCode.PUBLIC_CAMPAIGN)

    assert public.missing[0].zh == "社会组织登记"


@pytest.mark.parametrize("form", [LegalForm.ASSOCIATION, LegalForm.FOUNDATION, LegalForm.SERVICE_AGENCY])
def test_grants_come_with_the_duties_of_ones_own_form(form):
    grant = route(Applicant(form, FOUNDED), date(2026, 7, 21), RouteCode.GRANT_APPLICATION)

    assert f"D7-{form}" in {rule.code for rule in grant.duties}


@given(st.sampled_from(LegalForm), st.dates(date(2016, 9, 1), date(2030, 1, 1)))
def test_every_route_says_what_to_do_next(form, on):
    assert all(one.next_step is not None for one in routes(Applicant(form, FOUNDED), on))


@given(st.sampled_from(LegalForm), st.dates(date(2016, 9, 1), date(2030, 1, 1)))
def test_no_answer_cites_a_rule_that_was_not_in_force(form, on):
    charity = Applicant(form, FOUNDED, FOUNDED, (Certificate(date(2021, 1, 1)),))

    assert all(
        rule.in_force(on) for one in routes(charity, on) for rule in (*one.rules, *one.duties, *one.fines)
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_as_a_table_has_one_row_a_route_and_no_gap(language):
    head, *rows = answer_rows(routes(FOUNDED_2019, date(2026, 7, 21)), language)

    assert len(rows) == len(RouteCode)
    assert {len(row) for row in rows} == {len(head)}
