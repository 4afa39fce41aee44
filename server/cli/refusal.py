"""How the command line says no."""

from __future__ import annotations

import sys

from server.i18n.messages import catalogue
from server.kernel.problem import Problem


def refuse(problem: Problem) -> int:
    """Print a problem as a person reads it; exit code 1."""
    document, words = problem.document("en"), catalogue()
    print(f"{document['title']}. {document['detail']} {document['next']}", file=sys.stderr)
    for field, sentences in (problem.errors or {}).items():
        print(
            f"  {field}: {' '.join(words[each]['en'] if each in words else each for each in sentences)}",
            file=sys.stderr,
        )
    return 1
