"""Names of donors, looked up while their consent lasts: a pack holds the gift alone."""

from qiao.funding.models import Donation
from qiao.funding.packs.content import Content

AT_ONCE = 500


def names_of(content: Content) -> dict[str, str]:
    """Return gift → the name its donor still agrees to see published."""
    gifts = [one["gift"] for one in content["donors"]["named"]]
    found: dict[str, str] = {}
    for start in range(0, len(gifts), AT_ONCE):
        rows = Donation.objects.filter(pk__in=gifts[start : start + AT_ONCE], is_named=True).values_list(
            "pk", "donor_text"
        )
        found |= {str(pk): name for pk, name in rows if name}
    return found
