"""The picture of a signature from its strokes, drawn here: so no picture that a stranger's browser made is ever stored or shown. Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

LONGEST = 1200  # px of the picture's longer side
INK, PAPER, PEN = 17, 255, 2.6  # shades of grey; px of the pad that the pen is wide


def picture_of(width: int, height: int, strokes: Sequence[Sequence[Sequence[int]]]) -> bytes:
    """A grey PNG of strokes [[[x, y, t, p], …], …] on a pad of this size; what was drawn beside the pad is not on it."""
    scale = min(2.0, LONGEST / max(width, height))
    paper = Image.new("L", (max(1, round(width * scale)), max(1, round(height * scale))), PAPER)
    pen = ImageDraw.Draw(paper)
    wide = max(1, round(PEN * scale))
    for stroke in strokes:
        line = [(point[0] * scale, point[1] * scale) for point in stroke]
        if len(line) > 1:
            pen.line(line, fill=INK, width=wide, joint="curve")
        for x, y in [*line[:1], *line[-1:]]:
            pen.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=INK)
    out = io.BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()
