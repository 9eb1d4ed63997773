"""The general words of relief: heads of things by kind, words that are no thing, units apart."""

from functools import lru_cache

GOODS = "goods"
VOLUNTEERS = "volunteers"
VEHICLE = "vehicle"
RESCUE = "rescue"
MISSING = "missing"
SHELTER = "shelter"
INFORMATION = "information"
PSYCHOLOGICAL = "psychological"
MONEY = "money"

_GOODS = """
口罩 防护服 隔离衣 隔离服 手术衣 手术帽 护目镜 眼罩 眼镜 面屏 面罩 手套 鞋套 靴套 胶鞋 雨鞋 雨靴 水靴 胶靴 雨衣 帽子 帽 头套 头盔
医用帽 圆帽 防护帽 头灯 酒精 乙醇 消毒液 消毒水 消毒片 泡腾片 腾片 消毒粉 消毒剂 消毒湿巾 湿巾 洗手液 手消 手消液 免洗 棉球 棉片 棉签 纱布 绷带
碘伏 双氧水 过氧化氢 体温计 体温仪 体温枪 测温仪 测温枪 额温枪 耳温枪 温度计 测试仪 监测仪 呼吸机 监护仪 心电监护 监护 除颤仪 心电图机 心电 吸痰器 雾化器
制氧机 氧气 氧气瓶 氧气袋 血氧仪 呼吸器 防护器 喷雾机 喷雾器 消毒机 消毒仪 紫外线灯 电梯 ct dr 核磁 x光机 b超 彩超 药 药品 药物 药材 中药 胶囊
颗粒 药片 注射液 口服液 输液 球蛋白 蛋白 干扰素 疫苗 试剂 试剂盒 核酸 抗原 胰岛素 透析 退烧药 感冒药 肚子药 止泻药 布洛芬 奥司他韦 连花清瘟 莲花清瘟
阿比多尔 正气水 食品 食物 食材 熟食 主食 饮食 口粮 干粮 装备 桨板 手机充电宝 铺盖 吃食 围栏 狗床 短袖 短裤 毛衣 背包绳 排水装备 救援设备 救援装备 工程机械 粮 菜 饮品 饮用水 矿泉水 纯净水 桶装水 自来水 食用水 饮水 热水 开水 饮料 方便面 泡面 挂面 面条
面包 馒头 包子 烧饼 大饼 饼干 火腿肠 火腿 榨菜 八宝粥 自热饭 自热米饭 盒饭 热饭 饭菜 烩菜 早餐 午餐 晚餐 早饭 午饭 晚饭 工作餐 便当 餐饭 餐点 餐食 牛奶 奶粉 大米 面粉 粮食 粮油
食用油 蔬菜 鸡蛋 水果 苹果 猪肉 吃的 喝的 用的 吃喝 棉被 被子 被褥 夏凉被 毛毯 毯子 褥子 垫子 床垫 防潮垫 折叠床 行军床 床铺 床品 床单 凉席 枕头
睡袋 帐篷 衣服 衣物 棉衣 棉服 大衣 大褂 护士服 工作服 羽绒服 内衣 内裤 裤头 裤子 背心 袜子 鞋子 拖鞋 鞋 毛巾 浴巾 牙刷 牙膏 脸盆 面盆 卫生纸
卫生巾 纸巾 抽纸 尿不湿 尿布 纸尿裤 洗漱用品 生活用品 日用品 洗衣粉 洗衣液 肥皂 香皂 洗发水 垃圾袋 花露水 风油精 蚊香 驱蚊 手电 手电筒 照明灯
应急灯 探照灯 灯具 蜡烛 充电宝 充电器 电池 电瓶 蓄电池 发电机 发电车 电缆 电线 插座 插排 水泵 抽水泵 吸水泵 抽水机 抽水设备 排水设备 抽排设备 沙袋 沙土
砂石 石子 块石 编织袋 麻袋 木桩 铁丝 铁锹 铁锨 锄头 铲子 铲车 挖掘机 挖机 推土机 装载机 吊车 叉车 工程车 抽水车 船 船只 小船 冲锋舟 橡胶舟 橡皮舟 皮划艇
橡皮艇 橡皮船 皮艇 汽艇 快艇 游艇 救生艇 救生衣 救生圈 救生绳 安全绳 绳子 绳索 雨布 油布 篷布 彩条布 塑料布 无纺布 熔喷布 对讲机 卫星电话 扩音器
喇叭 无人机 柴油 汽油 燃油 燃料 煤 煤炭 木炭 炉子 火炉 取暖器 电热毯 暖宝宝 热水袋 锅 锅具 碗筷 餐具 纸杯 水杯 口杯 饭盒 保温箱 保温桶 保温杯
水桶 塑料桶 设备 器材 器械 耗材 用具 工具 物资 用品 救护车 轮椅 拐杖 担架 裹尸袋 遗体袋 收容袋 书包 文具 课本 图书 玩具 学习机 平板电脑 电脑
手机 打印机 钢筋 钢管 钢板 木板 木材 木料 水泥 砖 石料 土工布 塑料膜 薄膜 地膜 防水布 遮阳网 沙子 铁锤 榔头 扳手 钳子 斧头 镐 撬棍 切割机 千斤顶 液压钳 破拆工具 袋子 箱子 塑料袋 防汛袋 吨袋 碗 筷子 勺子 一次性碗 宠粮 猫粮 狗粮 饲料 草料 种子 化肥 农药 粥 米饭 米粉 粉条 咸菜 罐头 肉类 牛肉 羊肉 鸡肉 鱼 豆腐 油盐 食盐 酱油 白糖 红糖 姜茶 茶叶 奶茶 咖啡 月饼 点心 糕点 巧克力 能量棒 压缩饼干 速食 快餐 热食 热餐 热水壶 暖壶 保暖内衣 军大衣 棉鞋 棉裤 手套 围巾 口哨 哨子 收音机 望远镜 路由器 基站 电源 移动电源 充电线 数据线 变压器 配电箱 发电设备 照明设备 照明 灯泡 灯塔车 通信设备 供水车 洒水车 消毒车 油罐车 水罐车 升降机 起重机 钩机 抽粪车 吸污车 环卫车 垃圾车 避孕套 护理垫 护垫 安睡裤 尿垫 奶瓶 湿纸巾 漱口水 剃须刀 洗脸巾 指甲剪 蚊帐 驱蚊液 驱蚊水 杀虫喷雾 藿香正气 藿香 创可贴 碘酒 酒精棉 纱布块 止血带 止血粉 三角巾 冰袋 退热贴 退烧贴 抗生素 消炎药 降压药 胃药 感染药 过敏药 外用药 常用药 急救药 蛇药 眼药水 葡萄糖 生理盐水 血液 血浆 氧气面罩 氧气罐 呼吸面罩 防毒面具 生命探测仪 雷达 潜水服 潜水装备 抛绳器 拉车绳 牵引绳 钢丝绳 警戒带 反光背心 反光衣 马甲 袖标 横幅 展架 桌椅 桌子 椅子 凳子 柜子 货架 雨棚 遮阳棚 彩钢房 移动板房 简易房  灭火器 应急包 急救包 急救箱 救援包 活动板房 板房 彩钢瓦 集装箱 移动厕所 净水器 净水设备 净水片 漂白粉 生石灰 石灰 消杀 杀虫剂
雨伞 蓑衣 雨裤 水裤 下水裤 防水裤 防水袋 防水服 泳衣 泳镜 水管 软管 水带 水龙带 潜水泵 排污泵 污水泵 泵车 排水车 龙吸水 机油 润滑油 发动机 马达 螺旋桨 船桨 轮胎 气泵 充气泵 打气筒
热干面 米线 馄饨 饺子 油条 胡辣汤 豆浆 稀饭 凉皮 卤蛋 卤菜 鸭蛋 香肠 自热锅 自热食品 零食 水壶 茶水 绿豆汤 冰块 雪糕 西瓜 香蕉 橙子 蛋糕 辅食 营养品 保健品 生活物质 救灾物质 救援物质 电力
药膏 药水 云南白药 阿莫西林 头孢 蒙脱石散 救心丸 清凉油 万金油 红霉素 注射器 针管 输液器 血压计 血压仪 血糖仪 助听器 老花镜 尿袋 导尿管 扫把 扫帚 拖把 簸箕 水枪 清洗机 洗衣机 冰箱 空调 风扇 电扇
热水器 电饭煲 电磁炉 燃气灶 煤气罐 液化气 煤气 充气床 气垫床 气垫 地垫 马扎 蛇皮袋 尼龙袋 草袋 土袋 沙包 挡水板 防洪板 膨胀袋 土石 渣土 渣土车 自卸车 翻斗车 消防车 救援车 摩托车 电动车 自行车 摩托艇
气垫船 竹筏 木筏 救生筏 浮板 浮筒 手灯 矿灯 强光手电 强光灯 太阳能板 太阳能灯 逆变器 线缆 网线 电话卡 流量卡 通讯车 通信车 打印纸 鱼竿 雨棚布 防雨布 隔离带 隔离板 警示牌 手推车 平板车 叉板 托盘 打包带 胶带 剪刀 小刀 打火机 火柴
"""
_VOLUNTEERS = """
志愿者 义工 志愿服务 志愿人员 工作人员 技术人员 专业人员 救生员 潜水员 维修工 泥瓦匠 焊工 兽医 药师 人员 人手 医生 医护 护士 司机 搬运工 翻译 厨师 电工 水电工 心理师 工人 劳力 增援 壮劳力 劳动力 人力 青壮年 对接员 客服 程序员 医疗队 引路人 带路人 向导 领队 装卸工 驾驶员 理发师 船员 舵手 挖机手 退役军人 退伍军人
"""
_VEHICLE = "车 车辆 货车 卡车 大车 拖车 面包车 皮卡 皮卡车 越野车 suv 大巴 客车 冷链车 冷藏车 运力 运输车 车队 物流 三轮车 拖拉机"
_RESCUE = "救援 救援队 救援力量 救援人员 排水队 抽水队 抢险队 潜水队 救援部队 救援团队 救援队伍 救援船 营救 转移 抽排 抽水 排水 抢险 抢修 供水供电 供电 供水 搜救 搜救队 援救 撤离"
_SHELTER = "住宿 住处 住所 酒店 宾馆 安置点 安置房 避难所 床位 房间 房屋 民宿 食宿 吃饭住宿"
_MISSING = "寻人 寻亲 找人 下落"
_PSYCHOLOGICAL = "心理援助 心理咨询 心理疏导 心理辅导 哀伤辅导 心理支持 心理热线 心理干预"
_MONEY = "资金 现金 善款 捐款 救灾款 款项 经费 慰问金 人民币 赈灾款 救助金 医药费"
_INFORMATION = "路况 通行证"


