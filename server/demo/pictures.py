"""Drawn photographs for the demonstration: a cabinet, a meter, a label, a door. Small, ours, and the same each time."""

from __future__ import annotations

import io
import json
import math
import random
from functools import cache

from PIL import Image, ImageDraw

SIZE = (1200, 900)


def photograph(name: str, seed: str) -> bytes:
    """A JPEG of one of the drawings, no two the same; an unknown name draws a wall with cables."""
    picture, chance = _drawn(name).copy(), random.Random(seed)
    pen = ImageDraw.Draw(picture)
    for _ in range(24):
        x, y = chance.randint(0, SIZE[0]), chance.randint(0, SIZE[1])
        pen.ellipse((x, y, x + 5, y + 5), fill=(190, 186, 178))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=78)
    return out.getvalue()


@cache
def _drawn(name: str) -> Image.Image:
    picture = Image.new("RGB", SIZE, (214, 211, 204))
    DRAWINGS.get(name, _cables)(ImageDraw.Draw(picture))
    return picture


@cache
def signature(seed: str) -> tuple[bytes, bytes]:
    """(strokes as evidence JSON, picture as PNG) of a name that nobody has to read."""
    chance = random.Random(seed)
    strokes, at = [], 0
    for part in range(5):
        x, y, points = 60 + part * 95, 90 + chance.randint(-20, 20), []
        for step in range(22):
            x += chance.randint(1, 9)
            y += round(16 * math.sin(step / 2.4 + part)) + chance.randint(-6, 6)
            at += 14
            points.append([max(4, min(596, x)), max(4, min(196, y)), at, 500 + chance.randint(-120, 160)])
        at += 160
        strokes.append(points)
    picture = Image.new("RGB", (600, 200), "white")
    pen = ImageDraw.Draw(picture)
    for points in strokes:
        pen.line([(x, y) for x, y, *_ in points], fill=(17, 25, 28), width=5, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    text = json.dumps({"v": 1, "width": 600, "height": 200, "strokes": strokes}, separators=(",", ":"))
    return text.encode(), out.getvalue()


def _cabinet(pen: ImageDraw.ImageDraw, tidy: bool = False) -> None:
    pen.rectangle((190, 110, 1010, 790), fill=(228, 226, 220), outline=(150, 148, 142), width=10)
    pen.rectangle((250, 500, 620, 640), fill=(245, 245, 243), outline=(120, 120, 118), width=5)
    for lamp in range(4):
        pen.ellipse((290 + lamp * 60, 590, 310 + lamp * 60, 610), fill=(60, 150, 80))
    pen.rectangle((790, 160, 950, 270), fill=(250, 250, 250), outline=(150, 148, 142), width=5)
    for cable in range(6):
        bend = 0 if tidy else (cable - 3) * 55
        colour = (40, 40, 44) if cable % 2 else (226, 178, 30)
        pen.line(
            [(280 + cable * 45, 140), (330 + cable * 40 + bend, 330), (300 + cable * 45 - bend, 500)],
            fill=colour,
            width=9,
            joint="curve",
        )


def _label(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((190, 210, 1010, 690), fill=(250, 250, 247), outline=(160, 158, 152), width=6)
    chance, x = random.Random(7), 270
    while x < 920:
        width = chance.choice((4, 7, 12))
        pen.rectangle((x, 420, x + width, 610), fill=(20, 22, 24))
        x += width + chance.choice((5, 9, 14))
    pen.rectangle((270, 280, 700, 305), fill=(90, 92, 94))
    pen.rectangle((270, 335, 600, 357), fill=(140, 142, 144))


def _power_meter(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 0, *SIZE), fill=(122, 82, 52))
    pen.rounded_rectangle((420, 90, 780, 830), 40, fill=(226, 172, 32), outline=(120, 88, 10), width=8)
    pen.rounded_rectangle((465, 150, 735, 360), 14, fill=(206, 222, 198))
    for digit in range(4):
        pen.rectangle((500 + digit * 58, 205, 540 + digit * 58, 305), outline=(24, 40, 26), width=13)
    for button in range(6):
        left, top = 490 + button % 3 * 90, 440 + button // 3 * 110
        pen.ellipse((left, top, left + 60, top + 60), fill=(36, 38, 40))


def _door(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((390, 60, 820, 840), fill=(128, 62, 34), outline=(70, 30, 14), width=14)
    for top in (130, 460):
        pen.rectangle((460, top, 750, top + 260), outline=(92, 40, 20), width=12)
    pen.ellipse((760, 440, 790, 470), fill=(214, 178, 90))
    pen.rectangle((330, 840, 880, 880), fill=(150, 30, 34))


def _water_meter(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, 400, 1200, 500), fill=(120, 124, 128))
    pen.ellipse((350, 200, 850, 700), fill=(38, 78, 128), outline=(20, 40, 70), width=14)
    pen.ellipse((420, 270, 780, 630), fill=(240, 242, 240))
    for digit in range(5):
        pen.rectangle((465 + digit * 56, 360, 510 + digit * 56, 430), fill=(22, 24, 26) if digit < 4 else (160, 30, 30))
        pen.rectangle((477 + digit * 56, 375, 498 + digit * 56, 415), fill=(240, 240, 240))
    pen.line([(600, 540), (690, 500)], fill=(160, 30, 30), width=8)


def _note(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((330, 130, 870, 770), fill=(252, 250, 238), outline=(190, 186, 170), width=6)
    for line in range(7):
        pen.line([(390, 230 + line * 72), (390 + 360 - line % 3 * 70, 230 + line * 72)], fill=(40, 52, 96), width=9)


def _cables(pen: ImageDraw.ImageDraw) -> None:
    for cable in range(5):
        pen.line(
            [(0, 200 + cable * 90), (500, 260 + cable * 70), (1200, 180 + cable * 110)],
            fill=(60, 64, 66),
            width=12,
            joint="curve",
        )


DRAWINGS = {
    "before": _cabinet,
    "after": lambda pen: _cabinet(pen, tidy=True),
    "serial": _label,
    "power": _power_meter,
    "door": _door,
    "meter": _water_meter,
    "visit-note": _note,
}
