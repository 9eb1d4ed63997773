"""A workbook of Excel 97 (BIFF 8 in a compound file), written by hand: the least that a reader must understand."""

import struct

SECTOR = 512
END, FAT_ITSELF, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def long_text(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def xls(rows, *, merged=(), name="甲") -> bytes:
    """Return a workbook of one sheet: texts and numbers, and ranges (top, bottom, left, right) that are merged."""
    begin = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)
    bound = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    head = record(0x0809, begin) + record(0x0042, struct.pack("<H", 1200))
    end = record(0x000A, b"")
    place = len(head) + 4 + 6 + len(bound) + len(end)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            where = struct.pack("<HHH", at, column, 0)
            if isinstance(cell, str) and cell:
                sheet += record(0x0204, where + long_text(cell))
            elif cell not in ("", None):
                sheet += record(0x0203, where + struct.pack("<d", cell))
    if merged:
        ranges = b"".join(struct.pack("<HHHH", *one) for one in merged)
        sheet += record(0x00E5, struct.pack("<H", len(merged)) + ranges)
    globals_ = head + record(0x0085, struct.pack("<IH", place, 0) + bound) + end
    return compound(globals_ + sheet + end)


def compound(stream: bytes) -> bytes:
    """Return a compound file with one stream, Workbook, long enough to need no small sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    fat = [FAT_ITSELF, END, *(number + 1 for number in range(2, sectors + 1)), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    return header + table + directory(("Root Entry", 5, END, 0), ("Workbook", 2, 2, len(stream))) + stream


def directory(root, child):
    made = b""
    for (name, kind, start, size), down in ((root, 1), (child, FREE)):
        spelled = name.encode("utf-16-le") + b"\0\0"
        made += spelled.ljust(64, b"\0") + struct.pack("<HBB", len(spelled), kind, 1)
        made += struct.pack("<III", FREE, FREE, down) + bytes(36) + struct.pack("<IQ", start, size)
    return made.ljust(SECTOR, b"\0")
