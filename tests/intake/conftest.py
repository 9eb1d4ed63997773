"""One record of each kind that the pages of the desk show."""

import pytest
from django_scopes import scope

from qiao.intake.actions import take_in
from qiao.intake.actions.receive import Message
from qiao.intake.models import Alert, Offer, Report, SheetLine, SheetSource
from tests.conftest import NOW
from tests.makers import make_need, make_offer

PHONE = "15400000001"
TEXT = f"示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 {PHONE}"


@pytest.fixture
def report(lin, crisis, at_work, new_id) -> Report:
    """A message with a telephone number, read into one need."""
    return take_in(lin, Message(TEXT), id=new_id(), crisis=crisis, source="PASTE", received_at=NOW).report


@pytest.fixture
def need(lin, crisis, mask, yingshan, at_work):
    return make_need(lin, crisis, item=mask, place=yingshan, is_verified=False)


@pytest.fixture
def offer(lin, crisis, mask, at_work) -> Offer:
    return make_offer(lin, crisis, item=mask, is_verified=False)


@pytest.fixture
def sheet(crisis, at_work) -> SheetSource:
    return SheetSource.objects.create(organization=at_work, crisis=crisis, name="示例医院表")


@pytest.fixture
def alert(sheet, crisis, association) -> Alert:
    """A hospital that vanished from the sheet."""
    with scope(organization=association.pk):
        line = SheetLine.objects.create(
            source=sheet, key="示例医院", institution=association, first_seen_at=NOW, last_seen_at=NOW
        )
        return Alert.objects.create(
            organization=association, crisis=crisis, kind="VANISHED", line=line, raised_at=NOW
        )
