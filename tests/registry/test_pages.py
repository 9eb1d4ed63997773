"""Pages of the registry: organisations with their codes, places, items, departments, crises, appointments."""

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.exceptions import LineAlreadyDecidedError, RightMissingError, UsccCheckError
from qiao.registry import actions
from qiao.registry.gazetteer import Level, national_gazetteer
from qiao.registry.models import (
    Appointment,
    Cooperation,
    Crisis,
    Department,
    Organization,
    Qualification,
    ServiceArea,
)
from qiao.registry.place_rows import Kind
from qiao.registry.uscc import check_character
from qiao.trail.models import TrailEntry

BODY = "51421124MJH123456"
"""Invented: the first seventeen signs of an association registered in 英山县."""

PAGES = ("organization_list", "department_list", "place_list", "item_list")


def sound(body=BODY):
    return body + check_character(body)


def at(name, *args):
    return reverse(f"registry:{name}", args=args)


def chosen(text):
    """Say whether the page of places takes one of its answers for certain."""
    return ">取这一处<" in text


# Who may


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("as_lin", 200), ("as_chen", 200), ("as_zhao", 200), ("client", 302)]
)
def test_the_registry_is_open_to_all_who_signed_in(request, db, name, who, status):
    assert request.getfixturevalue(who).get(at(name)).status_code == status


@pytest.mark.parametrize("name", ["organization_new", "crisis_new", "uscc"])
@pytest.mark.parametrize(
    ("who", "status"), [("as_lin", 200), ("as_chen", 403), ("as_zhao", 200), ("client", 302)]
)
def test_registering_asks_for_the_right(request, db, name, who, status):
    assert request.getfixturevalue(who).get(at(name)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("as_chen", 403), ("as_zhao", 403), ("client", 302)])
@pytest.mark.parametrize("door", ["qualification_new", "appointment_new"])
def test_only_ones_own_organisation_is_changed(request, association, chen_user, who, status, door):
    data = {
        "qualification-kind": "GRADE",
        "qualification-valid_from": "2020-01-01",
        "qualification-source": "示例数据",
        "appointment-username": "chen",
        "appointment-role": "FINANCE",
    }

    answer = request.getfixturevalue(who).post(at(door, association.pk), data)

    assert answer.status_code == status
    assert not Qualification.objects.exists()
    assert not Appointment.objects.filter(role=Role.FINANCE).exists()


@pytest.mark.parametrize("name", [*PAGES, "organization_new", "crisis_new"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(as_lin, name, language):
    assert as_lin.get(at(name), headers={"accept-language": language}).status_code == 200


# Organisations


def register(client, **changes):
    data = {"name": "示例县救援队", "kind": "ASSOCIATION", "uscc": sound(), "home": "英山县"} | changes
    return client.post(at("organization_new"), data)


def test_an_organisation_is_registered_with_its_code_and_home(as_lin, yingshan):
    register(as_lin, uscc=sound().lower())

    made = Organization.objects.get(name="示例县救援队")
    assert (made.uscc, made.home) == (sound(), yingshan)
    assert TrailEntry.objects.get(verb="organization.register").subject_id == made.pk


@pytest.mark.parametrize(
    ("code", "marked", "said"),
    [
        ("51421I24MJH123456X", "<mark>I</mark>", "第 6 位“I”不能用"),
        ("51421124MJO123456X", "<mark>O</mark>", "第 11 位“O”不能用"),
        ("51421124MJH12345", "", "应为 18 位，这里是 16 位"),
    ],
)
def test_a_wrong_code_is_refused_with_its_wrong_sign_marked(as_lin, code, marked, said):
    answer = register(as_lin, uscc=code)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert marked in text
    assert said in text


def test_a_wrong_check_sign_is_marked_and_the_right_one_named(as_lin):
    right = check_character(BODY)
    wrong = "1" if right != "1" else "2"

    text = as_lin.get(at("uscc"), {"uscc": BODY + wrong}).content.decode()

    assert f"<mark>{wrong}</mark>" in text
    assert f"末位应为“{right}”" in text


def test_a_sound_code_says_form_and_place_of_registration(as_lin):
    text = as_lin.get(at("uscc"), {"uscc": sound()}).content.decode()

    assert "校验正确" in text
    assert "社会团体" in text
    assert "湖北省黄冈市英山县" in text


def test_a_code_of_another_legal_form_is_pointed_out(as_lin):
    answer = register(as_lin, kind="FOUNDATION")

    assert answer.status_code == 422
    assert "按代码这是“社会团体”" in answer.content.decode()


def test_a_code_is_registered_once(as_lin):
    register(as_lin)

    assert register(as_lin, name="示例另一个").status_code == 422
    assert Organization.objects.filter(uscc=sound()).count() == 1


def test_the_same_name_at_the_same_home_is_registered_once(as_lin):
    register(as_lin, uscc="")

    assert register(as_lin, uscc="").status_code == 422


def test_the_action_refuses_a_wrong_code_too(lin):
    wrong = BODY + ("1" if check_character(BODY) != "1" else "2")

    with pytest.raises(UsccCheckError):
        actions.register_organization(lin, name="示例", kind="ASSOCIATION", uscc=wrong)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"q": "义工"}, True),
        ({"q": "没有"}, False),
        ({"kind": "FOUNDATION"}, False),
        ({"place": "湖北省"}, True),
        ({"place": "421124"}, True),
        ({"place": "青海省"}, False),
    ],
)
def test_organisations_are_found_by_name_form_and_home(as_lin, association, asked, is_found):
    text = as_lin.get(at("organization_list"), asked).content.decode()

    assert (at("organization", association.pk) in text) is is_found


