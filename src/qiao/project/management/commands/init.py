import shlex
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from qiao.accounts.models import User
from qiao.accounts.roles import Actor, Role
from qiao.exceptions import PlaceUnknownError
from qiao.project.commands import HouseCommand
from qiao.project.datadir import refuse_sample
from qiao.project.onetime import set_password
from qiao.registry.models import Appointment, Organization, Person, Place
from qiao.registry.queries import place_by_code
from qiao.trail.chain import append, together

KINDS = [str(kind) for kind in Organization.Kind.values]


class Command(HouseCommand):
    """Begin real work: the database, the first organisation, and its administrator with a one-time password."""

    help = "正式启用：建库、第一个组织及其管理员 / begin real work: database, organisation, administrator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="NAME", help="组织全称 / the organisation's full name")
        parser.add_argument(
            "--kind", type=str.upper, choices=KINDS, help="法律形式 / legal form, default ASSOCIATION"
        )
        parser.add_argument(
            "--place", metavar="CODE", help="住所地六位代码，如 421124 / six-digit code of its home"
        )
        parser.add_argument(
            "--admin", metavar="USERNAME", help="管理员用户名 / the administrator's user name"
        )
        parser.add_argument("--name", default="", help="管理员称呼 / the administrator's name")

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_sample(settings.DATA)
        with self.step("建库 / making the database"):
            call_command("migrate", verbosity=0)
            call_command("load_registry", stdout=self.stderr)
        organization = self.organization(options)
        username = self.ask(options["admin"], "管理员用户名 / administrator's user name")
        password = begin(organization, User(username=username, display_name=options["name"] or username))
        place = organization.home.full_name if organization.home else "-"
        self.say(BEGUN_NOW.format(organization=organization.name, place=place))
        self.say(f"\n  {username}  {password}\n\n{NEXT.format(where=_where())}")

    def organization(self, options: dict[str, Any]) -> Organization:
        """Return the new organisation, or the one that a replay left without any account."""
        there = list(Organization.objects.filter(runs_qiao=True))
        if there and (len(there) > 1 or User.objects.exists()):
            raise CommandError(BEGUN.format(path=settings.DATA))
        if there:
            return there[0]
        name = self.ask(options["organization"], "组织全称 / organisation")
        home = find_place(self.ask(options["place"], "住所地六位代码 / six-digit code of its place"))
        kind = options["kind"] or Organization.Kind.ASSOCIATION
        return Organization(name=name, kind=kind, home=home, runs_qiao=True)

    def ask(self, given: str | None, title: str) -> str:
        """Return what was given as an option, or ask for it."""
        try:
            answer = given if given is not None else input(f"{title}: ")
        except EOFError as error:
            raise CommandError(MISSING.format(title=title)) from error
        if not answer.strip():
            raise CommandError(MISSING.format(title=title))
        return answer.strip()


def find_place(code: str) -> Place:
    """Return the place; raise PlaceUnknownError where no place has this code."""
    found = place_by_code(code)
    if found is None:
        raise PlaceUnknownError(place=code)
    return found


@together()
def begin(organization: Organization, user: User) -> str:
    """Register the organisation if it is new, appoint its administrator, and return the one-time password."""
    system = Actor.operator()
    if not Organization.objects.filter(pk=organization.pk).exists():
        organization.full_clean()
        organization.save(force_insert=True)
        append(system, "organization.register", subject=organization)
    user.set_unusable_password()
    user.full_clean()
    user.save(force_insert=True)
    Person.objects.create(name=user.display_name, user=user, place=organization.home)
    for role in (Role.ADMIN, Role.COORDINATOR):
        appointment = Appointment.objects.create(user=user, organization=organization, role=role)
        append(system, "appointment.make", subject=appointment, details={"role": role.value})
    return set_password(user)


BEGUN = (
    "{path} 已经启用，里面有在工作的组织。管理员在“名录”里添加人员。\n"
    "{path} is at work already. Its administrator adds people in the registry."
)
MISSING = "缺少：{title}。 Missing: {title}."
BEGUN_NOW = (
    "已启用 / begun: {organization}（{place}）\n一次性密码，只显示这一次 / one-time password, shown once:"
)
NEXT = "登录后请改密码。运行：./qiao serve{where}\nChange it after signing in. Run: ./qiao serve{where}"


def _where() -> str:
    """Name the folder of the data where it is not the usual one."""
    usual = settings.ROOT / ".qiao" / "data"
    return "" if usual.resolve() == settings.DATA else f" --data {shlex.quote(str(settings.DATA))}"
