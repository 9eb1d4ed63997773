"""Check a certificate of volunteer hours on any machine: no network, no database, no account."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qiao.engines.hours import CertificateError, fingerprint_of, read, verify

WRONG, UNCHECKED = 1, 2
SAID = {
    "unreadable": "这不是一份志愿服务记录证明，或已损坏 / this is no certificate of hours, or it is damaged",
    "lines_changed": "明细被改过，与签名时的不同 / its lines are not those that were signed",
    "key_unreadable": "公钥应是 64 位十六进制数 / a public key has 64 hex digits",
    "signature_wrong": "签名不对：内容被改过，或不是这把钥匙签的 / wrong signature: changed, or not signed by this key",
}
OWN_KEY = (
    "签名与证明里自带的钥匙相符；这把钥匙是不是出具单位的，请向它核对指纹，或用 --key 再核对一次。\n"
    "The signature is of the key in the file itself; ask the issuer for the fingerprint, or give --key."
)
MINUTES_AN_HOUR = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 where the signature is of the key given, 1 where it is not, 2 where no key was given."""
    parser = argparse.ArgumentParser(
        prog="./qiao verify-certificate",
        description="核对志愿服务记录证明 / check a certificate of volunteer hours",
    )
    parser.add_argument(
        "certificate", help="证明文件，或二维码里的文字 / the file, or the text of the QR code"
    )
    parser.add_argument(
        "--key",
        default="",
        help="出具单位公布的公钥（64 位）或存它的文件 / the issuer's public key, or a file",
    )
    given = parser.parse_args(arguments)
    try:
        signed, named = read(_text_of(given.certificate))
        key = _text_of(given.key).strip() or named
        if not key:
            _warn("请用 --key 给出出具单位公布的公钥 / give the issuer's published key with --key")
            return UNCHECKED
        told = verify(signed, key)
    except CertificateError as error:
        _warn(f"不符 NOT VALID：{SAID[error.code]}")
        return WRONG
    sys.stdout.write("".join(f"{line}\n" for line in _said(told, key)))
    if not given.key:
        _warn(OWN_KEY)
        return UNCHECKED
    sys.stdout.write("相符 VALID\n")
    return 0


def _said(told: Mapping[str, Any], key: str) -> Iterator[str]:
    yield f"证明编号 number       {told['number']}"
    yield f"出具单位 issuer       {told['organization']} {told['uscc']}".rstrip()
    yield f"志愿者   volunteer    {told['volunteer']}"
    hours = told["minutes"] / MINUTES_AN_HOUR
    yield f"服务时间 hours        {hours:g}（{told['from']} – {told['to']}，{told['lines']} 项 lines）"
    yield f"出具日期 issued on    {told['issued_on']}"
    yield f"公钥指纹 fingerprint  {fingerprint_of(key)}"
    if told["is_sample"]:
        yield "示例数据 SAMPLE DATA"


def _warn(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _text_of(given: str) -> str:
    """Return the text of a file where there is one of this name, else what was given."""
    try:
        path = Path(given)
        return path.read_text(encoding="utf-8") if given and path.is_file() else given
    except (OSError, UnicodeDecodeError):
        return given


if __name__ == "__main__":
    sys.exit(main())
