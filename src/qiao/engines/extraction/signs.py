"""What a message is first of all: signs of asking, of giving and of telling, weighed together.

The longest phrase at a place counts, so a longer phrase takes back a shorter one: 求助 asks, 求助信息 does not.
Which words are signs was thought out; how much each group weighs is fitted on labelled posts
(`./qiao bench type_weights`, decision 0029).
"""

import re
from collections.abc import Iterator
from typing import Final

from qiao.engines.extraction.cued import EVERYTHING, Cued, Seen
from qiao.engines.extraction.phrases import PhraseIndex, WeighedWords, words
from qiao.engines.extraction.readings import ReadingType
from qiao.engines.extraction.turns import turns
from qiao.engines.extraction.type_weights import BIAS, MOST, WEIGHTS
from qiao.engines.extraction.word_weights import WORDS

_CALLS, _LACKS, _DANGERS, _SPREADS, _OFFERS, _DONATES, _HOLDS, _REACHES = (
    "calls", "lacks", "dangers", "spreads", "offers", "donates", "holds", "reaches",
)  # fmt: skip
_NEWS, _POINTS, _ROADS, _CHEERS, _WONDERS, _UNDER_WAY, _NOTHING = (
    "news", "points", "roads", "cheers", "wonders", "under way", "",
)  # fmt: skip
_PHRASES: Final = {
    _CALLS: """急需 急缺 急求 急用 紧缺 告急 奇缺 极缺 求救 求援 求助 求救助 求购 求车 求捐 跪求 请求支援 请求救援 请求援助 请求帮助 请求救助 请求转移 请求增援
        恳请支援 恳请救援 望支援 望救援 救命 救救 亟需 现需 尚需 另需 还需 最缺 最需要 严重不足 严重短缺 严重缺乏 极度缺乏 求物资 需要救援 需要物资 需要支援
        需要帮助 需要援助 需要救助 需要志愿者 需要人手 招募 征集 募集 寻求 急寻 寻人启事 接受捐赠 接收捐赠 接受社会捐赠 接受社会各界捐赠 伸出援助之手 伸出援手 施以援手
        弹尽粮绝 缺物资 缺人手 缺人 人手不足 人手不够 请支援 请救援 快来救 等待救援 等待援助 等援助 未被救援 未获救 待救援 增援 急盼 急待 求求 求支援 求救援 求带
        物资需求 需求物资 需求内容 紧急支援 紧急救援 紧急援助 紧急求助 拜托大家 帮帮我们 帮帮他们 帮助我们 救助我们 呼吁 🆘 sos 急缺物资 求大型 求好心人 再提一下 急招 持续招 能帮的帮一把 帮一把 没着落 没有着落 有的联系 有的请联系 帮助一下 帮一下 救一下 有人管吗 有没有人管 无人管 没人管 不管不问 请相关部门 望相关部门 请求帮助 请求排涝 求帮忙 求想办法 面向社会接受捐赠 接受捐赠公告 接收捐赠公告 没吃过热饭 没有吃过热饭 送去一些 提供一些吃的 送一些吃的 送点吃的 还需物资 人手严重不够 严重不够 人真的不够 人不够 请多派 多派点 希望相关部门 请有关部门 求关注救援 求捎带 求接 请直达 快来人 速来人 来人啊 救救我 联系不上家人 联系不到家人 紧急寻人 核心诉求 需救助 需救援 需转移 需要转移""",
    _LACKS: """需要 缺少 缺乏 需求 短缺 匮乏 不足 不够 请求 谁有 谁能 有没有 哪里有 哪里能 拜托 断水 断粮 断药 停水 没水 没吃 没喝 没有水 没有吃 没有食物 缺水 缺食物
        见底 用完 断供 想买 帮帮 恳请 恳求 急 缺 借 断电 没电 无水无电 没水没电 停水停电 断水断电 没信号 没有信号 吃不上 喝不上 出不去 扛不住 顶不住 无人过问 关注量 关注度 物业不管 物业也不管 物业不作为 不作为 无家可归 没下去 没有退去 一直没有退 没有排空 没有救援队 没有任何救援队 无救援队 坚持不住 快坚持不住 基本没电 快没电 多关注 关注一下 支援一下 看看我们 救助一下 求助人 求助者 求助情况 求助内容 多捐点 更需要""",
    _DANGERS: """被困 受困 困在 围困 没有救援 没人救援 无人救援 无救援 仍没有救援 失联 联系不上 走失 失踪 危在旦夕 生命危险 决口 决堤 溃堤 漫堤 管涌 快淹到
        奄奄一息 站在房顶 房顶上 屋顶上 待援 撑不住 救不出 被水围 水围住 围住了 裂缝 掉进去 寻人 未归 水位还在 水已经漫 已经淹 快塌 走丢 还没找到 还未找到 没有下降""",
    _SPREADS: "求扩散 求转发 帮转 求转 帮扩 求扩 请转发 请扩散 扩散 转扩 望转发 求关注 请大家转发 帮忙转发 代发 紧急扩散 已核实 优先等级",
    _OFFERS: """免费提供 无偿提供 可以提供 可提供 能提供 愿意提供 提供住宿 提供食宿 提供吃饭 提供吃住 提供午餐 提供热饭 提供热水 提供休息 提供饮水 提供餐食 提供简单
        物资提供 提供物资 提供免费 提供避难 提供避险 提供场地 提供车辆 提供运输 尽管来 可以送 可送 可以免费送 免费送 可以去送 可以拉 拿去 可以拿走 请拿走 来拿 来拉 来领
        自取 自提 免费领 免费领取 免费取 有需要的 有需要的可 有需要的请 需要的朋友 需要的请 需要的可以 需要的联系 需要的人 给需要的人 如有需要 如果需要 若有需要 有需要请 有需要可 有需要联系
        有需要可以 有需要速 需要可联系 需要联系 需要请联系 需要物资可以 急需可联系 急需物资可 急需的联系 急需的请 急需的可 需要救援的 需要帮助的 需要帮助请 需要救援请 有需求的 有需求请
        需要物资请 可以帮忙 可以帮助 可以支援 可支援 能帮忙 随时待命 随叫随到 听候调遣 出发援助 出发支援 前去支援 前往支援 想当志愿者 做志愿者 当志愿者 报名 想去支援
        可容纳 能容纳 可安置 可以安置 可住 可以住 可入住 可留宿 可以留宿 免费住 免费入住 免费住宿 免费午餐 免费用餐 免费吃 免费充电 免费停 免费接送 免费运 可以休息 休息场所
        现货 有现货 志愿者吗 缺不缺人 缺不缺志愿者 需不需要人 需不需要志愿者 需不需要线上 还需不需要 还招人吗 想捐物资 想运物资 想送物资 想捐点 想捐些 想捐一 缺人吗 缺志愿者吗 缺人手吗 帮忙吗 饭菜吗 需要吗 找不到接受点 找不到接收点 往哪里送 往哪送 送哪里 送到哪里 没人接收 没人对接 本人想去 我想去 很想去 想去抗洪 想去帮忙 想做志愿者 去做志愿者 有报名途径 报名途径 有没有招募 还有招募 怎样做志愿者 怎样做线上志愿者 怎样当志愿者 怎么成为志愿者 线上志愿者的群 志愿者的群吗 带我一起 带我一个 捎上我 一起去吗 想为灾区 对接救援队 休息点 充电点 提供给救援队 提供给志愿者 设立援助站 需要人来拉 来人拉 不用付 帮大家垫付 我垫付 可以先到 装满就 可以直接去拉 请联系我进行 哪里招募 那里需要 那里还需要 有志愿者招募吗 招志愿者吗 尽我所能 尽自己所能 招领 需要志愿者吗 需要人吗 还需要人 哪里还需要 哪里需要 哪还需要 还有没有需要 有需要线上 有急需 如果有需要 没吃饭的 没吃饭 提供的 尽自己力量可 可提供的 可免费 可以免费 能免费 请前往 请到 可以直接来 直接来 随便拿 随便吃 免费供应 免费发放 免费送水 开放 可以避 可避 有热水 有水有 需要志愿者的 志愿服务 可以去帮忙 可以志愿
        专业救援队可 公益提供 义务提供 义务为 义务给 随时可以出发 随时出发 待命 想直接给 愿捐赠 愿捐 愿意捐赠 愿意捐 全部捐出 可以拿去 可拿去 自己来取 不留名 前往领取 可以来吃 可以来喝 可以来饮用 有求救信息可以 有求助信息可以 请联系我们免费 前去帮忙 免费吃饭 免费 无偿 义诊 无限提供 有无求救信息 有没有求救信息 有求救信息 被困求救可以 我是线上志愿者 帮你上报 想做线上志愿者 想当线上志愿者 做线上志愿者 当线上志愿者 可当苦力 当苦力 想报名参加 想报名 拉我进群 拉一把我 怎么当志愿者 怎么做志愿者 如何做志愿者 管吃管住 包吃包住 不收费 不收钱 分文不取 就近到店 到店 歇脚 需要的看过来 需要帮助的快看 物资领取 可以入住 都可以入住 余力可 有物资帮助 供大家使用 免收 帮您上报 可以艾特我 发给我 把信息发我 心理援助热线 心理热线""",
    _DONATES: "捐赠 捐款 捐献 捐助 捐出 捐了 捐物 赠送 驰援 调拨 支援物资 认捐 爱心物资 送去 送往 运往 携带物资 筹集 筹措 送到最需要 即将到达",
    _UNDER_WAY: """正在救援 正在转移 正在营救 正在抢修 正在抢险 正在排水 救援正在 开展救援 救援工作进展 正在积极协调 赶赴 即刻奔赴 已赶到 已组织 已派出 已投入 全力救援 连夜救援 已开始
        救援力量正在 消防救援总队 救援行动 已赶往 先锋队 应急队员 参与抢险 参与救援 连续奋战 转移安置 累计转移 成功转移""",
    _REACHES: """联系我 可联系 可以联系 联系我们 可与我们联系 和我们联系 找我 私信我 可以私信 可私信 速联系 随时联系 直接联系 尽管联系 尽快联系 欢迎 可前往 可以前往 可以到 可到 可以去 可去 可以来
        如果有 谁需要 哪需要 哪里缺 谁缺 想去 带一下 想帮 想捐 想要帮 刚做好 已备好 准备了 做好了 出发 已出发 已抵达 已到达 已经到达 到达 赶来 供应 随时 本人 主动 志愿者报名""",
    _HOLDS: "富余 我有 我们有 我司 我家有 我这有 我们这有 我这里有 我们这里有 手上有 家里有 一点心意 凑了 本店 家里开 剩余 还剩 多余 库存 出借 我可以 我们可以 有一辆 有车 自备 自带 自己有车 看这里 需要的快看",
    _NEWS: """紧急通知 不要下高速 找高地 快点撤离 快撤离 速速撤离 立即撤离 没决堤 没有决堤 记者 据悉 获悉 报道 新闻网 通报 公告 发布会 近日 日前 央视新闻 人民日报 头条新闻 新华社 中新网 澎湃新闻 红星新闻 新京报 封面新闻 极目新闻 截至发稿 接到通知 日报 晚报 都市报 讯】 习近平 董事会 副市长率 工作会议
        集结完毕 表示“ 他说 她说 了解到 记者从 现场了解 快评 评论丨 时评 丨 视频来源 来源: 素材来源 权威发布 最新消息 第一时间 组图 直击现场 连夜 接到支队 支队指挥中心 市民 据统计 带队 第一梯队抵达 张先生 李先生 王先生 老板娘 拍下 外地司机 副市长 上线 霸总 医院领导 队员名单 梯队 男子 女子 一名 奋战 赶到现场 队员们 官兵 指战员 大队 支队 采访 说:“ 告诉记者 接到报警 接警 指挥中心接到 临行前 据了解 据介绍 司机介绍 经了解 消防员 第一梯队 第二梯队 截至目前 全力抢险 全力保障 紧急驰援 救援进展 有序""",
    _POINTS: """网页链接 点击 戳 扫描 扫码 二维码 小程序 互助平台 求助平台 扫一扫 反馈通道 求助通道 紧急求助通道 互助通道 绿色通道 app 汇总 热线 求助信息 求救信息 求助电话 求救电话 救援电话 可拨打 请拨打 拨打以下 拨打119 拨打110 求助热线
        评论区收集 按以下格式 请按以下 按以下对应 求助渠道 捐赠渠道 捐款渠道 捐款通道 信息填报 填报 在线文档 腾讯文档 石墨文档 收集与核实 一键 查询 安置点名单 公布 捐赠物资需有 捐赠物资须有 捐赠物资需符合 捐赠物资须符合 注意事项 温馨提示 建议 提醒 指南 攻略 自救 科普 须知 求助的时候 求助时 求助格式 发布求助 核实的时间 重复上报 上报前 请写明 请注明 一定要把 教程 方法 步骤 方式如下 志愿者们请 亲爱的志愿者 互助话题 带上话题 流程 直接上报 分工情况 保障服务 可申请 互助地图 救助地图 求助地图 救援地图 实时标点 信息汇总广场 查看、上报 点击链接 可以发布求助信息 可发布求助 发送求助信息 寻求帮助的 转发求助信息 转求助信息 求助信息应该 话题留给 用来转发 程序 热搜 话题下面 首页搜索 请悉知 教你 一文读懂 图解 服务专线 声明""",
    _ROADS: """停运 绕行 封闭 恢复供水 恢复供电 恢复通车 逐渐恢复 已经恢复 恢复用电 复班 复运 列车 航班 路段 路况 积水严重 绕开行驶 请绕开 漏电 塌陷 塌方 不要靠近 注意避让 请避让 远离 用电安全 注意安全 不要前往 不建议前往 停电通知 泄洪通知 退票 余票 开行 班次 堵车 车次 汽车站 高速口 通行 限行 停课 预警 降雨量 毫米 水位
        气象台""",
    _CHEERS: """致敬 英雄 点赞 泪目 感动 看哭 祝愿 平安 加油 挺住 心疼 骄傲 谢谢你们 感谢 温暖 感恩 缅怀 平凡 正能量 破防 中国力量 守护 同心协力 众志成城 风雨同舟 人间有爱 网友 谣言
        辟谣 阴谋论 带节奏 道德绑架 粉丝 明星 偶像 黑粉 炫富 资本 蹭 恶心 畜生 嘲讽 心意 绵薄之力 微薄之力 已获救 成功获救 被救出 已脱险 得救 已转移 满足了 找到了 不缺物资
        饱和 已经安全 已安全 全部获救 均已获救 都已获救 已删除 劫后余生 看剧 好造孽 太难了 辛苦了 值了 真好 太棒了 英雄们 泪奔 暖到 暖心 感人 动容 愿山河 国泰民安 骄傲的 已送达 已收到 已签收 都已收到 安全送达 顺利送达 收到了 已找到 找到啦 报平安 一切安好 活着真好 那一瞬间 那一刻 尽己所能 爱心无价 取得联系 请大家放心 求助反馈 已反馈 已经入库 都还好 中国人民 凡人 逆行 最美 挺身而出""",
    _WONDERS: "请问 有没有人知道 谁知道 情况如何 现在情况 怎么样了 怎么捐 哪里捐 不知道有什么 有什么渠道 好的渠道 害怕找不到 能做点什么 做点什么 怎样才能 是否得到 怎么开 需要开 证明么 证明吗 需要证明 怎么过去 怎么进去 还好吗 好不好 是否可以通行 是否通行 怎么走 为什么 为啥 凭什么 能不能通行 有高铁 还能去 积水情况 咋样 怎么样啊",
    _NOTHING: """求助信息汇总 不需要 无需 按需 供需 要求 不缺 需要注意 需要提前 需要凭 紧急集合 应急 急救 着急 急着 急流 很急 湍急 急急 急诊 急性 缺口 捐赠账号 捐赠账户 捐赠电话 捐款账号 捐款账户
        捐助电话 捐赠物资的 捐款捐物 快递公司绿色通道 快递绿色通道 物流绿色通道 请提供 谁能提供 谁可以提供 求提供 能够提供 有能提供 可以提供的 能提供的 提供帮助的 提供线索 提供信息 有捐赠 有捐献 有捐助 需要求助的 需要帮助的人们 万分感谢 不胜感激 感激不尽 谢谢大家 谢谢了 谢谢理解 感谢您的支援 感谢大家的支援 让给有需要的人 让给需要的人 转给需要的 转给有需要的 转发给需要的 转发给有需要的 分享给需要的 分享给有需要的 紧急求助功能 发起紧急求助 求助的手 收到求助 接到求助 接到求助后 免费一周 求救方式 求救技巧 真好看 提供帮助的渠道 自己救 缺心眼 缺席 急刹 着急上火 急匆匆 没有说 道路救援电话 救救自己 捐助给 借助 需有注册证 需有合格证 需有资质 需具备 需附 需符合 需有发票 借此 借口 凭借 借势
        有没有用 急需出门 国家 不需要可 不够了解 不够住 急于 报名表 志愿服务队 志愿服务站 志愿服务中心 志愿服务总队 寻求帮助、 免费热线 避免费用 加油站 不足以 必需 需求方 尚缺 最近 转发抽奖""",
}  # fmt: skip
_LONG_TALE: Final = 200
"""Who tells so much and gives no number to ring mostly tells."""
_VERY_LONG: Final = 350
_OPENING: Final = frozenset({_CALLS, _OFFERS})
_ASKING: Final = frozenset({_CALLS, _LACKS, _DANGERS, _SPREADS})
_GIVING: Final = frozenset({_OFFERS, _REACHES})


