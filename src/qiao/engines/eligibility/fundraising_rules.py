"""Rows F1 to F8: who may raise funds, by which ways, with which papers, and what breaking them costs."""

from qiao.engines.eligibility.law import Rule, law_2016, law_2023

FUNDRAISING_RULES: tuple[Rule, ...] = (
    law_2016(
        "F1",
        "第二十二条",
        "公开募捐须有公开募捐资格证书；登记（认定）为慈善组织满二年可以申请。",
        "Public fundraising needs a certificate; a charity may apply two years after registration as one.",
        years=2,
        decided_within_days=20,
    ),
    law_2023(
        "F1",
        "第二十二条",
        "公开募捐须有公开募捐资格证书；登记（认定）为慈善组织满一年可以申请。",
        "Public fundraising needs a certificate; a charity may apply one year after registration as one.",
        years=1,
        decided_within_days=20,
    ),
    law_2016(
        "F1-RECOGNITION",
        "第十条",
        "本法公布（2016年3月16日）前已经设立的组织可以申请认定为慈善组织；之后设立的，设立时登记为慈善组织。",
        "Who stood before the law was published on 2016-03-16 may apply for recognition as a charity; who was "
        "set up later registers as one from the beginning.",
        decided_within_days=20,
    ),
    law_2023(
        "F1-RECOGNITION",
        "第十条",
        "已经设立的基金会、社会团体、社会服务机构可以向登记的民政部门申请认定为慈善组织，二十日内决定。",
        "A foundation, association or service agency that stands may apply to its registrar for recognition as "
        "a charity; decided within twenty days.",
        decided_within_days=20,
    ),
    law_2016(
        "F2",
        "第二十六条",
        "没有资格的组织可以与有资格的慈善组织合作，由后者公开募捐并管理募得款物。",
        "Without a certificate one may cooperate with a qualified charity, which raises and manages the funds.",
    ),
    law_2023(
        "F2",
        "第二十六条",
        "没有资格的组织可以与有资格的慈善组织合作，由后者公开募捐；合作方不得以任何形式自行公开募捐；"
        "须经评估、签订书面协议、在募捐方案中载明合作方，全部收支纳入后者账户。",
        "Without a certificate one may cooperate with a qualified charity, which alone raises in public; it must "
        "assess the partner, sign a written agreement, name the partner in the plan and book all money itself.",
    ),
    law_2016(
        "F3",
        "第二十四条",
        "募捐方案应当在开展募捐活动前报民政部门备案，写明目的、起止时间和地域、负责人、接受方式、账户、受益人、"
        "用途、募捐成本、剩余财产的处理。",
        "The campaign plan is filed with the civil affairs department before the campaign starts: purpose, dates "
        "and area, person in charge, ways of giving, account, beneficiaries, use, cost, what becomes of the rest.",
    ),
    law_2023(
        "F3",
        "第二十四条、第七十三条",
        "募捐方案应当事先备案；为应对重大突发事件来不及的，在活动开始后十日内补办。方案写明目的、起止时间和地域、"
        "负责人、接受方式、账户、受益人、用途、募捐成本、剩余财产的处理。",
        "The campaign plan is filed beforehand; in a major emergency within ten days after the start. It tells "
        "purpose, dates and area, person in charge, ways of giving, account, beneficiaries, use, cost, and what "
        "becomes of the rest.",
        days=10,
    ),
    law_2016(
        "F4",
        "第二十三条",
        "募捐箱、义演义卖等须在登记的民政部门管辖区域内，区域外须向当地县级以上民政部门备案；"
        "互联网募捐在国务院民政部门统一或者指定的信息平台发布，可以同时在自己网站发布。",
        "Boxes and charity events stay in the registrar's area, or are filed where they are held; on the internet "
        "the appeal is published on the platform the ministry names, and on one's own site in addition.",
    ),
    law_2023(
        "F4",
        "第二十三条、第二十七条",
        "募捐箱、义演义卖等须在登记的民政部门管辖区域内，区域外须向当地县级以上民政部门备案；"
        "互联网公开募捐须在国务院民政部门指定的平台进行，可以同时在自己网站进行。",
        "Boxes and charity events stay in the registrar's area, or are filed where they are held; on the internet "
        "one raises on a platform the ministry names, and on one's own site in addition.",
    ),
    law_2016(
        "F5",
        "第二十五条",
        "在现场或者载体的显著位置公布组织名称、公开募捐资格证书、募捐方案、联系方式、查询方法。",
        "Name, certificate, plan, contact and how to enquire are shown where the campaign is held or published.",
    ),
    law_2023(
        "F5",
        "第二十五条",
        "在现场或者载体的显著位置公布组织名称、公开募捐资格证书、募捐方案、联系方式、查询方法。",
        "Name, certificate, plan, contact and how to enquire are shown where the campaign is held or published.",
    ),
    law_2016(
        "F6",
        "第二十八条、第二十九条、第七十四条",
        "慈善组织自登记之日起可以向发起人、理事会成员和会员等特定对象定向募捐，不得采取公开募捐的方式；"
        "说明目的和用途，及时告知捐赠人募捐和使用情况。",
        "From registration on a charity may appeal to its founders, council and members, not by public means; it "
        "tells them the purpose, and afterwards what came in and what became of it.",
    ),
    law_2023(
        "F6",
        "第二十九条、第三十条、第八十条",
        "慈善组织自登记之日起可以向发起人、理事会成员和会员等特定对象定向募捐，不得采取公开募捐的方式；"
        "说明目的和用途，及时告知捐赠人募捐和使用情况。",
        "From registration on a charity may appeal to its founders, council and members, not by public means; it "
        "tells them the purpose, and afterwards what came in and what became of it.",
    ),
    law_2016(
        "F7",
        "第一百一十条、第一百一十一条",
        "其他组织可以开展力所能及的慈善活动；社区、单位内部可以互助互济。",
        "Other organisations may do what charity they can; communities and units may help their own.",
    ),
    law_2023(
        "F7",
        "第一百二十二条、第一百二十三条",
        "其他组织可以开展力所能及的慈善活动；社区、单位内部可以互助互济。",
        "Other organisations may do what charity they can; communities and units may help their own.",
    ),
    law_2016(
        "F8",
        "第一百零一条",
        "没有资格而公开募捐的，警告、责令停止、退还，并处二万元以上二十万元以下罚款。",
        "Raising in public without a certificate: warned, stopped, refunded, and fined 20,000 to 200,000 yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
    ),
    law_2023(
        "F8",
        "第一百一十三条",
        "没有资格而公开募捐的，警告、责令停止、退还；情节严重的处二万元以上二十万元以下罚款。",
        "Raising in public without a certificate: warned, stopped, refunded; if serious, fined 20,000 to 200,000 yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
    ),
    law_2016(
        "F8-CHARITY",
        "第九十九条、第一百条",
        "慈善组织未依法备案募捐方案、公开信息、报送年报，或者擅自改变捐赠用途的，警告、责令改正，逾期停止活动；"
        "对责任人员处二万元以上二十万元以下罚款。",
        "A charity that does not file, disclose or report as it must, or changes the use of a gift by itself, is "
        "warned and told to mend it, else stopped; those responsible are fined 20,000 to 200,000 yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
    ),
    law_2023(
        "F8-CHARITY",
        "第一百一十条至第一百一十二条",
        "慈善组织违反合作、平台的规定，或者应急募捐不及时分配使用的，警告、停止募捐、退还，情节严重吊销资格证书，"
        "五年内不得再申请；未依法备案、公开、报送的责令改正，逾期停止活动；对责任人员处二万元以上二十万元以下罚款。",
        "A charity that breaks the rules on partners or platforms, or does not distribute emergency funds in time, "
        "is warned, stopped and made to refund, and if serious loses its certificate for five years; who does not "
        "file, disclose or report is told to mend it, else stopped; those responsible are fined 20,000 to 200,000 "
        "yuan.",
        fine_from_fen=2_000_000,
        fine_to_fen=20_000_000,
        no_application_years=5,
    ),
)
