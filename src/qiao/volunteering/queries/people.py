"""What can be asked of the people who entered their names."""

from django.db.models import Prefetch, QuerySet

from qiao.volunteering.models import Enrolment, PurposeConsent


def enrolments() -> QuerySet[Enrolment]:
    """Return the entries of the organisation, the latest first, with the consents that stand."""
    standing = PurposeConsent.objects.filter(withdrawn_at__isnull=True)
    return (
        Enrolment.objects.select_related("place", "person", "enterprise", "shift__activity")
        .prefetch_related(Prefetch("consents", standing, to_attr="standing"), "capacities")
        .order_by("-created_at", "pk")
    )
