"""Parts of a page that other capabilities show there; the page offers slots and knows none of those who fill them."""

from __future__ import annotations

from typing import Any

from server.kernel.registry import installed


def shown(page: str, slot: str, view: object) -> list[dict[str, Any]]:
    """[{template, section}] of what stands in a slot, from top to bottom; what has nothing to show is left out."""
    found = ((each.template, each.context(view)) for each in installed().sections(page, slot))
    return [{"template": template, "section": context} for template, context in found if context is not None]
