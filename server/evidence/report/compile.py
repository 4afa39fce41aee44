"""From a report's data to its PDF: what no font can print is said in words, and nothing but the report's own files is within reach."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno

from server.evidence.report.fonts import FontChain, font_chain
from server.kernel import clock
from server.kernel.problem import Problem

TEMPLATE = Path(__file__).with_name("report.typ")
REFUSED = "report_not_made"


def pdf_of(report: dict[str, Any], pictures: Mapping[str, bytes], made_at: str, folders: tuple[Path, ...]) -> bytes:
    """The PDF of a report (`content.report_of`) with its pictures by file name; the same to the byte each time.

    `made_at` is the moment that the file names as its own. `report_needs_typst`, `report_without_font`, `report_not_made` where it cannot be.
    """
    try:
        import typst
    except ImportError:
        raise Problem("report_needs_typst") from None
    chain = font_chain(folders)
    shown, missing = _printable(report, chain)
    if missing:
        codes = ", ".join(f"U+{ord(each):04X}" for each in sorted(missing))
        shown["notes"] = [*shown["notes"], f"{shown['unprinted']} {codes}"]
    stamp = datetime.fromtimestamp(clock.instant(made_at).timestamp(), UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="doorstep-report-") as name:
        folder = Path(name)
        for file, content in pictures.items():
            (folder / file).write_bytes(content)
        (folder / "qr.svg").write_bytes(_qr(report["check"]["address"]))
        (folder / "report.json").write_text(json.dumps(shown | {"families": chain.families}), "utf-8")
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        try:
            made = typst.Compiler(str(folder / "report.typ"), root=str(folder), font_paths=chain.fonts).compile(
                format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=stamp
            )
        except typst.TypstError as refused:
            raise Problem(REFUSED) from refused
    if not isinstance(made, bytes):
        raise Problem(REFUSED)
    return made


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=2, scale=4)
    return out.getvalue()


def _printable(value: Any, chain: FontChain) -> tuple[Any, set[str]]:
    """The same data with texts that the fonts can print, and all that they cannot."""
    if isinstance(value, str):
        return chain.printable(value)
    if isinstance(value, dict):
        parts = {name: _printable(each, chain) for name, each in value.items()}
        return {name: shown for name, (shown, _) in parts.items()}, set().union(
            *(missing for _, missing in parts.values())
        )
    if isinstance(value, list):
        each = [_printable(one, chain) for one in value]
        return [shown for shown, _ in each], set().union(*(missing for _, missing in each))
    return value, set()
