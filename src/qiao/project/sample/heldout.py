"""What checks from outside ask for (SECURITY 7.2): two organisations, a user and a token for each role of
each, and one sealed case in the first. Invented, like all samples.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor, Role
from qiao.api.actions import make_token
from qiao.intake.actions import take_in
from qiao.intake.actions.receive import Message
from qiao.project.onetime import set_password
from qiao.project.sample.cast import Cast, Member, appoint, keep, place
from qiao.project.sample.desks import care_for_one
from qiao.registry.models import Crisis, Organization
from qiao.registry.queries import actor_for

WITHOUT_ACCOUNT = {Role.PUBLIC, Role.REPORTER, Role.RECIPIENT, Role.DRIVER}
TOKEN_LIFE = timedelta(days=30)
HOMES = {"A": "421124", "B": "310115"}
NAMES = {"A": "示例甲县义工联合会", "B": "示例乙区社工协会"}
TEXT = "示例数据：{place}第一中学安置点急需饮用水{quantity}升，联系人李女士 1549000000{serial}"


@transaction.atomic
def fill_heldout(now: datetime) -> dict[str, Any]:
    """Write both organisations; return names, passwords, tokens and ids, which are shown only now."""
    crisis = open_crisis(now)
    found: dict[str, Any] = {"crisis": {"id": str(crisis.pk), "slug": crisis.slug}, "organizations": {}}
    for serial, letter in enumerate(HOMES, start=1):
        cast = found_organization(letter)
        with scope(organization=cast.association.pk):
            text = TEXT.format(place=place(HOMES[letter]).full_name, quantity=serial * 100, serial=serial)
            report = take_in(
                cast[username(Role.COORDINATOR, letter)],
                Message(text, channel="示例", origin="示例数据"),
                id=uuid.uuid4(),
                crisis=crisis,
                source="PASTE",
                received_at=now,
            )
            if letter == "A":
                found["sealed_case"] = sealed_case(cast, crisis, now)
        found["organizations"][letter] = {
            "id": str(cast.association.pk),
            "name": cast.association.name,
            "report": str(report.report.pk),
            "needs": [str(need.pk) for need in report.needs],
            "users": {role.value: credentials(cast, role, letter, now) for role in roles()},
        }
    return found


def roles() -> list[Role]:
    """Return the roles that somebody with an account can have."""
    return [role for role in Role if role not in WITHOUT_ACCOUNT]


def username(role: Role, letter: str) -> str:
    """Return the user name of a role in one of the organisations."""
    return f"{letter.lower()}-{role.lower()}"


def open_crisis(now: datetime) -> Crisis:
    """Open the crisis both organisations work in."""
    crisis = keep(
        Actor.operator(),
        "crisis.open",
        Crisis(
            name="示例洪涝",
            slug="heldout",
            hazard=Crisis.Hazard.FLOOD,
            began_on=timezone.localdate(now),
            is_sample=True,
        ),
    )
    crisis.places.set([place(code) for code in HOMES.values()])
    return crisis


def found_organization(letter: str) -> Cast:
    """Register an organisation with one user for each role."""
    system = Actor.operator()
    organization = keep(
        system,
        "organization.register",
        Organization(
            name=NAMES[letter],
            kind=Organization.Kind.ASSOCIATION,
            home=place(HOMES[letter]),
            runs_qiao=True,
            is_sample=True,
            source="示例数据",
        ),
    )
    users = {
        username(role, letter): appoint(
            system, Member(username(role, letter), f"示例{role.label}", (role,)), organization
        )
        for role in roles()
    }
    actors = {name: actor_for(user) for name, user in users.items()}
    return Cast(organization, actors, units={}, departments=(), volunteers=(), users=users)


def sealed_case(cast: Cast, crisis: Crisis, now: datetime) -> dict[str, str]:
    """Open the case that nobody but its team may read."""
    worker, supervisor = username(Role.CASEWORKER, "A"), username(Role.SUPERVISOR, "A")
    pk = care_for_one(cast, crisis, worker=worker, supervisor=supervisor, moment=now)
    return {"id": str(pk), "organization": "A", "team": f"{worker} {supervisor}"}


def credentials(cast: Cast, role: Role, letter: str, now: datetime) -> dict[str, str]:
    """Give the user of a role a password and a token."""
    name = username(role, letter)
    _, token = make_token(
        Actor.operator(cast.association.pk),
        cast.users[name],
        cast.association,
        roles=[role.value],
        expires_at=now + TOKEN_LIFE,
        name="heldout",
    )
    return {"username": name, "password": set_password(cast.users[name]), "token": token}
