"""An association with a charter, in a county of its own."""

import pytest

from qiao.registry.models import BusinessScope, Organization, ServiceArea


@pytest.fixture
def chartered(association, yingshan):
    """The association may do disaster relief, in its own county."""
    BusinessScope.objects.create(organization=association, text="赈灾救助、志愿服务", categories=["RELIEF"])
    ServiceArea.objects.create(organization=association, place=yingshan)
    return association


@pytest.fixture
def counsellors(yingshan):
    """Another organisation whose charter is psychological support, in the same county."""
    found = Organization.objects.create(
        name="示例心理协会", kind="ASSOCIATION", home=yingshan, is_sample=True
    )
    BusinessScope.objects.create(organization=found, text="心理援助", categories=["MENTAL"])
    ServiceArea.objects.create(organization=found, place=yingshan)
    return found
