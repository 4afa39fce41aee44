"""What may be attached: told by its bytes, never by its name. Pictures are drawn anew, so that nothing a camera wrote travels with them. Pure."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from server.evidence.rules import FORMATS, MOST_PIXELS, rendition, turn_of
from server.kernel.chain import sha256
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy

LARGEST = 10 * 1024 * 1024  # bytes of one file, as it is sent here
MOST_AT_ONCE = 10  # files of one form
AT_ONCE = 40 * 1024 * 1024  # bytes of one form
MOST = 20  # attachments of one visit
LONGEST_SIDE = 2400  # px, enough to read the figures of a plan
TITLE = 80  # characters
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg"}
TAIL = 2048  # bytes in which the end of a PDF stands


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is kept of a file: the bytes, their type, and the name that it came with."""

    content: bytes
    type: str
    name: str = ""

    @property
    def sha256(self) -> str:
        """What the store calls it."""
        return sha256(self.content)


def prepared(content: bytes, name: str = "") -> Prepared:
    """A PDF as it came, or a picture drawn anew: upright, 2,400 px at most. `bad_input` for anything else."""
    if not content:
        raise wrong("attachment_empty")
    if len(content) > LARGEST:
        raise wrong("attachment_size")
    if content.startswith(
        b"%PDF-"
    ):  # at the very beginning, because a file with something before it may be two things at once
        if b"%%EOF" not in content[-TAIL:]:
            raise wrong("attachment_damaged")
        return Prepared(content, PDF, name)
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS.values())) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise wrong("attachment_pixels")
            turned = turn_of(picture)
        return Prepared(rendition(content, LONGEST_SIDE, turned), JPEG, name)
    except UnidentifiedImageError:
        raise wrong("attachment_type") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise wrong("attachment_damaged") from None


def titles_of(files: list[Prepared], title: str, fallback: str) -> list[str]:
    """What each is called: as typed, numbered where there are several, else by its file's name."""
    typed = tidy(title, TITLE)
    if typed:
        return [typed] if len(files) == 1 else [f"{typed[: TITLE - 3]} {place}" for place in range(1, len(files) + 1)]
    stems = (tidy(each.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0], TITLE) for each in files)
    return [stem or fallback for stem in stems]


def wrong(code: str) -> Problem:
    """`bad_input` at the form's field of files."""
    return Problem("bad_input", {"files": [code]})
