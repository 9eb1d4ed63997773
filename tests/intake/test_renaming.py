"""An organisation that is called otherwise is compared by its new name; the lexicon knows at once what changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qiao.exceptions import RightMissingError
from qiao.intake.lexicon import lexicon
from qiao.intake.models import RepeatRecord
from qiao.intake.upkeep import look_for_repeats
from qiao.registry.actions import rename_organization
from qiao.registry.joining import join_parties
from qiao.registry.models import ItemAlias, Organization
from tests.conftest import NOW
from tests.makers import make_need

LATER = timedelta(days=4000)


@pytest.fixture
def hospital(yingshan):
    return Organization.objects.create(name="英山县温泉镇卫生院", kind="SERVICE_AGENCY", home=yingshan)


@pytest.fixture
def need(lin, crisis, mask, yingshan, at_work, hospital):
    return make_need(lin, crisis, item=mask, place=yingshan, party=hospital)


def name_of(need):
    return RepeatRecord.objects.get(need=need).facts["organisation"]


def test_needs_of_a_renamed_organisation_are_compared_by_its_new_name(lin, need, hospital):
    look_for_repeats(NOW + LATER)
    before = name_of(need)

    rename_organization(lin, hospital, name="英山县温泉镇中心卫生院")
    look_for_repeats(NOW + LATER)

    assert (before, name_of(need)) == ("英山县温泉镇卫生院", "英山县温泉镇中心卫生院")


def test_joining_two_names_is_known_to_the_needs_of_either(lin, need, hospital):
    look_for_repeats(NOW + LATER)
    other = Organization.objects.create(
        name="英山县温泉镇中心卫生院", kind="SERVICE_AGENCY", uscc="12421124000000001X"
    )

    join_parties(lin, hospital, other, now=NOW)
    look_for_repeats(NOW + LATER)

    assert name_of(need) == other.name


def test_an_organisation_at_work_here_is_renamed_by_its_own_people_only(lin, other_association):
    with pytest.raises(RightMissingError):
        rename_organization(lin, other_association, name="示例新名称")


def test_page_renames_and_refuses_unseen_signs(as_lin, need, hospital):
    address = reverse("registry:organization_rename", args=(hospital.pk,))

    refused = as_lin.post(address, {"name": "英山县\u200b卫生院"})
    as_lin.post(address, {"name": "英山县新卫生院"})

    hospital.refresh_from_db()
    assert (refused.status_code, hospital.name) == (422, "英山县新卫生院")


def test_lexicon_is_known_by_one_read_and_knows_a_new_alias(mask):
    known = lexicon()
    with CaptureQueriesContext(connection) as asked:
        same = lexicon()

    ItemAlias.objects.create(item=mask, alias="示例罩罩")

    assert same is known
    assert len(asked) == 1
    assert (known.item_code("示例罩罩"), lexicon().item_code("示例罩罩")) == (None, mask.code)


def test_lexicon_knows_an_item_by_its_new_name_though_none_was_added(mask):
    lexicon()
    mask.name = "示例新口罩"
    mask.save()

    assert lexicon().item_code("示例新口罩") == mask.code
