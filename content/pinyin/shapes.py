"""Write `rules/names/shapes.py` from a font: `python -m content.pinyin.shapes FONT` (development; numpy and Pillow)."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[2] / "rules" / "names" / "shapes.py"
HEAD = '''"""Characters drawn nearly the same: a word is one and its partners (made by content/pinyin/shapes.py)."""
# ruff: noqa: E501
# fmt: off

'''
MORE = (  # characters of names beyond the first level of GB 2312
    "堃喆璟焱彧晟煊铠昊羲翀旻玥珺珵琬瑄璇玟璘祎祺禛禾骁骐彦劼垚昱晞烨炜煜熠熙燊瑀瑗瑭璐甯畅皓皞睿竑筱粲翊翎芃芊苒"
    "茜茗荃莘菀菡萱蓥蕙薇藜衍谞赟轩逸郦铄铭锴镕隽霁靖韬颀颢馨鸣麒龢鎏淼鑫犇骉翾钊琛琳瑛瑜瑾璋璞瑶珊珂玮玲珀珞琪琦"
    "琨琰婕婷婧妍娅娴嫣嫒晖晔晗暄曦昕桦楠梓榕樾浩涵淇淳湛滢潇澜濠泓沁沛泽祁邬邓郝邵邱闫阎颜骆鲍"
)
SIDE, BLUR, LEAST, MOST = 28, 1.0, 0.74, 28


def characters() -> str:
    """Return the characters of names: the first level of GB 2312 and those above."""
    first = (bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    common = "".join(char.decode("gb2312", errors="ignore") for char in first)
    return "".join(dict.fromkeys(common + MORE))


def drawn(chars: str, font_file: str) -> Any:
    """Return the blurred pictures of characters, one beside the other."""
    import numpy as np  # type: ignore[import-not-found]
    from PIL import Image, ImageDraw, ImageFilter, ImageFont  # type: ignore[import-not-found]

    font, pictures = ImageFont.truetype(font_file, 48), []
    for char in chars:
        picture = Image.new("L", (56, 56), 0)
        pen = ImageDraw.Draw(picture)
        left, top, right, bottom = pen.textbbox((0, 0), char, font=font)
        pen.text(((56 - right + left) / 2 - left, (56 - bottom + top) / 2 - top), char, fill=255, font=font)
        small = picture.filter(ImageFilter.GaussianBlur(BLUR)).resize((SIDE, SIDE))
        pictures.append(np.asarray(small, dtype=np.float32))
    return np.stack(pictures)


def likenesses(pictures: Any) -> Any:
    """Return how like each two are: as a whole, or mostly in one of their four sides."""
    import numpy as np

    def alike(part: Any) -> Any:
        rows = part.reshape(len(part), -1)
        rows = rows - rows.mean(1, keepdims=True)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
        return rows @ rows.T

    whole = alike(pictures)
    sides = (pictures[:, :, 11:], pictures[:, :, :17], pictures[:, 11:, :], pictures[:, :17, :])
    shares = [(whole + 2 * alike(side)) / 3 - less for side, less in zip(sides, (0, 0.03, 0, 0.03), strict=True)]
    found = np.maximum.reduce([whole, *shares])
    np.fill_diagonal(found, 0)
    return found


def partners(chars: str, found: Any) -> Iterator[str]:
    """Yield each character with those partners that come after it."""
    pairs: dict[str, set[str]] = {}
    for place, char in enumerate(chars):
        for other in found[place].argsort()[::-1][:MOST]:
            if found[place][other] >= LEAST:
                first, second = sorted((char, chars[other]))
                pairs.setdefault(first, set()).add(second)
    yield from (first + "".join(sorted(pairs[first])) for first in sorted(pairs))


def main(font_file: str) -> None:
    """Draw, compare and write the module, lines not longer than the house allows."""
    chars, lines = characters(), [""]
    for word in partners(chars, likenesses(drawn(chars, font_file))):
        if len(lines[-1]) + len(word) > 115:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    TARGET.write_text(HEAD + 'SHAPES = """\n' + "\n".join(lines) + '\n"""\n', encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
