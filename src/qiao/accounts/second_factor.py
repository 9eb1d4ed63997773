"""The second factor asked again, for acts that a signed-in session alone must not do."""

import uuid

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from qiao.exceptions import SecondFactorMissingError


def check_code(user_id: uuid.UUID | None, code: str) -> bool:
    """Say whether a code of the user's authenticator, or one of the recovery codes, is right and was not used.

    Raises SecondFactorMissingError where the user has set up none.
    """
    held = {one.type: one for one in Authenticator.objects.filter(user_id=user_id)}
    totp, recovery = held.get(Authenticator.Type.TOTP), held.get(Authenticator.Type.RECOVERY_CODES)
    if totp is None:
        raise SecondFactorMissingError
    if TOTP(totp).validate_code(code):
        return True
    return recovery is not None and bool(RecoveryCodes(recovery).validate_code(code))
