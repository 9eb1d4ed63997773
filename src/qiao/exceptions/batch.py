"""Refusals of the batch jobs: tables of many rows, worked through group by group."""

from qiao.exceptions import QiaoError


class BatchInputError(QiaoError):
    code = "batch_input"
    status = 422
    message_zh = "{path} 用不了：{reason_zh}"
    message_en = "{path} cannot be used: {reason_en}"


class BatchColumnsError(QiaoError):
    code = "batch_columns"
    status = 422
    message_zh = "{path} 缺少这些列：{columns}。任务 {job} 要有：{needed}。"
    message_en = "{path} lacks the columns {columns}. The job {job} needs {needed}."


class BatchParameterError(QiaoError):
    code = "batch_parameter"
    status = 422
    message_zh = "任务 {job} 的参数 {name} 不对：{reason_zh}"
    message_en = "The parameter {name} of the job {job} is wrong: {reason_en}"


class BatchOtherRunError(QiaoError):
    code = "batch_other_run"
    status = 409
    message_zh = "{path} 里已有另一次运行（{field} 不同）。请换一个空文件夹，或删掉它再来。"
    message_en = (
        "{path} holds another run (its {field} differs). Name an empty folder, or delete this one first."
    )


class BatchBusyError(QiaoError):
    code = "batch_busy"
    status = 409
    message_zh = "另一个进程正在往 {path} 里写。请等它做完，或换一个文件夹。"
    message_en = "Another process is writing into {path}. Wait for it, or name another folder."


class BatchStoppedError(QiaoError):
    code = "batch_stopped"
    status = 409
    message_zh = "停下了；做完的 {done} 份（共 {total} 份）留着，再运行一次就接着做。"
    message_en = "Stopped. {done} of {total} parts are done and kept; run it again to go on."


class BatchRowsLostError(QiaoError):
    code = "batch_rows_lost"
    status = 500
    message_zh = (
        "读了 {taken} 行，原有 {given} 行，对不上，结果不能用。请检查输入文件夹在运行中有没有变动，再来一次。"
    )
    message_en = (
        "{taken} rows were taken of {given}; the result must not be used. "
        "See whether the input changed meanwhile, and run again."
    )


class BatchManifestError(QiaoError):
    code = "batch_manifest"
    status = 422
    message_zh = "{path} 与它的清单不符：{reason_zh}"
    message_en = "{path} does not agree with its manifest: {reason_en}"


class BatchEngineAbsentError(QiaoError):
    code = "batch_engine_absent"
    status = 501
    message_zh = "没有安装 {engine}。{how_zh}"
    message_en = "{engine} is not installed. {how_en}"


class BatchUnknownResultError(QiaoError):
    code = "batch_unknown_result"
    status = 422
    message_zh = (
        "{path} 不是从这里写出的数据算的（{field} 对不上）。请先用 --export 写出，再用写出的文件夹运行。"
    )
    message_en = (
        "{path} was not made from what this installation wrote out (its {field} differs). "
        "Write it out by --export first, and run the job on that folder."
    )


class BatchLoadedError(QiaoError):
    code = "batch_loaded"
    status = 409
    message_zh = "这次运行的结果已经载入，或已经取消。要新的结果，请重新写出、重新运行。"
    message_en = "The result of this run was loaded already, or it was called off. For a new one write out and run again."


class BatchRecordsGoneError(QiaoError):
    code = "batch_records_gone"
    status = 409
    message_zh = "结果提到的 {count} 条记录已经不在这里。请重新写出、重新运行。"
    message_en = "{count} records that the result names are no longer here. Write out and run again."