def test_an_organisations_page_tells_what_it_may_and_where_it_serves(
    as_lin, association, luotian, health_commission
):
    ServiceArea.objects.create(organization=association, place=luotian)
    Qualification.objects.create(
        organization=association, kind="GRADE", valid_from=date(2015, 1, 1), valid_to=date(2018, 1, 1)
    )
    Cooperation.objects.create(organization=association, department=health_commission, subject="联防联控")

    text = as_lin.get(at("organization", association.pk)).content.decode()

    for said in ("罗田县", "已过期", "联防联控", health_commission.name, "湖北省黄冈市英山县"):
        assert said in text


def test_staff_are_shown_to_their_own_administrator_only(as_lin, as_zhao, chen_user, association):
    own = as_lin.get(at("organization", association.pk)).content.decode()
    foreign = as_zhao.get(at("organization", association.pk)).content.decode()

    assert "chen · 志愿者" in own
    assert "chen" not in foreign


def test_a_qualification_that_ends_before_it_begins_is_refused(as_lin, association):
    answer = as_lin.post(
        at("qualification_new", association.pk),
        {
            "qualification-kind": "GRADE",
            "qualification-valid_from": "2020-01-02",
            "qualification-valid_to": "2020-01-01",
            "qualification-source": "示例数据",
        },
    )

    assert answer.status_code == 422


def test_a_missing_organisation_is_not_found(as_lin):
    assert as_lin.get(at("organization", "00000000-0000-4000-8000-000000000000")).status_code == 404


# Appointments


def test_an_administrator_appoints_in_their_organisation(as_lin, lin, association, chen_user):
    as_lin.post(
        at("appointment_new", association.pk), {"appointment-username": "chen", "appointment-role": "FINANCE"}
    )

    made = Appointment.objects.get(user=chen_user, role=Role.FINANCE)
    assert TrailEntry.objects.get(verb="appointment.make").subject_id == made.pk


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PUBLIC, Role.RECIPIENT, Role.REPORTER])
def test_nobody_is_raised_to_a_role_above_or_beside_the_table(lin, association, chen_user, role):
    with pytest.raises(RightMissingError):
        actions.make_appointment(lin, chen_user, association, role=role)


def test_another_organisations_administrator_appoints_nobody_here(zhao, association, chen_user):
    with pytest.raises(RightMissingError):
        actions.make_appointment(zhao, chen_user, association, role=Role.FINANCE)


def test_an_operator_makes_the_first_administrator(association, db):
    user = User.objects.create_user("first")

    made = actions.make_appointment(Actor.operator(), user, association, role=Role.ADMIN)

    assert made.role == Role.ADMIN


def test_the_same_appointment_is_made_once(lin, association, chen_user):
    with pytest.raises(LineAlreadyDecidedError):
        actions.make_appointment(lin, chen_user, association, role=Role.VOLUNTEER)


# Places


def look_up(client, **asked):
    return client.get(at("place_list"), asked).content.decode()


def test_henan_is_the_province_and_the_county_in_qinghai(as_lin):
    answer = as_lin.get(at("place_list"), {"q": "河南"})

    codes = [one.row.code for one in answer.context["found"]]
    assert codes == ["410000", "632324"]
    assert answer.context["found"][0].is_chosen


def test_context_decides_between_them(as_lin):
    text = look_up(as_lin, q="河南", context="青海省")

    assert "河南蒙古族自治县" in text
    assert "410000" not in text


def county_names_of_several():
    rows = [
        one
        for one in national_gazetteer().by_prefix("")
        if one.level is Level.COUNTY and one.kind is Kind.ADMINISTRATIVE
    ]
    return sorted(name for name, n in Counter(one.name for one in rows).items() if n > 1)


def test_twenty_eight_county_names_stand_for_several_places():
    assert len(county_names_of_several()) == 28


