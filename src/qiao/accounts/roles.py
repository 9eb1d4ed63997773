"""The roles of SECURITY 2.4 and who is acting."""

import uuid
from dataclasses import dataclass, field

from django.db import models

from qiao.accounts.rights import may
from qiao.exceptions import RightMissingError


class Role(models.TextChoices):
    """What somebody may be in an organisation."""

    PUBLIC = "PUBLIC", "公众"
    REPORTER = "REPORTER", "反映人（凭查询码）"
    RECIPIENT = "RECIPIENT", "接收方（凭签收码）"
    DRIVER = "DRIVER", "司机（凭司机码）"
    VOLUNTEER = "VOLUNTEER", "志愿者"
    CASEWORKER = "CASEWORKER", "社工"
    SUPERVISOR = "SUPERVISOR", "督导"
    ADMIN = "ADMIN", "组织管理员"
    FINANCE = "FINANCE", "财务"
    COORDINATOR = "COORDINATOR", "协调员"
    LIAISON = "LIAISON", "政府联络人"
    FOUNDATION = "FOUNDATION", "基金会项目官员"
    AUDITOR = "AUDITOR", "审计"
    EDITOR = "EDITOR", "案例编辑"
    OPERATOR = "OPERATOR", "系统运维"


@dataclass(frozen=True)
class Actor:
    """Who acts, for which organisation, in which roles. The first argument of every action."""

    user_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""

    @property
    def acts_for(self) -> uuid.UUID:
        """Return the organisation for which the actor acts; somebody without one may do nothing here."""
        if self.organization_id is None:
            raise RightMissingError(verb="organization")
        return self.organization_id

    def may(self, verb: str) -> bool:
        """Say whether one of the roles allows `verb`; raise RightUnknownError for an unlisted verb."""
        return may(self.roles, verb)

    @classmethod
    def public(cls, organization_id: uuid.UUID | None = None) -> "Actor":
        """Return somebody without an account."""
        return cls(organization_id=organization_id, roles=frozenset({Role.PUBLIC}), name="公众")

    @classmethod
    def reporter(cls, organization_id: uuid.UUID) -> "Actor":
        """Return the holder of a report's receipt code."""
        return cls(organization_id=organization_id, roles=frozenset({Role.REPORTER}), name="反映人")

    @classmethod
    def recipient(cls, organization_id: uuid.UUID) -> "Actor":
        """Return the holder of a delivery's code."""
        return cls(organization_id=organization_id, roles=frozenset({Role.RECIPIENT}), name="接收方")

    @classmethod
    def driver(cls, organization_id: uuid.UUID) -> "Actor":
        """Return the holder of a lorry's code."""
        return cls(organization_id=organization_id, roles=frozenset({Role.DRIVER}), name="司机")

    @classmethod
    def volunteer(cls, organization_id: uuid.UUID, user_id: uuid.UUID | None = None) -> "Actor":
        """Return the holder of a volunteer's code, with the account where there is one."""
        return cls(user_id, organization_id, frozenset({Role.VOLUNTEER}), "志愿者")

    @classmethod
    def operator(cls, organization_id: uuid.UUID | None = None) -> "Actor":
        """Return the machine itself: a command run by whoever operates it."""
        return cls(organization_id=organization_id, roles=frozenset({Role.OPERATOR}), name="系统")
