"""One-time passwords: made by chance, shown once, kept only as a hash (SECURITY 6)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from qiao.accounts.models import User
from qiao.accounts.roles import Role
from qiao.registry.models import Appointment

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's 32: five bits a character, none to be misread
GROUPS = 4
GROUP_CHARACTERS = 4
"""16 characters of 5 bits: 80 bits."""


class ChanceHasher(Argon2PasswordHasher):
    """Argon2 made light. Eighty bits of chance cannot be guessed, so the slowness would protect nothing.

    Django hashes again with the full cost when the owner first signs in.
    """

    time_cost = 1
    memory_cost = 1024
    parallelism = 1


@dataclass(frozen=True)
class Account:
    """One line of the table of accounts."""

    username: str
    display_name: str
    organization: str
    roles: tuple[str, ...]
    password: str

    @property
    def role_names(self) -> str:
        return "、".join(str(Role(role).label) for role in self.roles)


def new_password() -> str:
    """Return a password of 80 bits that can be read out and typed."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARACTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def set_password(user: User) -> str:
    """Give the user a new one-time password and return it; only its hash is kept."""
    password, hasher = new_password(), ChanceHasher()
    user.password = hasher.encode(password, hasher.salt())
    user.save(update_fields=("password",))
    return password


@transaction.atomic
def issue(users: Iterable[User]) -> list[Account]:
    """Give every user a new password; return the table of accounts in the order of the users."""
    return [_issued(user) for user in users]


def _issued(user: User) -> Account:
    held = list(Appointment.objects.filter(user=user).select_related("organization").order_by("created_at"))
    return Account(
        username=user.username,
        display_name=user.display_name,
        organization=held[0].organization.name if held else "",
        roles=tuple(one.role for one in held),
        password=set_password(user),
    )
