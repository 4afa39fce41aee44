"""What the verifier answers, and how it is worded in both languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.evidence.archive import Wrong
from server.i18n.messages import catalogue, translate
from server.kernel.problem import entries

MOST_OF_A_KIND = 12


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is not wrong and that the reader has to know: a code of `words.yaml` (`evidence.note.<code>`), where, and why."""

    code: str
    where: str = ""
    why: str = ""


@dataclass(slots=True)
class VerifyResult:
    """`exit` 0, 1 or 2; `wrong` the first thing that does not hold; counts of what was checked; `head` the record's fingerprint."""

    exit: int
    wrong: Wrong | None = None
    facts: int = 0
    evidence: int = 0
    fingerprints: list[str] = field(default_factory=list)
    head: str = ""
    trusted: bool = False
    notes: list[Note] = field(default_factory=list)
    sealed: bool = False


def lines(result: VerifyResult, language: str) -> list[str]:
    """The verdict in words: one sentence, the record's fingerprint, and a line for each thing to know."""
    said = [_sentence(result, language)]
    if result.head:
        said.append(translate("evidence.result.head", language, head=shown_head(result.head)))
    for code in dict.fromkeys(note.code for note in result.notes):
        same = [note for note in result.notes if note.code == code]
        said += [_noted(note, language) for note in same[:MOST_OF_A_KIND]]
        if len(same) > MOST_OF_A_KIND:
            said.append("  " + translate("evidence.result.more", language, count=len(same) - MOST_OF_A_KIND))
    if result.wrong is None:
        said.append("  " + translate("evidence.result.not_covered", language))
    return said


def shown_head(head: str) -> str:
    """The first sixteen digits in groups of four, as the receipt page shows them."""
    return " ".join(head[start : start + 4] for start in range(0, 16, 4)).upper()


def _sentence(result: VerifyResult, language: str) -> str:
    if result.wrong:
        why = translate(f"evidence.wrong.{result.wrong.code}", language)
        return translate("evidence.result.wrong", language, where=result.wrong.where, why=why)
    if result.exit == 0:
        return translate("evidence.result.verified", language, facts=result.facts, evidence=result.evidence)
    if result.trusted and result.sealed:
        return translate("evidence.result.not_all", language, facts=result.facts, evidence=result.evidence)
    if result.trusted:
        return translate("evidence.result.unsealed", language, facts=result.facts, evidence=result.evidence)
    return translate("evidence.result.consistent", language, fingerprints=", ".join(result.fingerprints))


def _noted(note: Note, language: str) -> str:
    return "  " + translate(f"evidence.note.{note.code}", language, where=note.where, why=_why(note.why, language))


def _why(code: str, language: str) -> str:
    """A code in words: of the catalogue of problems, of a kind of fact, else as it stands."""
    if code in entries():
        return str(entries()[code]["title"][language])
    return catalogue().get(f"evidence.why.{code}", {}).get(language, code or "–")