@pytest.mark.parametrize("name", county_names_of_several())
def test_a_county_name_of_several_is_left_open(name):
    places = national_gazetteer()

    found = places.by_name(name)

    assert len(found) > 1
    assert places.choose(found) is None


def test_the_page_leaves_an_ambiguous_name_open_and_says_so(as_lin):
    text = look_up(as_lin, q="鼓楼区")

    assert "没有哪一处可以确定" in text
    assert not chosen(text)


def test_a_retired_code_shows_its_dates_and_its_successor(as_lin):
    retired = national_gazetteer().by_code("420821")

    text = look_up(as_lin, q="420821")

    assert "已停用" in text
    assert retired.valid_to.isoformat() in text
    assert f"京山市 <code>{retired.replaced_by}</code>" in text


def test_the_beginning_of_a_code_lists_what_lies_under_it(as_lin):
    answer = as_lin.get(at("place_list"), {"q": "4211"})

    codes = {one.row.code for one in answer.context["found"]}
    assert {"421100", "421124", "421123"} <= codes
    assert all(code.startswith("4211") for code in codes)


def test_a_position_stands_with_the_system_it_came_in(as_lin):
    text = look_up(as_lin, q="421124")

    row = national_gazetteer().by_code("421124")
    assert "WGS-84" in text
    assert row.given.system in text


@pytest.mark.parametrize("asked", ["没有这个地方", "999999", "<script>"])
def test_an_unknown_place_is_answered_with_advice(as_lin, asked):
    text = look_up(as_lin, q=asked)

    assert "没有找到这个地方" in text
    assert "<script>" not in text.split("<main", 1)[1].split("</main>", 1)[0]


def test_reasons_are_said_in_english_too(as_lin):
    text = as_lin.get(at("place_list"), {"q": "鼓楼区"}, headers={"accept-language": "en"}).content.decode()

    assert "places go by this name" in text


# Items and departments


def test_an_item_shows_aliases_standards_and_what_may_serve_for_it(as_lin):
    text = as_lin.get(at("item_list"), {"q": "GB 19083"}).content.decode()

    assert "医用防护口罩" in text
    assert "GB 19083" in text
    assert "别名" in text


def test_a_substitution_is_shown_with_its_reason(as_lin):
    text = as_lin.get(at("item_list")).content.decode()

    assert "所求未注明类型，任一类型均可。" in text


def test_an_unknown_item_is_answered_with_advice(as_lin):
    assert "没有找到" in as_lin.get(at("item_list"), {"q": "没有这种东西"}).content.decode()


def test_a_department_is_registered_once(as_lin, yingshan):
    data = {"name": "示例县民政局", "place": "英山县", "mandate": "救助"}
    as_lin.post(at("department_new"), data)

    assert as_lin.post(at("department_new"), data).status_code == 422
    assert Department.objects.get(name="示例县民政局").place == yingshan


def test_a_volunteer_registers_no_department(as_chen):
    assert as_chen.post(at("department_new"), {"name": "示例"}).status_code == 403


# Crises


def open_crisis(client, **changes):
    data = {
        "name": "示例县洪涝",
        "hazard": "FLOOD",
        "began_on": "2021-07-20",
        "places": "英山县、罗田县",
        "recovery_on": "2021-08-01",
        "is_sample": "on",
    } | changes
    return client.post(at("crisis_new"), data)


def test_a_crisis_opens_with_places_phases_and_a_short_name(as_lin):
    answer = open_crisis(as_lin)

    made = Crisis.objects.get(name="示例县洪涝")
    assert made.slug == "shi-li-xian-hong-lao-2021"
    assert answer["Location"] == reverse("pages:crisis", args=[made.slug])
    assert {one.code for one in made.places.all()} == {"421124", "421123"}
    assert list(made.phases.values_list("focus", "began_on")) == [
        ("RELIEF", date(2021, 7, 20)),
        ("RECOVERY", date(2021, 8, 1)),
    ]
    assert TrailEntry.objects.get(verb="crisis.open").subject_id == made.pk


@pytest.mark.parametrize(
    "changes",
    [
        {"places": "鼓楼区"},
        {"places": ""},
        {"recovery_on": "2021-07-01"},
        {"slug": "带 空格"},
        {"hazard": "WAR"},
        {"began_on": "昨天"},
    ],
)
def test_a_crisis_that_cannot_be_is_refused(as_lin, changes):
    assert open_crisis(as_lin, **changes).status_code == 422
    assert not Crisis.objects.exists()


def test_a_short_name_is_used_once(as_lin, crisis):
    assert open_crisis(as_lin, slug=crisis.slug).status_code == 422


def test_a_volunteer_opens_no_crisis(as_chen):
    assert open_crisis(as_chen).status_code == 403
