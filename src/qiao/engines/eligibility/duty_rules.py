"""Rows D1 to D8, R1, R2 and V1 to V3: what is owed once money, goods or volunteers are there."""

from datetime import date

from qiao.engines.eligibility.law import Reason, Rule, law_2016, law_2023

_REGISTER_GIFTS = (
    (
        "募集的财产登记造册、专款专用；不易储存运输或者难以直接使用的实物可以依法变卖，所得用于慈善目的；"
        "变更募捐方案的用途须备案，变更捐赠协议的用途须征得捐赠人同意。"
    ),
    (
        "What was raised is registered item by item and used as given; goods that cannot be stored, moved or used may "
        "be sold for the purpose; changing the use asks a new filing, or the donor's consent where it was agreed."
    ),
)
_INSPECT = (
    "捐赠人有权查询、复制捐赠财产使用的资料；组织应当及时主动反馈。",
    "Donors may inspect and copy what became of their gift; the organisation tells them on its own initiative.",
)
_PRIVACY = (
    "个人隐私以及捐赠人不同意公开的姓名、名称、住所、通讯方式，不得公开。",
    "What is private, and a donor's name, address or contact against their will, is not published.",
)
_INVOICE = (
    (
        "接受捐赠应当开具财政部门监（印）制的捐赠票据，写明捐赠人、种类及数量、组织名称、经办人、日期；"
        "匿名或者放弃票据的，做好记录。"
    ),
    (
        "A gift gets the finance department's receipt: donor, kind and quantity, organisation, handler, date; where "
        "the donor is anonymous or waives it, that is recorded."
    ),
)
_FOR_VOLUNTEERS = (
    "公示全部有关信息、告知风险；安排与年龄、文化程度、技能和身体状况相适应；需要专门技能的先培训，按标准和规程。",
    (
        "Tell everything about the service and its risks; fit it to age, education, skill and health; train first "
        "where a special skill is needed, and keep to its standards."
    ),
)
_INSURANCE = (
    "安排志愿者参与可能发生人身危险的服务前，应当为其购买人身意外伤害保险。",
    "Before service that may endanger them volunteers are insured against accidents.",
)
_REAL_NAMES = (
    "志愿者实名登记，记录服务时间、内容、评价；应志愿者要求无偿、如实出具证明。",
    "Volunteers are registered by real name, with time, content and evaluation; a true certificate is free.",
)
_COST = (
    (
        "遵循管理费用最必要原则；有公开募捐资格的基金会年度管理费用不得超过当年总支出的百分之十，达不到的报告登记的民政部门并公开说明；"
        "捐赠协议对单项捐赠的管理费用有约定的，按照其约定。"
    ),
    (
        "No more is spent on management than necessary; foundations qualified to raise in public keep it within ten percent "
        "of the year's spending, or report and explain in public; what a gift's agreement says of it comes first."
    ),
)

