"""Make the Chinese font of the printed papers from Noto Sans SC: the characters of GB 2312, and those of place names.

    python scripts/build_font.py NotoSansSC_400Regular.ttf

The whole font has 10.6 MB, the part 2.4 MB. It comes from the npm package @expo-google-fonts/noto-sans-sc 0.4.3
(OFL-1.1, no reserved name). Only maintainers run this, with `pip install fonttools`; the result is committed. Where a
whole Chinese font is installed, typst takes rarer characters from it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "src" / "qiao" / "registry" / "papers" / "NotoSansSC-part.ttf"
PLACES = ROOT / "src" / "qiao" / "registry"
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2030), *range(0x3000, 0x3020)]
FULL_WIDTH = range(0xFF00, 0xFFF0)
GB_ROWS = range(0xA1, 0xF8)
GB_CELLS = range(0xA1, 0xFF)


def characters() -> str:
    """Return every character the part holds."""
    held = {chr(one) for one in (*LATIN, *FULL_WIDTH)}
    for row in GB_ROWS:
        for cell in GB_CELLS:
            held |= set(bytes((row, cell)).decode("gb2312", errors="ignore"))
    for table in PLACES.rglob("*.csv"):
        held |= set(table.read_text(encoding="utf-8"))
    return "".join(sorted(one for one in held if one.isprintable()))


def main() -> None:
    """Write the part beside the papers."""
    source = Path(sys.argv[1])
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as listed:
        listed.write(characters())
        listed.flush()
        command = [sys.executable, "-m", "fontTools.subset", str(source), f"--text-file={listed.name}"]
        subprocess.run([*command, f"--output-file={FONT}", "--no-hinting", "--name-IDs=*"], check=True)
    print(f"{FONT.relative_to(ROOT)}: {FONT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
