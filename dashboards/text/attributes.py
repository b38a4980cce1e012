"""Attributes with a hyphen (`aria-label`, `data-figure`), which Python cannot spell as keywords."""

from __future__ import annotations

from typing import Any


def make_html_attributes(pairs: dict[str, str]) -> dict[str, Any]:
    """Return HTML attributes to be unpacked into a component; ValueError for a name that is neither
    `aria-*` nor `data-*`.
    """
    unknown = [name for name in pairs if not name.startswith(("aria-", "data-"))]
    if unknown:
        raise ValueError(f"no such attributes: {', '.join(unknown)}")
    return dict(pairs)