DUTY_RULES: tuple[Rule, ...] = (
    law_2023(
        "D1",
        "第七十二条",
        "应急处置与救援阶段至少每五日公开一次募得款物的接收情况，及时公开分配、使用情况。",
        "In the response phase receipts are published at least every five days, distribution and use promptly.",
        days=5,
    ),
    law_2016(
        "D2",
        "第七十三条",
        "公开募捐、慈善项目周期超过六个月的，至少每三个月公开一次；结束后三个月内全面公开。",
        "Campaigns and projects of over six months report every three months; a full report follows within three "
        "of the end.",
        months=3,
        longer_than_months=6,
    ),
    law_2023(
        "D2",
        "第七十九条",
        "公开募捐、慈善项目周期超过六个月的，至少每三个月公开一次；结束后三个月内全面、详细公开。",
        "Campaigns and projects of over six months report every three months; a full report follows within three "
        "of the end.",
        months=3,
        longer_than_months=6,
    ),
    law_2016(
        "D3",
        "第十三条、第七十二条",
        "慈善组织每年向登记的民政部门报送年度工作报告和财务会计报告，并向社会公开；有公开募捐资格的，财务会计报告须经审计。",
        "A charity sends its registrar the year's report and accounts and publishes them; audited where it holds a "
        "public-fundraising certificate.",
    ),
    law_2023(
        "D3",
        "第十三条、第七十八条",
        "慈善组织每年向登记的民政部门报送年度工作报告和财务会计报告，并向社会公开；有公开募捐资格的，财务会计报告须经审计；"
        "报告包括募捐成本、与境外合作等。",
        "A charity sends its registrar the year's report and accounts, with the cost of fundraising and cooperation "
        "abroad, and publishes them; audited where it holds a public-fundraising certificate.",
    ),
    law_2016("D4", "第七十六条", *_PRIVACY),
    law_2023("D4", "第八十二条", *_PRIVACY),
    law_2016("D5", "第五十三条、第五十五条", *_REGISTER_GIFTS),
    law_2023("D5", "第五十四条、第五十六条", *_REGISTER_GIFTS),
    Rule(
        "D5-GIFTS",
        "《公益事业捐赠法》",
        "第十六条至第十八条",
        date(1999, 9, 1),
        None,
        Reason(
            "出具合法收据，登记造册，妥善保管；救灾捐赠及时用于救助；按协议的用途使用，改变用途须征得捐赠人同意。",
            "A lawful receipt, a register, safe keeping; gifts for disaster relief are used for relief in time; used "
            "as agreed, and otherwise only with the donor's consent.",
        ),
        "LawRefBook/Laws 公益事业捐赠法(1999-06-28)",
    ),
    law_2016("D6", "第四十二条", *_INSPECT),
    law_2023("D6", "第四十二条", *_INSPECT),
    Rule(
        "D7-ASSOCIATION",
        "《社会团体登记管理条例》",
        "第二十六条、第二十八条、第三十条",
        date(2016, 2, 6),
        None,
        Reason(
            "接受捐赠、资助必须符合章程的宗旨和业务范围，按约定的期限、方式、用途使用，向业务主管单位报告并向社会公布；"
            "3月31日前向业务主管单位报送上年工作报告，5月31日前报登记管理机关；超出业务范围活动的，警告、责令改正、可以撤销登记。",
            "Gifts and grants must fit purpose and scope of the charter, be used as agreed, and be told to the "
            "supervising unit and the public; the year's report goes to the supervising unit by 31 March and to the "
            "registrar by 31 May; acting beyond the scope: warning, order to mend it, at worst deregistration.",
        ),
        "LawRefBook/Laws 社会团体登记管理条例(2016-02-06)",
        {"supervisor_month": 3, "supervisor_day": 31, "registrar_month": 5, "registrar_day": 31},
    ),
    Rule(
        "D7-SERVICE_AGENCY",
        "《民办非企业单位登记管理暂行条例》",
        "第二十一条、第二十三条、第二十五条",
        date(1998, 10, 25),
        None,
        Reason(
            "接受捐赠、资助必须符合章程的宗旨和业务范围，按约定的期限、方式、用途使用，向业务主管单位报告并向社会公布；"
            "3月31日前向业务主管单位报送上年工作报告，5月31日前报登记管理机关；超出业务范围活动的，警告、责令改正、可以撤销登记。",
            "Gifts and grants must fit purpose and scope of the charter, be used as agreed, and be told to the "
            "supervising unit and the public; the year's report goes to the supervising unit by 31 March and to the "
            "registrar by 31 May; acting beyond the scope: warning, order to mend it, at worst deregistration.",
        ),
        "LawRefBook/Laws 民办非企业单位登记管理暂行条例",
        {"supervisor_month": 3, "supervisor_day": 31, "registrar_month": 5, "registrar_day": 31},
    ),
    Rule(
        "D7-FOUNDATION",
        "《基金会管理条例》",
        "第二十五条、第三十六条、第三十八条、第四十二条",
        date(2004, 6, 1),
        None,
        Reason(
            "募捐、受赠应当符合章程的宗旨和业务范围；经业务主管单位审查同意，3月31日前向登记管理机关报送上年工作报告并公布；"
            "超出业务范围活动的，警告、责令停止活动、可以撤销登记。",
            "Raising and accepting gifts must fit purpose and scope of the charter; the year's report, agreed by the "
            "supervising unit, goes to the registrar by 31 March and is published; acting beyond the scope: warning, "
            "suspension, at worst deregistration.",
        ),
        "LawRefBook/Laws 基金会管理条例(2004-03-08)",
        {"registrar_month": 3, "registrar_day": 31},
    ),
    law_2016("D8", "第六十条", *_COST, percent=10),
    law_2023("D8", "第六十一条", *_COST, percent=10),
    law_2016("R1", "第三十八条", *_INVOICE),
    law_2023("R1", "第三十八条", *_INVOICE),
    Rule(
        "R2",
        "《公益事业捐赠票据使用管理办法》（财综〔2024〕1号）",
        "第三条、第六条至第八条、第十条",
        date(2024, 2, 1),
        None,
        Reason(
            "电子票据与纸质票据效力相同；载明统一社会信用代码、校验码、项目、数量、金额；向同级财政部门申领；"
            "集资、摊派、筹资、赞助和以营利为目的的，不得开具；会费不是捐赠。",
            "Electronic and paper receipts are equal; they tell the credit code, check code, project, quantity and "
            "amount; they come from the finance department of the same level; none for money raised for profit, levies "
            "or sponsorship; dues are no donations.",
        ),
        "fjcv.org, newton.com.tw, gongyi020.com 转载，未见原文",
    ),
    law_2016("V1", "第六十三条、第六十四条、第六十六条", *_FOR_VOLUNTEERS),
    law_2023("V1", "第六十四条、第六十五条、第六十七条", *_FOR_VOLUNTEERS),
    law_2016("V2", "第六十八条", *_INSURANCE),
    law_2023("V2", "第六十九条", *_INSURANCE),
    law_2016("V3", "第六十五条", *_REAL_NAMES),
    law_2023("V3", "第六十六条", *_REAL_NAMES),
)
