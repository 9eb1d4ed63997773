"""Who, where, when, what: the registry's records."""

from qiao.registry.models.contact import ContactPoint, ContactVersion
from qiao.registry.models.cooperation import Brought, Cooperation
from qiao.registry.models.crisis import Crisis, Phase
from qiao.registry.models.item import Item, ItemAlias, ItemStandard, Pack, Substitution
from qiao.registry.models.look import LookAlike
from qiao.registry.models.mark import ReferenceMark
from qiao.registry.models.network import (
    CapacitySupport,
    Network,
    NetworkMember,
    PartnerReadiness,
    PartnerStage,
)
from qiao.registry.models.organization import (
    BusinessScope,
    Organization,
    OrganizationName,
    Qualification,
    ServiceArea,
)
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.partnership import Obstacle, Partnership
from qiao.registry.models.person import Appointment, Membership, Person
from qiao.registry.models.place import Place, Positioned
from qiao.registry.models.quantity import Quantified, QuantityKind
from qiao.registry.models.relation import Agreement, Department
from qiao.registry.models.scope import ScopeAnswer
from qiao.registry.models.served import ServedAnswer
from qiao.registry.models.tie import Tie, TieContact, TieTable

__all__ = [
    "Agreement",
    "Appointment",
    "Brought",
    "BusinessScope",
    "CapacitySupport",
    "ContactPoint",
    "ContactVersion",
    "Cooperation",
    "Crisis",
    "Department",
    "Item",
    "ItemAlias",
    "ItemStandard",
    "LookAlike",
    "Membership",
    "Network",
    "NetworkMember",
    "Obstacle",
    "Organization",
    "OrganizationName",
    "OwnedRecord",
    "Pack",
    "PartnerReadiness",
    "PartnerStage",
    "Partnership",
    "Person",
    "Phase",
    "Place",
    "Positioned",
    "Qualification",
    "Quantified",
    "QuantityKind",
    "ReferenceMark",
    "ScopeAnswer",
    "ServedAnswer",
    "ServiceArea",
    "Substitution",
    "Tie",
    "TieContact",
    "TieTable",
]
