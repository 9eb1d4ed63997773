"""A network in the sample, partners at several stages, what they were given, how ready they were and are."""

from datetime import datetime, timedelta

from django.utils import timezone

from qiao.project.sample.cast import HOME, UNITS, Cast, place, register_unit
from qiao.project.sample.clock import at
from qiao.registry.models import CapacitySupport, NetworkMember, Organization, PartnerReadiness, PartnerStage
from qiao.registry.networks.actions import (
    assess_partner,
    found_network,
    join_network,
    record_support,
    set_stage,
)

Kind, Stage, Basis = CapacitySupport.Kind, PartnerStage.Stage, PartnerReadiness.Basis
PARTNERS = (
    ("麻城映山红义工会（示例）", "Yingshanhong Volunteers, Macheng (sample)", "421181"),
    ("红安杜鹃社工站（示例）", "Dujuan Social Work, Hong'an (sample)", "421122"),
    ("蕲春艾叶志愿队（示例）", "Aiye Volunteers, Qichun (sample)", "421126"),
)
COURSE = (
    (
        ((900, Stage.ASSESSED), (700, Stage.SUPPORTED), (200, Stage.WORKING)),
        ((880, (150, 50, 0, 100, 150)), (60, (250, 100, 150, 250, 250))),
        (
            (650, Kind.TRAINING, "示例：救灾物资登记与公示，两天", 720, 14),
            (300, Kind.MENTORING, "示例：陪做第一份项目书", 360, 3),
        ),
    ),
    (
        ((500, Stage.KNOWN), (240, Stage.SUPPORTED)),
        ((230, (100, 0, None, 50, 200)),),
        ((120, Kind.TEMPLATE, "示例：财务与票据制度一套", None, None),),
    ),
    (((400, Stage.KNOWN),), (), ()),
)


def networks(cast: Cast, *, start: datetime) -> None:
    """Write a network, its members and what became of them down, days before the flood."""
    lin, today = cast["lin"], timezone.localdate(start)
    foundation = cast.units[UNITS[-1][0]]
    with at(start):
        network = found_network(
            lin,
            name="大别山联合救灾网络（示例）",
            lead=foundation,
            purpose="示例：灾后三天内每个县有人到场、有账可查",
            since=today - timedelta(days=1500),
            is_sample=True,
        )
        join_network(
            lin,
            network,
            organization=cast.association,
            part=NetworkMember.Part.COORDINATOR,
            place=place(HOME),
            since=today - timedelta(days=1400),
        )
        for (name, english, code), (stages, assessed, given) in zip(PARTNERS, COURSE, strict=True):
            unit = register_unit(lin, name, english, Organization.Kind.VOLUNTEER_GROUP, code)
            join_network(
                lin, network, organization=unit, place=place(code), since=today - timedelta(days=stages[0][0])
            )
            for ago, stage in stages:
                since = today - timedelta(days=ago)
                set_stage(
                    lin, partner=unit, stage=stage, since=since, reason="示例：走访与项目记录", is_sample=True
                )
            for ago, domains in assessed:
                assess_partner(
                    lin,
                    partner=unit,
                    assessed_on=today - timedelta(days=ago),
                    basis=Basis.VISIT,
                    source="示例：实地走访，查看名册与账本",
                    is_sample=True,
                    **dict(zip(("m1", "m2", "m3", "m4", "m5"), domains, strict=True)),
                )
            for ago, kind, what, minutes, people in given:
                record_support(
                    lin,
                    kind=kind,
                    giver=cast.association,
                    receiver=unit,
                    network=network,
                    given_on=today - timedelta(days=ago),
                    minutes=minutes,
                    people=people,
                    what=what,
                    is_sample=True,
                )