COMMON_WORDS: Final = WeighedWords(WORDS)
SHORT: Final = 30
"""A line so short holds too few common words to say who speaks: its signs alone decide."""
_SIGNS: Final = PhraseIndex(
    (phrase, group) for group, phrases in _PHRASES.items() for phrase in words(phrases)
)


def signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, group) of the signs in a normalised text, the longest at each place."""
    return (found for found in _SIGNS.find(text) if found[2])


# 急需饮用水的市民可前往领取, 如果身边有被困的人, 需要就餐的请联系我们: who writes so can give, or only tells.
_CONDITION: Final = Cued(
    r"(?:如果|如有|若有|假如|要是|凡|所有)[^，。;!\n]{0,16}?(?:需要|急需|缺(?!口)|被困|求助|求救)"
    r"|(?:急需|需要)[^，。;!、\n]{1,12}的(?:，联系|快看|看过来)|请需要[^，。;!、\n]{1,10}的[^，。;!\n]{0,6}?(?:留言|回复|填|登记|联系)"
    r"|有[^，。;!、\n需缺]{1,14}需[要求]的[^，。;!\n]{0,8}?(?:请|可|来|前往|联系|就近|领|自取)"
    r"|(?:急需|需要|缺少?)[^，。;!、\n]{1,10}的(?:市民|居民|村民|群众|老乡|乡亲|同胞|小区|医院|单位|学校|地方|朋友|人|伙伴|部门|车主|家庭)"
    r"[^，。;!\n]{0,6}?(?:可|请|来|前往|联系|私信|领|自取|拨打)"
    r"|(?:急需|需要)[^，。;!、\n]{0,14}的(?:请|可以?|都可|尽管|直接|随时|欢迎|速|就|[家亲朋]?[人友们])[^，。;!\n]{0,6}?(?:联系|私信|找|来|领|报名|拨打|发|前往|到(?!现在|目前|处|底)|入住|领取)"
)
HANDS: Final = Cued(
    r"可以?(?:前?去|到|来|过去|前往)[^，。;!?\n]{0,14}(?:帮忙|帮把手|支援|出力|干活|搭把手)(?![吗的])"
    r"|(?:小队|车队|小组|队伍|退伍军人|退役军人)[^。;!?\n]{0,20}(?:随时(?:可以?)?出发|待命|听候)"
)
"""懂水电维修，可以去某县帮忙: hands are offered."""
# 有水泵的请联系: whoever has it is asked for it.
_HAVERS: Final = Cued(
    r"有(?![需困求问意想要情人谁空时兴什被受])[^，。;!?\n需求困]{1,16}的(?:爱心|好心)?(?:人士|朋友|单位|企业|厂家|商家|老板|小?伙伴|机构|部门|酒店|饭店)?们?，?"
    r"(?:请|麻烦|烦请|恳请|希望|可以?|能不能|速|尽快|赶紧|帮忙|直接)+[^，。;!\n]{0,10}?(?:联系|私信|捐|支援|帮|送|告诉|提供|过来|前往|伸)"
    r"|有(?:没有)?[^，。;!\n需]{0,8}(?:可以|能够?)提供[^，。;!\n]{1,14}[吗?]"
    r"|有没有(?:可以|能够?)提供"
)
_GAVE: Final = Cued(
    r"向[^，。;!\n]{1,14}?捐(?:赠|款|助|献|出|了)|(?:捐款|捐赠|捐助|捐献|捐出)(?:现金|人民币|善款)?[了的]?(?:近|约|共|总计)?\s?[\d一二两三四五六七八九十百千]+\s?[百千万亿]*\s?(?:元|[箱件吨套份顶床台辆批])"
    r"|(?:购[入买]|采购|筹集|筹措)了?[^，。;!\n]{0,4}?[\d一二两三四五六七八九十百千万]+\s?[箱件吨套份顶床台辆批][^。;!\n]{1,16}?(?:捐赠?给|送往|送到|运往|驰援)"
)
_STOPS: Final = Cued(
    r"(?:不要|别|勿)再?(?:给?[^，。;!\n]{0,16}?打电话|占用|下高速|信谣|传谣|恐慌|添堵|重复上报|抱怨)|(?:虚假|不实|假)(?:信息|消息)|辟谣|谣言|骗子|诈骗"
)
# 希望看到的救援队可以帮忙注意: whoever hopes for help gives none.
_HOPES: Final = Cued(
    r"(?:希望|盼望?|恳请|麻烦|求|请|呼吁|恳求|拜托|望)(?!而|远|着|见|去)[^，。;!?\n]{0,16}?(?:可以|能够?|来|给予?|协助|前来|尽快|帮)[^，。;!?\n]{0,3}?(?:帮忙|帮助|帮一|支援|救援|关注|救救|救助|注意|处理|解决|协调|转移|提供|送|带)"
    r"|(?:谁(?:家|那里?)?|有没有[^，。;!?\n]{0,6}?)(?:有|能|可以)[^，。;!?\n]{0,10}?(?:捐|提供|支援|送|帮)|(?:可以|能够?)帮(?:忙|助|一)[^，。;!?\n]{0,10}?[吗嘛么]"
)
# 🆘有皮划艇，双人20艘: what somebody has is on offer where its number is told.
_STOCKS: Final = Cued(
    r"(?:^|[\s，,。;!:(🆘❗])(?:目前|现|还|我们?)*有(?![人没需困老孩孕不多]|[一两二三四五六七八九十几\d]+多?[个名位余人])[^，。;!\n困需求缺]{1,12}?[，,]?\s?(?:[双单]人)?(?:\d+|多)[艘件辆台套条箱吨]"
)
# Who speaks: news give the day, a headline and the words of others; who asks or gives says at which door.
_DATED: Final = Cued(r"\d月\d{1,2}[日号]")
_HEADLINE: Final = re.compile(r"[\s\ue000\ue001]*【")
_ADDRESSED: Final = Cued(r"\d号|交叉口|小区|号楼|单元|家属院|[路街]与|[村镇乡屯]")
_QUOTED: Final = Cued("[“”「]")
_PRESSING: Final = re.compile(r"[!❗‼🆘⚠🙏](?:[^!❗‼🆘⚠🙏]*[!❗‼🆘⚠🙏]){2}")
_PATTERNS: Final = (
    (HANDS, "hands"), (_HAVERS, "havers"), (_GAVE, "gave"), (_STOPS, "stops"),
    (_DATED, "dated"), (_ADDRESSED, "addressed"), (_QUOTED, "quoted"),
    (_STOCKS, "stocks"),
)  # fmt: skip


def features(
    plain: str, *, needs: int, offers: int, things: int, reachable: bool, seen: Seen = EVERYTHING
) -> dict[str, int]:
    """Return how often each group of signs was seen, at most ``MOST`` times, and what else is weighed.

    Parameters
    ----------
    plain
        The blanked text: no links, tags and numbers.
    needs, offers, things
        How many things were found that are asked for, offered, or ruled by no cue word.
    reachable
        Whether a telephone number stands in the message.
    seen
        Which patterns may match, see ``cued``.
    """
    found: dict[str, set[str]] = {}
    conditions = [one.span() for one in _CONDITION.finditer(plain, seen)]
    hopes = [one.span() for one in _HOPES.finditer(plain, seen)]
    for start, end, group in _SIGNS.find(plain):
        if not group:
            continue
        if conditions and group in _ASKING and any(a <= start < b for a, b in conditions):
            continue
        if hopes and group in _GIVING and any(a <= start < b for a, b in hopes):
            continue
        found.setdefault(group, set()).add(plain[start:end])
    counts = {group: min(MOST, len(phrases)) for group, phrases in found.items()}
    counts["conditions"], counts["hopes"] = int(bool(conditions)), int(bool(hopes))
    opening = next((group for group in found if group in _OPENING), None)
    if opening:
        counts[f"{opening} first"] = 1
    for pattern, name in _PATTERNS:
        if pattern.may_match(seen) and pattern.search(plain):
            counts[name] = 1
    counts["asked for"], counts["offered"], counts["unruled"] = min(2, needs), min(2, offers), min(2, things)
    counts["reachable"] = int(reachable)
    counts["tale"] = int(not reachable and len(plain) >= _LONG_TALE)
    counts["headline"] = int(_HEADLINE.match(plain) is not None)
    counts["pressing"] = int(_PRESSING.search(plain) is not None)
    counts["very long"] = int(len(plain) >= _VERY_LONG)
    counts.update(turns(plain, seen))
    return counts


def decide(
    plain: str, *, needs: int, offers: int, things: int, reachable: bool, seen: Seen = EVERYTHING
) -> ReadingType:
    """Return what a message is first of all; the parameters are those of ``features``."""
    asks, gives, tells = BIAS if len(plain) < SHORT else COMMON_WORDS.weigh(plain, BIAS)
    counts = features(plain, needs=needs, offers=offers, things=things, reachable=reachable, seen=seen)
    for name, count in counts.items():
        weights = WEIGHTS[name]
        asks += count * weights[0]
        gives += count * weights[1]
        tells += count * weights[2]
    if tells >= max(asks, gives):
        return ReadingType.INFO
    return ReadingType.OFFER if gives > asks else ReadingType.NEED
