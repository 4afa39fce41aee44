"""What the server's interpreter answers to the differential test's questions, written down for the phone's."""

import json
import random
from pathlib import Path
from typing import Any

from server.standards.document import BUILTIN_STANDARDS, builtin_standard
from tests.server.standards.test_differential import condition_question, log_questions, of_log, verdicts

SEED, QUESTIONS = 1, 400


def write(path: Path) -> None:
    """Lines of {question, answer}: every shipped standard, logs over them, and random conditions, always the same ones."""
    dice = random.Random(SEED)
    documents = {name: builtin_standard(name) for name in BUILTIN_STANDARDS}
    answered = [(text, _answer(json.loads(text), documents)) for text in log_questions(dice, documents)]
    asked = [condition_question(dice) for _ in range(QUESTIONS)]
    answered += [(text, verdicts(text)) for text in asked]
    path.write_text(
        "".join(f'{{"question": {text}, "answer": {json.dumps(answer)}}}\n' for text, answer in answered), "utf-8"
    )


def _answer(question: Any, documents: Any) -> Any:
    return None if "document" in question else of_log(question, documents)
