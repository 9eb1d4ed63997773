from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.api.actions import make_token, revoke_token
from qiao.api.models import ApiToken
from qiao.registry.models import Organization
from qiao.registry.queries import actor_for, organizations_of

USUAL_DAYS = 90


class Command(BaseCommand):
    """Make, list and revoke tokens for the API. A token is shown once and never stored."""

    help = "为程序建立接口令牌（只显示一次）/ make a token for the API"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="用户名 / user name")
        parser.add_argument("--organization", default="", metavar="NAME", help="组织名；只任职一处时可不填")
        parser.add_argument(
            "--roles", nargs="+", default=[], metavar="ROLE", help="限于这些角色；不填为其全部角色"
        )
        parser.add_argument("--days", type=int, default=USUAL_DAYS, help="有效天数 / days of validity")
        parser.add_argument("--name", default="", help="用途 / what for")
        parser.add_argument("--list", action="store_true", help="列出令牌 / list tokens")
        parser.add_argument("--revoke", type=UUID, metavar="ID", help="撤销令牌 / revoke a token")

    def handle(self, *_args: str, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            message = f"没有用户 {options['user']} / no such user"
            raise CommandError(message)
        if options["list"]:
            self._list(user)
        elif options["revoke"]:
            self._revoke(user, options["revoke"])
        else:
            self._make(user, options)

    def _make(self, user: User, options: dict[str, Any]) -> None:
        organization = self._organization(user, options["organization"])
        held = actor_for(user, str(organization.pk)).roles
        roles = set(options["roles"]) or set(held)
        if not roles <= held:
            message = f"{user} 在 {organization} 没有这些角色：{' '.join(sorted(roles - held))}"
            raise CommandError(message)
        kept, text = make_token(
            Actor.operator(organization.pk),
            user,
            organization,
            roles=roles,
            expires_at=timezone.now() + timedelta(days=options["days"]),
            name=options["name"],
        )
        self.stderr.write(
            f"令牌 {kept.pk}：{organization}，{' '.join(kept.roles)}，至 {kept.expires_at:%Y-%m-%d}"
        )
        self.stderr.write("只显示这一次，请立即存好 / shown only now:")
        self.stdout.write(text)

    def _organization(self, user: User, name: str) -> Organization:
        found = organizations_of(user)
        chosen = list(found.filter(name=name) if name else found)
        if len(chosen) != 1:
            message = (
                f"请用 --organization 指明一个组织：{'、'.join(one.name for one in found) or '（没有任职）'}"
            )
            raise CommandError(message)
        return chosen[0]

    def _list(self, user: User) -> None:
        for one in ApiToken.objects.filter(user=user).select_related("organization"):
            state = "有效 valid" if one.is_valid(timezone.now()) else "无效 invalid"
            self.stdout.write(f"{one.pk}  {state}  {one.expires_at:%Y-%m-%d}  {one.organization}  {one.name}")

    def _revoke(self, user: User, pk: UUID) -> None:
        kept = ApiToken.objects.filter(user=user, pk=pk).first()
        if kept is None:
            message = f"{user} 没有令牌 {pk} / no such token"
            raise CommandError(message)
        revoke_token(Actor.operator(kept.organization_id), kept, revoked_at=timezone.now())
        self.stdout.write(f"已撤销 / revoked {pk}")
