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


def lines(verdict: VerifyResult, language: str) -> list[str]:
    """The verdict in words: one sentence, the record's fingerprint, and a line for each thing to know."""
    said = [_sentence(verdict, language)]
    if verdict.head:
        said.append(translate("evidence.verdict.head", language, head=shown_head(verdict.head)))
    for code in dict.fromkeys(note.code for note in verdict.notes):
        same = [note for note in verdict.notes if note.code == code]
        said += [_noted(note, language) for note in same[:MOST_OF_A_KIND]]
        if len(same) > MOST_OF_A_KIND:
            said.append("  " + translate("evidence.verdict.more", language, count=len(same) - MOST_OF_A_KIND))
    if verdict.wrong is None:
        said.append("  " + translate("evidence.verdict.not_covered", language))
    return said


def shown_head(head: str) -> str:
    """The first sixteen digits in groups of four, as the receipt page shows them."""
    return " ".join(head[start : start + 4] for start in range(0, 16, 4)).upper()


def _sentence(verdict: VerifyResult, language: str) -> str:
    if verdict.wrong:
        why = translate(f"evidence.wrong.{verdict.wrong.code}", language)
        return translate("evidence.verdict.wrong", language, where=verdict.wrong.where, why=why)
    if verdict.exit == 0:
        return translate("evidence.verdict.verified", language, facts=verdict.facts, evidence=verdict.evidence)
    if verdict.trusted:
        return translate("evidence.verdict.unsealed", language, facts=verdict.facts, evidence=verdict.evidence)
    return translate("evidence.verdict.consistent", language, fingerprints=", ".join(verdict.fingerprints))


def _noted(note: Note, language: str) -> str:
    return "  " + translate(f"evidence.note.{note.code}", language, where=note.where, why=_why(note.why, language))


def _why(code: str, language: str) -> str:
    """A code in words: of the catalogue of problems, of a kind of fact, else as it stands."""
    if code in entries():
        return str(entries()[code]["title"][language])
    return catalogue().get(f"evidence.why.{code}", {}).get(language, code or "–")
