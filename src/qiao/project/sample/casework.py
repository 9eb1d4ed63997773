"""What the sample shows of the case book: a case drawn from the flood, an after-action review, lessons, applications.

Lessons of the public cases say what their sources state; everything else is invented and says so.
"""

from datetime import date, datetime, timedelta

from django_scopes import scope

from qiao.casebook import actions, full_editions
from qiao.casebook.actions import desk, review
from qiao.casebook.models import CaseStudy, Collection, Part, Review, TextRequest
from qiao.exceptions import CaseIncompleteError
from qiao.project.sample.cast import Cast
from qiao.project.sample.clock import at
from qiao.project.sample.desks import illustrate
from qiao.registry.models import Crisis

SOURCE = "《民间公益组织参与新冠疫情抗击案例集》社会团体篇后记（徐宇珊），第 {} 句"

LEARNED = (
    (
        1,
        "GOVERNMENT",
        "",
        "外省市组织有伙伴关系，直接服务仍然困难重重。",
        "An organisation from another province had partners, and direct service was still hard.",
        "先找本地执行伙伴，写明由谁送到最后一里，再调物资。",
        "Find a local partner first and name who covers the last mile, then move goods.",
        14,
    ),
    (
        2,
        "FUNCTIONS",
        "EPIDEMIC",
        "遍布全县的志愿者带来第一手资料，几天里就写成了建议。",
        "Volunteers all over the county brought first-hand material, and advice was written within days.",
        "第一天就把一线信息按乡镇记下来，每周看一次有没有统一系统里看不到的需求。",
        "Keep front-line reports by township from the first day; look weekly for needs the unified system does not see.",
        27,
    ),
    (
        3,
        "MOBILISATION",
        "",
        "没有筹款，却动员了大量志愿者和会员资源。",
        "No money was raised, yet many volunteers and members' resources were mobilised.",
        "把时间和技能和钱并排记账，对外一起说。",
        "Record time and skill beside money, and tell them together.",
        36,
    ),
    (
        4,
        "SCOPE",
        "EPIDEMIC",
        "初期送医疗物资，后期助复工复产，此后做倡导：不同阶段做不同的事。",
        "Medical goods first, then helping work resume, then advocacy: different phases, different work.",
        "开始时就写下三个阶段各做什么、何时换挡。",
        "Write down at the start what each phase is for and when to change.",
        22,
    ),
)

OBSERVED = (
    (
        "WENT_WELL",
        "GEOGRAPHY",
        "示例：各乡镇各有联络人，接到消息当天上报",
        "示例：七成乡镇当天有消息",
        "示例：联络人平时就登记在册，每季联系一次",
    ),
    (
        "FELL_SHORT",
        "MOBILISATION",
        "示例：三天内签好运输车队",
        "示例：第六天才有车",
        "示例：没有事先签约，临时逐家打电话",
    ),
    (
        "FELL_SHORT",
        "GOVERNMENT",
        "示例：每周向民政部门报一次未满足的需求",
        "示例：前三周只报过一次",
        "示例：没有指定谁来写，也没有固定格式",
    ),
)

CORE = "示例数据：洪水来了六天。我们把各村传来的话一条条记下、核实、对接，把没有人管的需求写成建议报上去。"
CHALLENGES = "示例数据：头两天车不够，远处两个乡镇没有声音，我们到第三天才派人去看。"
GROWTH = "示例数据：现在每个乡镇有了联络人，送货前先问一声有没有别人在送。"
FULL = (
    "示例数据：全文按天写：第一天怎样分工，第二天为什么没有送到，第三天怎样发现两个静默的乡镇，"
    "第四天怎样把四类需求写成建议，第五、第六天部门怎样答复。附表列出每一批物资的去向。"
)


def casework(cast: Cast, flood: Crisis, *, now: datetime) -> None:
    """Fill the case book: reviews and lessons of the epidemic, a case of the flood with its applications."""
    with scope(organization=cast.association.pk):
        _lessons(cast)
        _review(cast)
        _desk(cast, now=now)
        _case_of_the_flood(cast, flood, now=now)


def _lessons(cast: Cast) -> None:
    cases = {one.number: one for one in CaseStudy.objects.filter(crisis__slug="covid-2020")}
    for number, dimension, hazard, zh, en, advice, advice_en, sentence in LEARNED:
        review.learn(
            cast["lin"],
            cases[number],
            statement=zh,
            statement_en=en,
            advice=advice,
            advice_en=advice_en,
            dimension=dimension,
            hazard=hazard,
            source=SOURCE.format(sentence) + "；“怎么做”是示例",
        )


