"""How a fault is told in a log: its kind, the machine's own code and the place, never its message, which may carry what a person typed."""

from __future__ import annotations

import errno
import os


def told(error: BaseException) -> str:
    """`OperationalError [40001] at server.kernel.transaction:88; …`"""
    return f"{type(error).__name__}{reason_of(error)} at {'; '.join(frames_of(error))}"


def reason_of(error: BaseException) -> str:
    """What the machine gave as its reason: the code of the system, of PostgreSQL or of SQLite."""
    inner = getattr(error, "orig", None) or error
    if isinstance(inner, OSError) and inner.errno is not None:
        return f" [{errno.errorcode.get(inner.errno, inner.errno)}: {os.strerror(inner.errno)}]"
    code = getattr(inner, "sqlstate", None) or getattr(inner, "sqlite_errorname", None)
    return f" [{code}]" if code else ""


def frames_of(error: BaseException) -> list[str]:
    """The last six places that it went through."""
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append(f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found[-6:]
