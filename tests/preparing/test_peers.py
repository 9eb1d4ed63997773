"""Peers: only who agreed counts, below k nothing is shown, nobody is named."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.exceptions import PeersStandError
from qiao.funding.models import ReadinessAssessment
from qiao.preparing import actions
from qiao.preparing.models import PeerMember
from qiao.preparing.queries.peers import K, compared
from qiao.registry.models import Organization
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def peers(lin):
    return actions.found_peers(lin, name="示例山区联合会", why="都在山区", at=NOW)


def assessed(organization, level):
    with scopes_disabled():
        ReadinessAssessment.objects.create(
            organization=organization, assessed_on=NOW.date(), levels={str(n): level for n in range(1, 16)}
        )


@pytest.fixture
def others(peers, lin):
    """Four that agreed, at levels 1, 2, 3, 4."""
    found = []
    for level in (1, 2, 3, 4):
        one = Organization.objects.create(name=f"示例同类{level}", kind="ASSOCIATION")
        actions.invite_peer(lin, peers, organization=one, at=NOW)
        assessed(one, level)
        found.append(one)
    PeerMember.objects.filter(organization__in=found).update(agreed_at=NOW)
    return found


def test_one_stands_among_peers_that_agreed_and_none_is_named(as_lin, lin, peers, others, association):
    assessed(association, 2)

    total = compared(peers, association.pk).rows[0]
    page = as_lin.get(reverse("preparing:peers", args=[peers.pk])).content.decode()

    assert (total.own, total.low, total.middle, total.high, total.below) == ((50, 50), 50, 50, 75, 1)
    assert page.count("示例同类3") == 1
    assert "等对方同意" not in page


def test_below_k_nothing_is_shown_and_who_did_not_agree_or_left_does_not_count(peers, others, association):
    assert compared(peers, association.pk).assessed == K - 1
    assert not compared(peers, association.pk).is_shown

    assessed(association, 2)
    assert compared(peers, association.pk).is_shown
    PeerMember.objects.filter(organization=others[0]).update(agreed_at=None)
    assert not compared(peers, association.pk).is_shown


def test_an_invited_organisation_decides_itself_and_sees_no_list_of_names(
    lin, zhao, as_zhao, peers, others, association, other_association
):
    assessed(association, 2)
    actions.invite_peer(lin, peers, organization=other_association, at=NOW)
    page = reverse("preparing:peers", args=[peers.pk])

    before = as_zhao.get(page).content.decode()
    as_zhao.post(reverse("preparing:peer_agree", args=[peers.pk]))
    after = as_zhao.get(page).content.decode()
    as_zhao.post(reverse("preparing:peer_leave", args=[peers.pk]))

    assert "同意之后才看得到" in before
    assert "peer-strip" in after
    assert "示例同类" not in before + after
    assert as_zhao.get(page).status_code == 404
    assert compared(peers, association.pk).agreed == 5


def test_only_the_founder_invites_and_nobody_twice(lin, as_zhao, peers, others, other_association):
    actions.invite_peer(lin, peers, organization=other_association, at=NOW)

    answer = as_zhao.post(reverse("preparing:peer_invite", args=[peers.pk]), {"organization": others[0].name})

    assert answer.status_code == 404
    with pytest.raises(PeersStandError):
        actions.invite_peer(lin, peers, organization=others[0], at=NOW)
    with pytest.raises(PeersStandError):
        actions.found_peers(lin, name=peers.name, why="又", at=NOW)