def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, words in (
        (GOODS, _GOODS),
        (VOLUNTEERS, _VOLUNTEERS),
        (VEHICLE, _VEHICLE),
        (RESCUE, _RESCUE),
        (SHELTER, _SHELTER),
        (MISSING, _MISSING),
        (PSYCHOLOGICAL, _PSYCHOLOGICAL),
        (MONEY, _MONEY),
        (INFORMATION, _INFORMATION),
    ):
        kinds |= dict.fromkeys(words.split(), kind)
    return kinds


HEAD_KINDS = _kinds()
_AFTER_PARTS = frozenset(
    ["支持", "支援", "供应", "服务", "补给", "救济", "援助", "等", "电力", "电力支持", "避险", "住宿", "休息"]
)
_DOSAGES = frozenset({"颗粒", "胶囊", "药片", "注射液", "口服液", "输液", "片", "喷剂"})
_REMEMBERED = 8192
LONGEST_HEAD = max(map(len, HEAD_KINDS))
# One character is a head only where a quantity or a list says that a thing is meant.
SHORT_HEADS = frozenset(
    "仪器机服衣镜帽套巾液剂片粉灯船艇舟袋箱泵床被毯鞋靴裤水油奶饭面布绳膏丸贴针管纸盆杯锅米菜肉蛋糖盐茶药碗勺锹锨铲锤炉伞桶凳椅桌袜棚板砖粮酱粥汤餐墙垫"
)
GENERIC = frozenset(
    f"{prefix}{noun}"
    for prefix in ("", "救灾", "救援", "抗洪", "应急", "抗疫", "爱心", "防疫", "生活", "医疗", "防护", "医用", "应急救援",
                   "抢险", "防汛", "物", "一线", "捐赠", "必要", "急需")
    for noun in ("物资", "用品", "设备", "器材", "支援物资")
)  # fmt: skip
"""Things so general that they only count when nothing more exact is named."""


