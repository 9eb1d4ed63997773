"""Every refusal a user can meet: code, message, details. Listed in docs/errors.md with what to do.

A desk with many refusals has a file of its own here (``exceptions/<desk>.py``), whose classes are imported below.
"""

from typing import Any, ClassVar


class QiaoError(Exception):
    """A refusal. `code` is stable, `message` says what happened and what to do, `details` names fields."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message_zh: ClassVar[str] = "操作未完成。"
    message_en: ClassVar[str] = "The action was not done."

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message("zh"))

    def message(self, language: str = "zh") -> str:
        """Return the sentence in `language` ("zh…" or "en…") with the details filled in."""
        template = self.message_en if language.startswith("en") else self.message_zh
        return template.format(**self.details)


class RightMissingError(QiaoError):
    code = "right_missing"
    status = 403
    message_zh = "您的角色不能做这件事（{verb}）。请联系本组织管理员。"
    message_en = "Your role may not do this ({verb}). Ask your organisation's administrator."


class RightUnknownError(QiaoError):
    code = "right_unknown"
    status = 500
    message_zh = "权限表里没有“{verb}”，因此一律拒绝。"
    message_en = "“{verb}” is not in the table of rights, so it is refused to everyone."


class ReportConflictError(QiaoError):
    code = "report_conflict"
    status = 409
    message_zh = "编号 {id} 已收到过另一份内容。请换一个新编号再提交；原来的那份没有改动。"
    message_en = "Report {id} was already received with another content. Send it under a new id; the first one is unchanged."


class ReportEmptyError(QiaoError):
    code = "report_empty"
    status = 422
    message_zh = "内容是空的。请写下看到的情况或需要的东西。"
    message_en = "The text is empty. Write what you saw or what is needed."


class ReportErasedError(QiaoError):
    code = "report_erased"
    status = 410
    message_zh = "这份信息已依法删除，只留编号与时间。"
    message_en = "This report was erased as the law requires; only its id and time remain."


class AttachmentRefusedError(QiaoError):
    code = "attachment_refused"
    status = 422
    message_zh = "附件“{name}”没有收下：{reason_zh}"
    message_en = "The attachment “{name}” was not taken: {reason_en}"


class AttachmentConflictError(QiaoError):
    code = "attachment_conflict"
    status = 409
    message_zh = "附件编号 {id} 已收到过另一个文件。请换一个新编号再传；原来的那个没有改动。"
    message_en = "Attachment {id} was already received with another content. Send it under a new id; the first one is unchanged."


class QuantityInvalidError(QiaoError):
    code = "quantity_invalid"
    status = 422
    message_zh = "{field}：“{value}”不是有效的数量。请填正整数，或选“不限”“未知”。"
    message_en = "{field}: “{value}” is not a quantity. Enter a positive whole number, or choose open-ended or unknown."


class PlaceUnknownError(QiaoError):
    code = "place_unknown"
    status = 422
    message_zh = "找不到地点“{place}”。请填写到县区，例如“湖北省黄冈市英山县”，或六位行政区划代码。"
    message_en = "There is no place “{place}”. Name it down to the county, or give the six-digit code."


class SheetRowShiftedError(QiaoError):
    code = "sheet_row_shifted"
    status = 422
    message_zh = "第 {row} 行“{column}”一格是“{value}”，不像该列的内容（像是整行错位了一格）。整行未导入；请核对后重新导入。"
    message_en = "Row {row}, column “{column}” holds “{value}”, which does not belong there (the row looks shifted by one cell). The row was not loaded; check it and load again."


class SheetUnreadableError(QiaoError):
    code = "sheet_unreadable"
    status = 422
    message_zh = "读不懂这份表格：{reason_zh}"
    message_en = "This sheet cannot be read: {reason_en}"


class TableUnreadableError(QiaoError):
    code = "table_unreadable"
    status = 422
    message_zh = "表格 {path} 用不了：{reason_zh}"
    message_en = "{path} cannot be used: {reason_en}"


class PictureUnreadableError(QiaoError):
    code = "picture_unreadable"
    status = 422
    message_zh = "图片 {path} 用不了：{reason_zh}"
    message_en = "{path} cannot be used: {reason_en}"


class ImportConflictError(QiaoError):
    code = "import_conflict"
    status = 409
    message_zh = "编号 {id} 已收到过另一份文件。请换一个新编号再上传；原来的那份没有改动。"
    message_en = "Upload {id} was already received with another file. Send it under a new id; the first one is unchanged."


class ImportStateError(QiaoError):
    code = "import_state"
    status = 409
    message_zh = "这一批现在是“{state}”，不能这样做。请刷新页面看最新情况。"
    message_en = "This batch is now “{state}”, so this cannot be done. Reload the page to see how it stands."


class ImportRowsRefusedError(QiaoError):
    code = "import_rows_refused"
    status = 409
    message_zh = "有 {count} 行不能载入，所以一行也没有载入。请改正后重新上传，或选“跳过有错的行”。"
    message_en = (
        "{count} rows cannot be loaded, so none was. Correct them and upload again, or choose to skip them."
    )


class ImportFileGoneError(QiaoError):
    code = "import_file_gone"
    status = 410
    message_zh = "文件“{name}”已到期删除，不能再读。请重新上传。"
    message_en = "The file “{name}” was deleted when its time came. Upload it again."


class StockExhaustedError(QiaoError):
    code = "stock_exhausted"
    status = 409
    message_zh = "只剩 {left}，不够 {asked}。请减少数量或另选一批。"
    message_en = "Only {left} left, not {asked}. Ask for less or choose another lot."


class LineAlreadyDecidedError(QiaoError):
    code = "line_already_decided"
    status = 409
    message_zh = "这一行已经处理过（{state}），没有重复执行。"
    message_en = "This line was already decided ({state}); nothing was done twice."


class CodeUnknownError(QiaoError):
    code = "code_unknown"
    status = 404
    message_zh = "签收码不对或已用过。请核对单子上的码；输错 {tries} 次后需联系发货方。"
    message_en = (
        "The code is wrong or already used. Check the slip; after {tries} wrong tries ask the sender."
    )


class CodeLockedError(QiaoError):
    code = "code_locked"
    status = 429
    message_zh = "尝试次数太多，此单已锁定。请联系发货方解锁。"
    message_en = "Too many tries; this delivery is locked. Ask the sender to unlock it."


class NobodyReceivesError(QiaoError):
    code = "nobody_receives"
    status = 503
    message_zh = "现在没有组织在这里接收信息。人命关天请立即拨打 110、119 或 120。"
    message_en = "No organisation receives messages here now. Where a life is at risk, call 110, 119 or 120."


class TooManyReportsError(QiaoError):
    code = "too_many_reports"
    status = 429
    message_zh = "这里短时间内交得太多，请 10 分钟后再交；写好的不会丢。人命关天请打 110、119 或 120。"
    message_en = "Too many reports came from here in a short time. Send again in 10 minutes; nothing you wrote is lost. Where a life is at risk, call 110, 119 or 120."


class ReceiptCodeUnknownError(QiaoError):
    code = "receipt_code_unknown"
    status = 404
    message_zh = "没有这个查询码。请核对 16 位数字，看有没有抄错、漏抄。"
    message_en = "There is no such receipt code. Check the 16 digits for one that is wrong or missing."


class ReceiptCodeLockedError(QiaoError):
    code = "receipt_code_locked"
    status = 429
    message_zh = "这里输错的查询码太多，请 10 分钟后再试。您的信息没有受影响。"
    message_en = "Too many wrong receipt codes came from here. Try again in 10 minutes; your report is safe."


class EvidenceMissingError(QiaoError):
    code = "evidence_missing"
    status = 422
    message_zh = "第 {number} 条建议没有证据或没有报送对象，不能报送。请补上。"
    message_en = "Item {number} has no evidence or no addressee, so it cannot be filed. Add them."


class CaseIncompleteError(QiaoError):
    code = "case_incomplete"
    status = 422
    message_zh = "案例还不能发布：{missing}。"
    message_en = "The case cannot be published yet: {missing}."


class VerificationMissingError(QiaoError):
    code = "verification_missing"
    status = 422
    message_zh = "这条需求还没有核实记录，不能进入分配方案。请先核实。"
    message_en = "This need has no verification record and cannot enter a plan. Verify it first."


class DataDirMixedError(QiaoError):
    code = "data_dir_mixed"
    status = 500
    message_zh = "{path} 是{kind}数据目录，不能这样打开。"
    message_en = "{path} is a {kind} data directory and cannot be opened this way."


class LedgerUnbalancedError(QiaoError):
    code = "ledger_unbalanced"
    status = 422
    message_zh = "这笔分录借贷不平，相差 {difference_fen} 分。请核对各行金额。"
    message_en = "The entry does not balance: it is off by {difference_fen} fen. Check the lines."


class SamePersonError(QiaoError):
    code = "same_person"
    status = 409
    message_zh = "自己登记的记录不能由自己核实，请换一位同事核实。"
    message_en = "Whoever recorded this may not verify it; ask a colleague."


class ReasonMissingError(QiaoError):
    code = "reason_missing"
    status = 422
    message_zh = "请写明理由，至少 {least} 个字。"
    message_en = "State a reason of at least {least} characters."


class PositionRangeError(QiaoError, ValueError):
    """A longitude or latitude is not on the globe."""

    code = "position_range"
    status = 422
    message_zh = "{axis_zh} {value} 不在 -{limit:g} 到 {limit:g} 之间，是否把经度和纬度写反了？"
    message_en = "The {axis_en} {value} is not between -{limit:g} and {limit:g}; are the two swapped?"


class UsccError(QiaoError, ValueError):
    """The code is not a unified social credit code; the message says why, `details` where."""

    code: ClassVar[str] = "uscc_invalid"
    status: ClassVar[int] = 422


class UsccLengthError(UsccError):
    """The code has not 18 characters."""

    code = "uscc_length"
    message_zh = "统一社会信用代码应为 18 位，这里是 {length} 位：{value}。"
    message_en = "A unified social credit code has 18 characters, this one has {length}: {value}."


class UsccCharacterError(UsccError):
    """A character cannot stand where it stands."""

    code = "uscc_character"
    message_zh = "统一社会信用代码 {value} 的第 {position} 位“{character}”不能用{rule_zh}。{hint_zh}"
    message_en = (
        "Character {position} of {value}, “{character}”, is not allowed in a unified social credit code"
        "{rule_en}.{hint_en}"
    )


class UsccCheckError(UsccError):
    """The check character does not fit the other seventeen."""

    code = "uscc_check"
    message_zh = "统一社会信用代码 {value} 的校验码不对：按前 17 位算，末位应为“{expected}”，这里是“{character}”。请核对原件。{hint_zh}"
    message_en = (
        "The check character of {value} is wrong: the first 17 give “{expected}”, here stands “{character}”. "
        "Compare it with the certificate.{hint_en}"
    )


class NoticePersonalError(QiaoError):
    code = "notice_personal"
    status = 422
    message_zh = "通知里不能有电话、证件号、账号或邮箱。请去掉，只留编号和链接。"
    message_en = "A notice holds no telephone, identity or account number and no mailbox. Take it out; leave reference and link."


class NoticeSettledError(QiaoError):
    code = "notice_settled"
    status = 409
    message_zh = "这条通知已经{state}，没有改动。"
    message_en = "This notice is already {state}; nothing was changed."


class VoiceHeldError(QiaoError):
    code = "voice_held"
    status = 409
    message_zh = "不能移到另一个突发事件：{reason_zh}。请先撤回对接，或在来源那边改。"
    message_en = (
        "It cannot go to another crisis: {reason_en}. Withdraw the match first, or change it at its source."
    )


from qiao.exceptions.accounts import *  # noqa: E402, F403
from qiao.exceptions.advocacy import *  # noqa: E402, F403
from qiao.exceptions.backup import *  # noqa: E402, F403
from qiao.exceptions.batch import *  # noqa: E402, F403 - the base must stand first
from qiao.exceptions.bulletins import *  # noqa: E402, F403 - the base must stand first
from qiao.exceptions.care import *  # noqa: E402, F403
from qiao.exceptions.casebook import *  # noqa: E402, F403
from qiao.exceptions.cash import *  # noqa: E402, F403
from qiao.exceptions.contacts import *  # noqa: E402, F403 - the base must stand first
from qiao.exceptions.deadlines import *  # noqa: E402, F403
from qiao.exceptions.desk import *  # noqa: E402, F403
from qiao.exceptions.doors import *  # noqa: E402, F403
from qiao.exceptions.drafts import *  # noqa: E402, F403
from qiao.exceptions.duplicates import *  # noqa: E402, F403
from qiao.exceptions.editions import *  # noqa: E402, F403
from qiao.exceptions.exchange import *  # noqa: E402, F403
from qiao.exceptions.field_forms import *  # noqa: E402, F403
from qiao.exceptions.funding import *  # noqa: E402, F403
from qiao.exceptions.gaps import *  # noqa: E402, F403
from qiao.exceptions.goods import *  # noqa: E402, F403
from qiao.exceptions.hosts import *  # noqa: E402, F403
from qiao.exceptions.inbound import *  # noqa: E402, F403
from qiao.exceptions.linkage import *  # noqa: E402, F403
from qiao.exceptions.moving import *  # noqa: E402, F403
from qiao.exceptions.networks import *  # noqa: E402, F403
from qiao.exceptions.offers import *  # noqa: E402, F403
from qiao.exceptions.packs import *  # noqa: E402, F403
from qiao.exceptions.preparing import *  # noqa: E402, F403
from qiao.exceptions.quality import *  # noqa: E402, F403
from qiao.exceptions.receipts import *  # noqa: E402, F403
from qiao.exceptions.shifts import *  # noqa: E402, F403
from qiao.exceptions.stock import *  # noqa: E402, F403
from qiao.exceptions.storage import BusyError, DatabasePatientError, DiskFullError  # noqa: E402, F401
from qiao.exceptions.ties import *  # noqa: E402, F403
from qiao.exceptions.volunteering import *  # noqa: E402, F403
from qiao.exceptions.walls import *  # noqa: E402, F403
