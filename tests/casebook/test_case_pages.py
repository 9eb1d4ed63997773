"""Pages of the case book: what everyone sees, what only the own organisation sees, and what is refused."""

import pytest
from django.urls import reverse

from qiao.accounts.roles import Role
from qiao.casebook import actions
from qiao.casebook.models import CaseFact, CaseStudy, TextRequest
from tests.conftest import appoint
from tests.makers import make_need


def at(name, *args):
    return reverse(f"casebook:{name}", args=args)


@pytest.fixture
def case(at_work, lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan)
    return actions.open_case_study(lin, crisis, subject=at_work, title="示例县的应对", frozen_at=now)


@pytest.fixture
def as_editor(association, client):
    user = appoint("wen", association, Role.EDITOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def texts(**changes):
    return {"title": "示例县的应对", "core": "我们做了什么。", "challenges": "车辆不够。"} | changes


# The list


def test_an_empty_book_invites_the_first_case(as_lin, at_work):
    text = as_lin.get(at("case_list")).content.decode()

    assert "还没有案例" in text
    assert at("case_new") in text


def test_everyone_sees_published_cases_and_no_drafts(client, book):
    text = client.get(at("case_list")).content.decode()

    assert book.cases[1].title in text
    assert book.cases[2].title not in text


def test_the_own_organisation_sees_its_drafts(as_lin, book):
    text = as_lin.get(at("case_list")).content.decode()

    assert book.cases[2].title in text
    assert "草稿" in text


def test_the_collection_names_its_three_roles(client, book):
    text = client.get(at("case_list")).content.decode()

    assert "编撰" in text
    assert "浙江敦和慈善基金会" in text


# A case


def test_a_case_shows_five_dimensions_and_the_empty_ones_too(as_lin, case):
    text = as_lin.get(at("case", case.pk)).content.decode()

    assert text.count('class="dim-number"') == 5
    assert "dim-empty" in text


def test_every_fact_shows_its_source(client, book):
    text = client.get(at("case", book.cases[1].pk)).content.decode()

    assert text.count('class="fact-source"') == book.cases[1].facts.count()
    assert "《案例集》社会团体篇后记，第19句" in text


def test_figures_are_frozen_with_their_day(as_lin, lin, case, crisis, mask):
    make_need(lin, crisis, item=mask)

    text = as_lin.get(at("case", case.pk)).content.decode()

    assert case.figures["needs"] == 1
    assert "本系统记录，第 1 次定格" in text


def test_contributions_of_every_kind_stand_side_by_side(as_lin, book):
    text = as_lin.get(at("case", book.cases[3].pk)).content.decode()

    assert text.count('class="given"') == 8
    assert "不只看钱" in text


def test_a_case_whose_source_states_no_difficulty_says_so(as_lin, book):
    text = as_lin.get(at("case", book.cases[3].pk)).content.decode()

    assert "来源未述。没有写困难的案例不发布。" in text


def test_the_case_speaks_english(client, book):
    text = client.get(at("case", book.cases[1].pk), headers={"accept-language": "en"}).content.decode()

    assert "grief counselling" in text
    assert "丧亲者哀伤辅导" not in text


def test_a_fact_leads_its_own_people_to_its_record(as_lin, book):
    own = as_lin.get(at("case", book.cases[4].pk)).content.decode()

    assert "/trace/proposal/" in own


def test_everyone_reads_a_published_case_without_links_into_the_records(client, book):
    CaseStudy.objects.filter(pk=book.cases[4].pk).update(state="PUBLISHED", challenges="某种困难")

    text = client.get(at("case", book.cases[4].pk)).content.decode()

    assert "/trace/" not in text


def test_a_draft_is_not_found_by_others(client, as_zhao, book):
    assert client.get(at("case", book.cases[2].pk)).status_code == 404
    assert as_zhao.get(at("case", book.cases[2].pk)).status_code == 404


# The matrix


def test_the_matrix_shows_every_question_for_every_case(as_lin, book):
    text = as_lin.get(at("matrix")).content.decode()

    table = text[text.index('<table class="matrix">') : text.index("</table>")]
    assert table.count('<tr class="matrix-dim">') == 5
    assert table.count("<td>") == 4 * 18
    assert table.count("来源未述") == 18
    assert "18 格没有资料" in text


def test_the_public_matrix_holds_published_cases_alone(client, book):
    text = client.get(at("matrix")).content.decode()

    assert "上海市浦东新区社会工作协会" in text
    assert "荆门义工联" not in text


def test_an_empty_matrix_says_so(client, db):
    assert "还没有可以对比的案例" in client.get(at("matrix")).content.decode()


# Opening, writing, publishing


def test_a_case_is_drawn_from_the_record_of_the_own_organisation(
    as_lin, at_work, lin, crisis, mask, yingshan
):
    make_need(lin, crisis, item=mask, place=yingshan)

    answer = as_lin.post(
        at("case_new"), {"crisis": str(crisis.pk), "title": "示例县的应对", "chapter": "ASSOCIATION"}
    )

    case = CaseStudy.objects.get()
    assert answer.headers["Location"] == at("case_edit", case.pk)
    assert case.subject == at_work
    assert case.figures["needs"] == 1


def test_a_case_without_a_title_is_refused(as_lin, at_work, crisis):
    answer = as_lin.post(at("case_new"), {"crisis": str(crisis.pk), "title": "", "chapter": "ASSOCIATION"})

    assert answer.status_code == 422


def test_publishing_without_challenges_is_refused_with_the_reason(as_editor, case, lin):
    actions.write_case_study(lin, case, core="我们做了什么。")

    answer = as_editor.post(at("case_publish", case.pk))

    assert answer.status_code == 422
    assert "案例还不能发布：缺困难与挑战。" in answer.content.decode()


def test_a_complete_case_is_published(as_editor, case):
    as_editor.post(at("case_edit", case.pk), texts())

    as_editor.post(at("case_publish", case.pk))

    case.refresh_from_db()
    assert case.state == CaseStudy.State.PUBLISHED


@pytest.mark.parametrize("lost", ["challenges", "core"])
def test_a_published_case_cannot_lose_its_parts(as_editor, case, lost):
    as_editor.post(at("case_edit", case.pk), texts())
    as_editor.post(at("case_publish", case.pk))

    answer = as_editor.post(at("case_edit", case.pk), texts(**{lost: " "}))

    case.refresh_from_db()
    assert answer.status_code == 422
    assert getattr(case, lost) == texts()[lost]


def test_a_fact_is_added_with_its_source(as_editor, case):
    as_editor.post(
        at("fact_new", case.pk), {"question": "GOVERNMENT:TRUST", "text": "与街道长期合作", "source": "访谈"}
    )

    fact = CaseFact.objects.get(source="访谈")
    assert (fact.dimension, fact.code) == ("GOVERNMENT", "TRUST")


def test_a_fact_without_a_source_is_refused(as_editor, case):
    answer = as_editor.post(
        at("fact_new", case.pk), {"question": "GOVERNMENT:TRUST", "text": "与街道长期合作", "source": ""}
    )

    assert answer.status_code == 422


# Applying for the full text


def asking(**changes):
    return {"applicant": "示例读者", "affiliation": "示例大学", "purpose": "教学"} | changes


def test_anyone_may_ask_for_the_full_text(client, book):
    answer = client.post(at("text_request", book.cases[1].pk), asking())

    assert answer.status_code == 302
    assert TextRequest.objects.get().case == book.cases[1]


def test_an_application_without_purpose_is_refused(client, book):
    answer = client.post(at("text_request", book.cases[1].pk), asking(purpose=""))

    assert answer.status_code == 422
    assert not TextRequest.objects.exists()


def test_the_text_of_a_draft_cannot_be_asked_for(as_lin, book):
    assert as_lin.post(at("text_request", book.cases[2].pk), asking()).status_code == 404


def test_only_the_own_organisation_reads_the_applications(client, as_lin, book):
    TextRequest.objects.create(organization_id=book.cases[1].organization_id, case=book.cases[1], **asking())

    assert "示例大学" in as_lin.get(at("case", book.cases[1].pk)).content.decode()


def test_the_public_page_holds_no_application(client, book):
    TextRequest.objects.create(organization_id=book.cases[1].organization_id, case=book.cases[1], **asking())

    assert "示例大学" not in client.get(at("case", book.cases[1].pk)).content.decode()


# Rights


@pytest.mark.parametrize("name", ["case_edit", "fact_new", "case_publish"])
def test_a_volunteer_may_not_write(as_chen, case, name):
    assert as_chen.post(at(name, case.pk)).status_code == 403


def test_a_volunteer_may_not_open_a_case(as_chen, case):
    assert as_chen.get(at("case_new")).status_code == 403


@pytest.mark.parametrize("name", ["case_edit", "fact_new"])
def test_another_organisation_does_not_find_the_case_to_write(as_zhao, case, name):
    assert as_zhao.post(at(name, case.pk), texts()).status_code == 404


@pytest.mark.parametrize("name", ["case_new"])
def test_nobody_opens_a_case_without_signing_in(client, db, name):
    assert client.get(at(name)).status_code == 302


@pytest.mark.parametrize("name", ["fact_new", "case_publish", "redraw"])
def test_a_case_is_not_changed_by_a_link(as_lin, case, name):
    assert as_lin.get(at(name, case.pk)).status_code == 405
