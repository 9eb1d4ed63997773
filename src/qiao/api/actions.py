"""What can be done here: make and revoke tokens, ask for an export."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.api.exports.tables import Wanted, count_rows, table_for
from qiao.api.models import ApiToken
from qiao.exceptions import RightMissingError
from qiao.registry.models import Organization
from qiao.trail import jobs
from qiao.trail.models import Job
from qiao.trail.recorded import detail, recorded

PREFIX = "qiao_"
TOKEN_BYTES = 32
PURPOSE = "api-token"


def mark_of(token: str) -> str:
    """Return the keyed mark by which a token is found; the token itself is stored nowhere."""
    return fingerprint(PURPOSE, token)


def make_token(
    actor: Actor,
    user: User,
    organization: Organization,
    *,
    roles: Iterable[str],
    expires_at: datetime,
    name: str = "",
) -> tuple[ApiToken, str]:
    """Make a token for `user` in some of their roles; return it with its text, which is shown only now."""
    text = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    kept = ApiToken(
        user=user,
        organization=organization,
        name=name,
        roles=sorted(roles),
        mark=mark_of(text),
        expires_at=expires_at,
    )
    return _keep_token(actor, kept), text


@recorded("appointment.make")
def _keep_token(_actor: Actor, token: ApiToken) -> ApiToken:
    token.save(force_insert=True)
    detail(user=str(token.user_id), roles=" ".join(token.roles), until=token.expires_at.isoformat())
    return token


@recorded("appointment.make")
def revoke_token(_actor: Actor, token: ApiToken, *, revoked_at: datetime) -> ApiToken:
    """Make a token worthless at once."""
    token.revoked_at = revoked_at
    token.save(update_fields=("revoked_at",))
    detail(user=str(token.user_id), revoked=1)
    return token


def start_export(actor: Actor, wanted: Wanted) -> Job:
    """Promise a number of rows and hand the export to the worker. Run inside the organisation's scope.

    Raises RightMissingError where the actor may not read what is to be exported.
    """
    job = _promise_export(actor, wanted)
    jobs.enqueue(job)
    return job


@recorded("export.make")
def _promise_export(actor: Actor, wanted: Wanted) -> Job:
    verb = table_for(wanted).verb
    if not actor.may(verb):
        raise RightMissingError(verb=verb)
    total = count_rows(wanted, actor.organization_id)
    detail(what=wanted.what, form=wanted.form, rows=total, crisis=wanted.crisis)
    return jobs.ask_for(actor, "export", wanted.as_json(), total=total)
