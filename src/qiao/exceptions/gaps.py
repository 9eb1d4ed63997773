"""Refusals at the desk of gaps."""

from qiao.exceptions import QiaoError


class ItemNameTakenError(QiaoError):
    code = "item_name_taken"
    status = 409
    message_zh = "名录里已有“{name}”。请选“归入已有物资”，或换一个名称。"
    message_en = "The registry already has “{name}”. Choose “a thing already listed”, or another name."


class BoundaryUnapprovedError(QiaoError):
    code = "boundary_unapproved"
    status = 422
    message_zh = (
        "“{approval}”不像审图号。请填地图上印的审图号，如“GS(2019)1822号”；没有审图号的边界不能公开展示。"
    )
    message_en = "“{approval}” does not look like an approval number. Give the one printed on the map, such as GS(2019) 1822; boundaries without one may not be shown."


class BoundaryUnreadableError(QiaoError):
    code = "boundary_unreadable"
    status = 422
    message_zh = (
        "边界文件没有读懂：{where_zh}，{what_zh}。请给 GeoJSON，每个图形带六位区划代码（adcode 或 code）。"
    )
    message_en = "The boundary file was not understood: {where_en}, {what_en}. Give GeoJSON in which each shape carries a six-digit code (adcode or code)."


class FigureTableTooLongError(QiaoError):
    code = "figure_table_too_long"
    status = 422
    message_zh = "这张表有 {rows} 行，一次最多 {most} 行。请按月份或按省分成几份，再一份份上传。"
    message_en = "This table has {rows} rows; one upload takes {most}. Split it by month or province and upload the parts."


class FigureTableMissingError(QiaoError):
    code = "figure_table_missing"
    status = 422
    message_zh = "文件里只有 {count} 张表，没有第 {wanted} 张。请改小编号，或空着由系统选最大的一张。"
    message_en = (
        "The file has {count} tables, so there is no table {wanted}. Choose a lower number or leave it empty."
    )


class NotificationAnsweredError(QiaoError):
    code = "notification_answered"
    status = 409
    message_zh = "这一条的答复已经登记过，不能改。部门后来又有答复，请另记一条告知。"
    message_en = (
        "The answer to this one is recorded and cannot be changed. Record what came later as a new entry."
    )
