"""Cooperation with departments: first step, what each side brought, effects and their evidence, served beside reached."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from qiao.advocacy import cooperation as actions
from qiao.advocacy.actions import draft_proposal, note_evidence
from qiao.advocacy.models import CooperationEffect, Reach
from qiao.casebook.drawn import _effects_said
from qiao.exceptions import BroughtStandsError, BroughtWithdrawnError
from qiao.registry.models import Cooperation
from qiao.registry.ties.cooperating import (
    begin_cooperation,
    cooperations,
    matrix,
    newness,
    record_brought,
    take_back_brought,
)
from qiao.trail.models import TrailEntry
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def cooperation(lin, crisis, health_commission) -> Cooperation:
    return begin_cooperation(
        lin, department=health_commission, subject="代运药品", initiator="ORGANIZATION", crisis=crisis
    )


def bring(lin, cooperation, side, asset, **facts):
    return record_brought(lin, cooperation, side=side, asset=asset, what="示例", **facts)


def stands(cooperation):
    return {line.asset: line.stand for line in matrix(cooperation) if line.stand != "NEITHER"}


def test_what_one_side_alone_brings_complements_the_other(lin, cooperation):
    bring(lin, cooperation, "ORGANIZATION", "PEOPLE")
    bring(lin, cooperation, "DEPARTMENT", "ACCESS")
    bring(lin, cooperation, "ORGANIZATION", "INFORMATION")
    bring(lin, cooperation, "DEPARTMENT", "INFORMATION")

    assert stands(cooperation) == {"PEOPLE": "OURS", "ACCESS": "THEIRS", "INFORMATION": "BOTH"}


def test_a_side_brings_a_resource_once_until_it_is_taken_back(lin, cooperation, now):
    first = bring(lin, cooperation, "DEPARTMENT", "ACCESS")
    with pytest.raises(BroughtStandsError):
        bring(lin, cooperation, "DEPARTMENT", "ACCESS")

    take_back_brought(lin, first, reason="记错了", at=now)

    assert stands(cooperation) == {}
    bring(lin, cooperation, "DEPARTMENT", "ACCESS")
    with pytest.raises(BroughtWithdrawnError):
        take_back_brought(lin, first, reason="又来", at=now)


def test_the_share_of_new_resources_leaves_the_unknown_out(lin, cooperation):
    bring(lin, cooperation, "ORGANIZATION", "PEOPLE", additionality="NEW", ground="为此招募")
    bring(lin, cooperation, "ORGANIZATION", "MONEY", additionality="REDIRECTED", ground="原定助学")
    bring(lin, cooperation, "DEPARTMENT", "ACCESS")

    found = newness(matrix(cooperation))

    assert (found.new, found.redirected, found.unknown, found.share) == (1, 1, 1, 0.5)
    assert newness([]).share is None


def test_calling_a_resource_new_needs_a_ground(lin, cooperation):
    with pytest.raises(IntegrityError), transaction.atomic():
        bring(lin, cooperation, "ORGANIZATION", "PEOPLE", additionality="NEW")


def test_who_took_the_first_step_can_be_asked_for(lin, cooperation, health_commission):
    begin_cooperation(lin, department=health_commission, subject="联防联控", initiator="DEPARTMENT")

    assert [one.subject for one in cooperations("ORGANIZATION")] == ["代运药品"]


def test_an_effect_without_evidence_is_unproven(lin, crisis, cooperation, mask, now):
    actions.claim_effect(lin, cooperation, claim="药送得更快")
    assert _effects_said(cooperation, "zh") == "成效未证"
    bundle = note_evidence(
        lin, crisis, statement="三天内送到", records=[make_need(lin, crisis, item=mask)], frozen_at=now
    )

    proven = actions.claim_effect(lin, cooperation, claim="三天内送到", evidence=bundle)

    assert _effects_said(cooperation, "zh") == "三天内送到"
    actions.take_back_effect(lin, proven, reason="证据不足", at=now)
    assert _effects_said(cooperation, "zh") == "成效未证"


def test_sequence_is_not_proof(lin, cooperation):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.claim_effect(lin, cooperation, claim="因为我们", attribution=3)

    actions.claim_effect(lin, cooperation, claim="之后发生", attribution=1)


def test_a_number_has_a_day_and_a_source(lin, cooperation):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.state_reach(lin, cooperation, policy="代运", served=120)


def test_served_and_reached_stand_apart_and_no_sum_is_shown(lin, as_lin, crisis, cooperation):
    actions.state_reach(
        lin,
        cooperation,
        policy="慢病药代购代送",
        served=120,
        served_on=date(2020, 2, 1),
        served_source="签收记录",
        population=354000,
        population_on=date(2019, 12, 31),
        population_source="示例统计公报",
    )
    proposal = draft_proposal(lin, crisis, title="示例建议")

    for address in (
        reverse("advocacy:cooperation", args=[cooperation.pk]),
        reverse("advocacy:proposal", args=[proposal.pk]),
    ):
        page = as_lin.get(address).content.decode()
        assert "120" in page
        assert "354,000" in page
        assert "354,120" not in page


def test_the_pages_take_it_all(as_lin, crisis, health_commission):
    listed = reverse("advocacy:cooperation_list", args=[crisis.slug])
    assert "还没有登记政社合作" in as_lin.get(listed).content.decode()
    made = as_lin.post(
        reverse("advocacy:cooperation_new", args=[crisis.slug]),
        {"department": health_commission.pk, "subject": "代运", "initiator": "ORGANIZATION"},
    )
    here = Cooperation.objects.get()
    as_lin.post(
        reverse("advocacy:cooperation_bring", args=[here.pk]),
        {"side": "DEPARTMENT", "asset": "ACCESS", "what": "通行证", "additionality": "UNKNOWN"},
    )
    as_lin.post(reverse("advocacy:cooperation_claim", args=[here.pk]), {"claim": "更快", "attribution": "1"})
    unsourced = as_lin.post(
        reverse("advocacy:cooperation_reach", args=[here.pk]), {"policy": "代运", "served": "5"}
    )
    page = as_lin.get(made.url).content.decode()

    assert "通行证" in page
    assert "未证" in page
    assert unsourced.status_code == 422
    effect = CooperationEffect.objects.get()
    as_lin.post(reverse("advocacy:effect_take_back", args=[effect.pk]), {"reason": "说早了"})
    effect.refresh_from_db()
    assert effect.withdrawn_reason == "说早了"
    assert not Reach.objects.exists()


def test_cooperation_is_handed_out_a_line_for_each_resource(lin, as_lin, crisis, cooperation):
    bring(lin, cooperation, "ORGANIZATION", "PEOPLE")
    bring(lin, cooperation, "DEPARTMENT", "ACCESS")

    handed = as_lin.get(reverse("advocacy:cooperation_export", args=[crisis.slug, "csv"]))

    assert handed.content.decode("utf-8-sig").count("代运药品") == 2
    assert TrailEntry.objects.filter(verb="cooperation.export").exists()
