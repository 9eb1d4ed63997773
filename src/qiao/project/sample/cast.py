"""Who takes part in the sample: one association with its people, firms, hospitals and departments."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models, transaction

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.registry.models import (
    Appointment,
    BusinessScope,
    Department,
    Membership,
    Organization,
    Person,
    Place,
    Qualification,
    ServiceArea,
)
from qiao.registry.queries import actor_for
from qiao.trail.chain import append

R = TypeVar("R", bound=models.Model)

HOME = "421124"
NEIGHBOURS = ("421123", "421125", "421126")
SILENT = "421121"
"""A county the flood touches and from which nobody is heard: unknown, not without need."""

ASSOCIATION = "英山青禾义工联合会（示例）"
SCOPE = "（示例章程）组织会员开展扶老助残、赈灾救助、应急志愿服务；反映会员和群众诉求，向有关部门提出建议。"


@dataclass(frozen=True)
class Member:
    """Somebody who signs in to the sample."""

    username: str
    name: str
    roles: tuple[Role, ...]


STAFF = (
    Member("lin", "林秘书长", (Role.ADMIN, Role.COORDINATOR)),
    Member("chen", "陈志愿者", (Role.VOLUNTEER,)),
    Member("zhou", "周社工", (Role.CASEWORKER,)),
    Member("he", "何督导", (Role.SUPERVISOR,)),
    Member("qian", "钱会计", (Role.FINANCE,)),
    Member("xu", "许项目官员", (Role.FOUNDATION,)),
    Member("fang", "方联络员", (Role.LIAISON,)),
    Member("shen", "沈审计", (Role.AUDITOR,)),
    Member("wen", "文编辑", (Role.EDITOR,)),
    Member("tang", "唐运维", (Role.OPERATOR,)),
)
VOLUNTEERS = ("示例志愿者甲", "示例志愿者乙", "示例志愿者丙", "示例志愿者丁", "示例志愿者戊")
UNITS = (
    ("英山云岭医院（示例）", "Yunling Hospital, Yingshan (sample)", Organization.Kind.HOSPITAL, HOME),
    ("浠水望溪医院（示例）", "Wangxi Hospital, Xishui (sample)", Organization.Kind.HOSPITAL, "421125"),
    ("黄冈松坪食品公司（示例）", "Songping Foods, Huanggang (sample)", Organization.Kind.COMPANY, "421102"),
    ("武汉柳林户外公司（示例）", "Liulin Outdoor, Wuhan (sample)", Organization.Kind.COMPANY, "420106"),
    ("合肥石桥机电公司（示例）", "Shiqiao Machinery, Hefei (sample)", Organization.Kind.COMPANY, "340104"),
    ("长江青禾基金会（示例）", "Qinghe Foundation (sample)", Organization.Kind.FOUNDATION, "420106"),
)
DEPARTMENTS = (
    ("英山县应急管理局（示例）", "Yingshan Emergency Management Bureau (sample)", "灾害救助、救灾物资"),
    ("英山县民政局（示例）", "Yingshan Civil Affairs Bureau (sample)", "临时救助、社会组织"),
    ("英山县卫生健康局（示例）", "Yingshan Health Bureau (sample)", "灾后防疫、医疗救治"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody in the sample, by the names the story calls them."""

    association: Organization
    actors: dict[str, Actor]
    units: dict[str, Organization]
    departments: tuple[Department, ...]
    volunteers: tuple[Person, ...]
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]


def keep(actor: Actor, verb: str, record: R) -> R:
    """Save a record and write the trail's entry in one transaction, as an action does."""
    with transaction.atomic():
        record.save(force_insert=True)
        append(actor, verb, subject=record)
    return record


def found_cast(today: date) -> Cast:
    """Register the association, its people and those around it."""
    system = Actor.operator()
    home = place(HOME)
    association = keep(
        system,
        "organization.register",
        Organization(
            name=ASSOCIATION,
            name_en="Yingshan Qinghe Volunteers' Union (sample)",
            kind=Organization.Kind.ASSOCIATION,
            home=home,
            registered_on=date(2012, 5, 1),
            registrar="英山县民政局（示例）",
            runs_qiao=True,
            is_sample=True,
            source="示例数据",
        ),
    )
    describe(association, today)
    users = {member.username: appoint(system, member, association) for member in STAFF}
    return Cast(
        association=association,
        actors={name: actor_for(user) for name, user in users.items()},
        units={name: register_unit(system, name, en, kind, code) for name, en, kind, code in UNITS},
        departments=tuple(
            Department.objects.create(name=name, name_en=en, mandate=mandate, place=home, is_sample=True)
            for name, en, mandate in DEPARTMENTS
        ),
        volunteers=tuple(volunteer(association, name, home) for name in VOLUNTEERS),
        users=users,
    )


def describe(association: Organization, today: date) -> None:
    """Give the association its scope, the places it serves and its qualifications."""
    BusinessScope.objects.create(
        organization=association, text=SCOPE, categories=["RELIEF", "VOLUNTEERING", "ADVOCACY"]
    )
    for code in (HOME, *NEIGHBOURS):
        ServiceArea.objects.create(organization=association, place=place(code), since=date(2012, 5, 1))
    Qualification.objects.create(
        organization=association,
        kind=Qualification.Kind.GRADE,
        number="示例-4A",
        valid_from=date(today.year - 2, 1, 1),
        valid_to=date(today.year + 2, 12, 31),
        source="示例数据",
    )


def place(code: str) -> Place:
    """Return the place with this code."""
    return Place.objects.get(code=code)


def appoint(actor: Actor, member: Member, organization: Organization) -> User:
    """Make a user without a usable password and appoint them to their roles."""
    user = User(username=member.username, display_name=member.name)
    user.set_unusable_password()
    user.save()
    Person.objects.create(name=member.name, user=user, place=organization.home, is_sample=True)
    for role in member.roles:
        keep(actor, "appointment.make", Appointment(user=user, organization=organization, role=role))
    return user


def register_unit(actor: Actor, name: str, name_en: str, kind: str, code: str) -> Organization:
    """Register an invented firm, hospital or foundation."""
    unit = Organization(
        name=name, name_en=name_en, kind=kind, home=place(code), is_sample=True, source="示例数据"
    )
    return keep(actor, "organization.register", unit)


def volunteer(association: Organization, name: str, home: Place) -> Person:
    """Register an invented volunteer as a member of the association."""
    person = Person.objects.create(name=name, place=home, is_sample=True)
    Membership.objects.create(organization=association, person=person, since=date(2018, 3, 1))
    return person


def sample_users() -> list[User]:
    """Return the users of the sample in the order of the table of accounts."""
    held = User.objects.in_bulk([member.username for member in STAFF], field_name="username")
    return [held[member.username] for member in STAFF if member.username in held]