def is_lone(name: str) -> bool:
    """True for a known thing of two characters and more, or a vessel, that may be told without its clause."""
    return len(name) > 1 or name in {"船", "药", "车"}


@lru_cache(maxsize=_REMEMBERED)
def head_length(name: str) -> int:
    """Return the length of the longest known head that *name* ends with, or 0."""
    for length in range(min(LONGEST_HEAD, len(name)), 0, -1):
        if name[-length:] in HEAD_KINDS:
            return length
    return 0


@lru_cache(maxsize=_REMEMBERED)
def head_kind(name: str) -> str | None:
    """Return the kind of the longest known head that *name* ends with, or None."""
    length = head_length(name)
    return HEAD_KINDS[name[-length:]] if length else None


def part(name: str) -> list[str]:
    """Return the known goods that *name* is made of and nothing else, or an empty list."""
    parts: list[str] = []
    place = 0
    while place < len(name):
        for end in range(min(len(name), place + LONGEST_HEAD), place + 1, -1):
            word = name[place:end]
            if HEAD_KINDS.get(word) == GOODS and word not in GENERIC and word not in _DOSAGES:
                parts.append(word)
                place = end
                break
        else:
            return parts if len(parts) > 1 and name[place:] in _AFTER_PARTS else []
    return parts if len(parts) > 1 else []
