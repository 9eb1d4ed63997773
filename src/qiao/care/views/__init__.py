"""Pages of care: files, and what is handed on."""

from qiao.care.views.files import (
    consent_new,
    consent_withdraw,
    file,
    file_list,
    file_new,
    notes_open,
    session_new,
)
from qiao.care.views.referrals import (
    arrivals,
    referral,
    referral_accept,
    referral_decline,
    referral_letter,
    referral_new,
    referral_note,
    referral_withdraw,
    request_page,
    request_take,
)

__all__ = [
    "arrivals",
    "consent_new",
    "consent_withdraw",
    "file",
    "file_list",
    "file_new",
    "notes_open",
    "referral",
    "referral_accept",
    "referral_decline",
    "referral_letter",
    "referral_new",
    "referral_note",
    "referral_withdraw",
    "request_page",
    "request_take",
    "session_new",
]
