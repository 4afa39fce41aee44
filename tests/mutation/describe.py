"""Names of mutants in, a line of JSON for each out: [name, path, line, change]. Run beside mutmut, in the folder that it worked in."""

import json
import sys
from pathlib import Path

from mutmut.mutation.diff_apply import find_mutant, get_diff_for_mutant  # type: ignore[import-not-found]


def described(name: str) -> tuple[str, str, int, str]:
    """(name, path, line, `before → after`) of one mutant; the line is the function's where the text stands more than once."""
    path = str(find_mutant(name).path)
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    before, after = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    source = [line.strip() for line in Path(path).read_text("utf-8").splitlines()]
    function = name.rpartition(".")[2].rpartition("__mutmut_")[0].rpartition("ǁ")[2].removeprefix("x_")
    begin = next((at for at, line in enumerate(source) if line.startswith(f"def {function}(")), 0)
    place = next((at for at in range(begin, len(source)) if before and source[at] == before[0]), begin)
    return name, path, place + 1, f"{' '.join(before)} → {' '.join(after)}"


if __name__ == "__main__":
    for asked in sys.stdin.read().split():
        print(json.dumps(described(asked), ensure_ascii=False))
