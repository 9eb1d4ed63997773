"""Places and things for a drill without a registry. The counties are real, the rest is invented."""

from qiao.engines.simulation.records import Hazard, ItemRow, PlaceRow

EXAMPLE_PLACES: tuple[PlaceRow, ...] = (
    PlaceRow("420000", "湖北省", "province", None),
    PlaceRow("421100", "黄冈市", "city", "420000"),
    PlaceRow("421122", "红安县", "county", "421100"),
    PlaceRow("421123", "罗田县", "county", "421100"),
    PlaceRow("421124", "英山县", "county", "421100"),
    PlaceRow("421125", "浠水县", "county", "421100"),
    PlaceRow("421127", "黄梅县", "county", "421100"),
    PlaceRow("420900", "孝感市", "city", "420000"),
    PlaceRow("420921", "孝昌县", "county", "420900"),
    PlaceRow("420922", "大悟县", "county", "420900"),
    PlaceRow("420923", "云梦县", "county", "420900"),
)

EXAMPLE_ITEMS: dict[Hazard, tuple[ItemRow, ...]] = {
    Hazard.EPIDEMIC: (
        ItemRow("mask", "口罩", ("一次性口罩", "医用口罩"), "只"),
        ItemRow("mask-surgical", "医用外科口罩", ("外科口罩",), "只"),
        ItemRow("mask-n95", "N95口罩", ("n95口罩",), "只"),
        ItemRow("suit", "防护服", ("医用防护服",), "套"),
        ItemRow("goggles", "护目镜", ("防护眼镜",), "副"),
        ItemRow("gloves", "医用手套", ("乳胶手套",), "双"),
        ItemRow("alcohol", "酒精", ("75%酒精", "医用酒精"), "瓶"),
        ItemRow("disinfectant", "消毒液", ("84消毒液",), "桶"),
        ItemRow("thermometer", "额温枪", ("体温枪",), "把"),
        ItemRow("oxygen", "制氧机", (), "台"),
    ),
    Hazard.FLOOD: (
        ItemRow("water", "矿泉水", ("饮用水", "瓶装水"), "箱"),
        ItemRow("noodles", "方便面", ("泡面",), "箱"),
        ItemRow("bread", "面包", (), "箱"),
        ItemRow("life-vest", "救生衣", (), "件"),
        ItemRow("boat", "冲锋舟", ("皮划艇",), "艘"),
        ItemRow("pump", "抽水泵", ("水泵",), "台"),
        ItemRow("generator", "发电机", (), "台"),
        ItemRow("power-bank", "充电宝", (), "个"),
        ItemRow("torch", "手电筒", ("强光手电",), "个"),
        ItemRow("sandbag", "沙袋", ("编织袋",), "条"),
        ItemRow("diaper", "尿不湿", ("纸尿裤",), "包"),
    ),
    Hazard.EARTHQUAKE: (
        ItemRow("tent", "帐篷", ("救灾帐篷",), "顶"),
        ItemRow("quilt", "棉被", ("被子",), "床"),
        ItemRow("coat", "棉大衣", ("大衣",), "件"),
        ItemRow("bed", "折叠床", ("行军床",), "张"),
        ItemRow("tarpaulin", "彩条布", ("篷布",), "卷"),
        ItemRow("stove", "炉子", ("取暖炉",), "个"),
        ItemRow("rice", "大米", (), "袋"),
        ItemRow("first-aid", "急救包", (), "个"),
        ItemRow("milk", "奶粉", ("婴儿奶粉",), "罐"),
        ItemRow("water", "矿泉水", ("饮用水",), "箱"),
        ItemRow("lamp", "应急灯", ("照明灯",), "盏"),
    ),
}
