"""What a time limit is called and why it was not measured, wherever it is read: in the office and on phones."""

from __future__ import annotations

from server.i18n.messages import catalogue, translate
from server.standards.limit_table import Rule


def limit_label(rule: str, known: Rule | None, language: str) -> str:
    """1 小时到场; a rule of the organisation's own is called by its figure, and by its id where the table has it no more."""
    key = f"console.matter.limit.{rule}"
    if key in catalogue():
        return translate(key, language)
    if known is None:
        return rule
    unit = translate(f"console.matter.unit.{known.unit}", language)
    return translate("console.matter.limit.other", language, figure=known.figure, unit=unit)


def why_not_measured(why: str, language: str) -> str:
    """In words, for one of the reasons of `Reading.why`; none given means an uncertain clock."""
    return translate(f"console.matter.why.{why or 'clock'}", language)
