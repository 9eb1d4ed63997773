"""Two sides, each with its own organisation, people and keys; what one hands over is bytes, as on a USB stick."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope

from qiao.accounts.roles import Actor, Role
from qiao.exchange import actions
from qiao.exchange.actions import Agreed, Introduced
from qiao.exchange.keys import public_key
from qiao.exchange.models import ForeignRecord, Passing, Platform
from qiao.registry.models import Crisis, Organization
from qiao.registry.queries import actor_for
from tests.conftest import NOW, appoint

KINDS = ("need", "offer", "allocation", "receipt", "organization")
KEY = "small-2020"
LATER = NOW + timedelta(hours=1)


@dataclass
class Side:
    """One installation: its organisation, who works there, where its keys lie."""

    organization: Organization
    actor: Actor
    other: Actor
    keys: Path
    settings: Any
    other_user: Any = None
    platform: Platform | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Work on this side: with its keys, in its scope."""
        before, self.settings.QIAO_KEYS = self.settings.QIAO_KEYS, self.keys
        try:
            with scope(organization=self.organization.pk):
                yield
        finally:
            self.settings.QIAO_KEYS = before

    def introduced(self) -> Introduced:
        """Return what stands on this side's card."""
        with self.at_work():
            return Introduced(self.organization.pk, self.organization.name, public_key())

    def know(self, other: "Side", crisis: Crisis, **more: Any) -> None:
        """Enter the other side, let a second person check it, and share the crisis."""
        agreed = Agreed("示例协议", date(2030, 1, 1), more.get("gives", KINDS), more.get("takes", KINDS))
        with self.at_work():
            here = actions.add_platform(self.actor, other.introduced(), agreed, at=NOW)
            here = actions.check_platform(self.other, here, how="电话", at=NOW)
            actions.share_crisis(self.actor, here, crisis=crisis, key=KEY, area=more.get("area"))
            self.platform = here

    def give(self, **more: Any) -> bytes:
        """Return the next parcel for the other side."""
        with self.at_work():
            return actions.give(self.actor, self.platform, now=LATER, way="GIVEN_FILE", **more).sent

    def take(self, sent: bytes) -> Passing:
        """Take a parcel."""
        with self.at_work():
            return actions.take(self.actor, actions.platform_of(sent), sent, now=LATER, way="TAKEN_FILE")

    def foreign(self, kind: str) -> list[ForeignRecord]:
        """Return what the other side told of a kind."""
        return list(ForeignRecord.objects.filter(platform=self.platform, kind=kind).order_by("changed_at"))


@pytest.fixture
def first(association, lin_user, settings, tmp_path) -> Side:
    zhou = appoint("first_zhou", association, Role.COORDINATOR)
    return Side(association, actor_for(lin_user), actor_for(zhou), tmp_path / "keys-a", settings, zhou)


@pytest.fixture
def second(other_association, zhao_user, settings, tmp_path) -> Side:
    qian = appoint("second_qian", other_association, Role.COORDINATOR)
    return Side(other_association, actor_for(zhao_user), actor_for(qian), tmp_path / "keys-b", settings, qian)


@pytest.fixture
def both(first, second, crisis) -> tuple[Side, Side]:
    """Two sides that know each other."""
    first.know(second, crisis)
    second.know(first, crisis)
    return first, second
