"""The same need told twice; the same organisation under two names. Engines propose, a person joins."""

from qiao.engines.linkage.blocking import blocking_keys, organisation_keys
from qiao.engines.linkage.index import Likely, LinkIndex, likely_repeats
from qiao.engines.linkage.looks import Look, Named, alike, look_keys, looks_of, skeleton, unseen_signs
from qiao.engines.linkage.marks import text_marks
from qiao.engines.linkage.names import OrganisationName, normalise_name
from qiao.engines.linkage.needs import NeedRecord, is_plausible, same_need
from qiao.engines.linkage.organisations import OrganisationRecord, same_organisation
from qiao.engines.linkage.recipients import RecipientLink, link_recipients
from qiao.engines.linkage.verdicts import Reason, Verdict, VerdictKind

__all__ = [
    "Likely",
    "LinkIndex",
    "Look",
    "Named",
    "NeedRecord",
    "OrganisationName",
    "OrganisationRecord",
    "Reason",
    "RecipientLink",
    "Verdict",
    "VerdictKind",
    "alike",
    "blocking_keys",
    "is_plausible",
    "likely_repeats",
    "link_recipients",
    "look_keys",
    "looks_of",
    "normalise_name",
    "organisation_keys",
    "same_need",
    "same_organisation",
    "skeleton",
    "text_marks",
    "unseen_signs",
]
