"""A dashboard under a path of a proxy: what pages say and hear, with and without that path.

Pages, links and addresses know nothing of it. Where answers of callbacks leave, addresses in them
get it; where requests come, the address of the page loses it. Dash does the same for its own files,
and waitress takes it off the path of a request.
"""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask, Response, request

from dashboards.text.request_checks import keep_dicts

CALLBACKS = "/_dash-update-component"
KEYS = ("href", "pathname")
"""Keys, in what a callback answers, whose values are addresses."""
ADDRESS = re.compile(r"/[a-z-]*\?v=1(&|$)")
"""How an address of a page begins, whatever its key (dashboards.state.url)."""


def translate_callback_addresses(server: Flask, prefix: str) -> None:
    """Add a path prefix ("/lab/taijie") to addresses in callbacks' answers; remove it in requests.

    Does nothing for an empty prefix. Routes are unchanged: Dash and waitress handle them.
    """
    if not prefix:
        return

    def strip_prefix() -> None:
        if request.path == CALLBACKS:
            body = request.get_json(silent=True)
            if isinstance(body, dict):
                _strip_request_prefix(body, prefix)

    def add_prefix(response: Response) -> Response:
        if request.path == CALLBACKS and response.mimetype == "application/json":
            answer = json.loads(response.get_data())
            response.set_data(json.dumps(prefix_addresses(answer, prefix)))
        return response

    server.before_request(strip_prefix)
    server.after_request(add_prefix)


def prefix_addresses(value: Any, prefix: str, key: str = "") -> Any:
    """Return a JSON value with the prefix before every page address in it, at any depth.

    key: under which the value stands in a dict, if it does.
    """
    if isinstance(value, list):
        return [prefix_addresses(one, prefix, key) for one in value]
    if isinstance(value, dict):
        return {name: prefix_addresses(part, prefix, name) for name, part in value.items()}
    if not isinstance(value, str) or not (key in KEYS or ADDRESS.match(value)):
        return value
    is_page = value.startswith("/") and not value.startswith("//")
    known = value == prefix or value.startswith((f"{prefix}/", f"{prefix}?"))
    return f"{prefix}{value}" if is_page and not known else value


def _strip_request_prefix(body: dict[str, Any], prefix: str) -> None:
    """Remove the prefix from the page's address in the body of a callback's request, in place."""
    for part in (*keep_dicts(body.get("inputs")), *keep_dicts(body.get("state"))):
        value = part.get("value")
        if part.get("property") == "pathname" and isinstance(value, str):
            part["value"] = value.removeprefix(prefix) or "/"