def _review(cast: Cast) -> None:
    crisis = Crisis.objects.get(slug="covid-2020")
    lin = cast["lin"]
    held: Review = review.open_review(
        lin,
        crisis,
        title="示例：疫情行动复盘",
        format=Review.Format.WORKING_GROUP,
        held_on=date(2020, 5, 16),
        participants="示例：协调员、志愿者组长、社工、民政部门代表，共 18 人",
        scope="示例：从第一条消息到复工",
        is_sample=True,
    )
    seen = [
        review.observe(lin, held, kind=kind, dimension=dimension, planned=planned, actual=actual, cause=cause)
        for kind, dimension, planned, actual, cause in OBSERVED
    ]
    owner = cast.users["lin"]
    todo = (
        ("示例：与两家车队签好应急运输协议", date(2020, 8, 31), date(2020, 8, 20), "示例：签了两家", seen[1]),
        (
            "示例：每周五由联络人写一页未满足的需求",
            date(2020, 6, 30),
            date(2020, 6, 26),
            "示例：已写三期",
            seen[2],
        ),
        ("示例：给每个乡镇补齐第二名联络人", date(2020, 9, 30), None, "", seen[0]),
    )
    for what, due_on, done_on, result, observation in todo:
        row = review.plan_action(lin, held, what=what, owner=owner, due_on=due_on, observation=observation)
        if done_on is not None:
            review.finish_action(lin, row, result=result, on=done_on)
    review.learn(
        lin,
        held,
        statement="示例：没有事先签约的车队，临时找车要多花三天。",
        statement_en="Sample: without a contract beforehand, finding lorries cost three more days.",
        advice="示例：平时签好两家应急运输，接警当天打第一个电话。",
        advice_en="Sample: keep contracts with two carriers and call on the first day.",
        dimension="MOBILISATION",
        hazard="",
    )


def _desk(cast: Cast, *, now: datetime) -> None:
    """Put a task, a comment and a source to the chapter's foreword and afterword."""
    lin = cast["lin"]
    collection = Collection.objects.filter(crisis__slug="covid-2020").first()
    if collection is None:
        return
    parts = {one.kind: one for one in collection.parts.all()}
    fore, after = parts.get(Part.Kind.FOREWORD), parts.get(Part.Kind.AFTERWORD)
    if fore is not None:
        desk.comment(lin, fore, said="示例：这里能不能先说清四个案例为什么放在一起？", field="core")
        desk.assign(
            lin, fore, task="REVIEW", user=cast.users["wen"], due_on=(now + timedelta(days=10)).date()
        )
    if after is not None:
        desk.cite(
            lin,
            after,
            title="《民间公益组织参与新冠疫情抗击案例集》社会团体篇后记，徐宇珊（深圳市社会科学院）",
            licence="只引事实，不转载原文",
        )


def _case_of_the_flood(cast: Cast, flood: Crisis, *, now: datetime) -> None:
    """Draw a case from the sample flood, publish its core where the gate lets it, and let three people apply."""
    lin = cast["lin"]
    with at(now - timedelta(hours=20)):
        case = actions.open_case_study(
            lin,
            flood,
            subject=cast.association,
            title="洪水六天：一个县级联合会的应对（示例）",
            title_en="Six days of flood: how a county association answered (sample)",
            frozen_at=now - timedelta(hours=20),
            number=9,
            is_sample=True,
        )
        actions.write_case_study(lin, case, core=CORE, challenges="")
        actions.write_case_study(
            lin, case, challenges=CHALLENGES, growth=GROWTH, full=FULL, note="补上困难、收获和全文"
        )
        illustrate(cast, case)
    try:
        actions.publish_case_study(lin, case)
    except CaseIncompleteError:
        return  # what the gate stops stays a draft, as it would for anybody
    _applications(cast, case, now=now)


def _applications(cast: Cast, case: CaseStudy, *, now: datetime) -> None:
    lin = cast["lin"]
    asked = [
        actions.request_text(lin, case, applicant=who, affiliation=unit, purpose=purpose)
        for who, unit, purpose in (
            ("示例读者甲", "示例大学社会工作系", "课堂讨论县级组织怎样发现静默的乡镇"),
            ("示例读者乙", "示例营销公司", "做广告文案"),
            ("示例读者丙", "示例邻县志愿者协会", "写本会的应急预案"),
        )
    ]
    TextRequest.objects.filter(pk__in=[one.pk for one in asked]).update(created_at=now - timedelta(hours=9))
    actions.grant_text(lin, asked[0], now=now - timedelta(hours=3), reason="欢迎引用，请注明出处。")
    full_editions.prepare(lin, asked[0], base="", now=now)
    actions.refuse_text(
        lin,
        asked[1],
        now=now - timedelta(hours=2),
        reason="谢谢关注。全文只供学习和研究使用，请读公开的核心内容。",
    )
