"""Checks what a browser sends to a callback, and answers bad requests with a sentence.

A payload of another shape than Dash's own is answered with 400. An error of a callback itself
remains a server error: it is logged, and answered with 500.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

LOG = logging.getLogger(__name__)
LARGEST = 2_000_000
"""Bytes of a request; no page sends a tenth of it."""
LONGEST = 8000


def parse_text(value: object, default: str = "") -> str:
    """Return a value if it is a text of at most LONGEST characters, else `default`."""
    return value if isinstance(value, str) and len(value) <= LONGEST else default


def parse_id_text(component_id: object, key: str) -> str:
    """Return the text under a key of a component's id, as a browser sent it; empty if the id is no
    dict or has no text there.
    """
    return parse_text(component_id.get(key)) if isinstance(component_id, dict) else ""


def keep_dicts(value: object) -> list[dict[str, Any]]:
    """Return those items of a list from a browser that are dicts; [] if it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def raise_callback_error(error: Exception) -> NoReturn:
    """Raise an error again as an error of a callback, so that it is not taken for one of the
    request.
    """
    g.callback_failed = True
    raise error


def guard_payloads(server: Flask) -> None:
    """Make the server answer invalid payloads with a sentence in place of a traceback."""
    server.config["MAX_CONTENT_LENGTH"] = LARGEST

    def answer_error(error: Exception) -> Response | HTTPException:
        """Return an HTTP error as it is; else a sentence, with status 500 if a callback failed, or
        400.
        """
        if isinstance(error, HTTPException):
            return error
        if g.get("callback_failed", False):
            LOG.error("a callback failed", exc_info=error)
            return _make_text_response(
                "Something went wrong here; the server's log says what.", 500
            )
        LOG.warning("a request could not be read: %s", type(error).__name__)
        return _make_text_response("This request cannot be read.", 400)

    server.register_error_handler(Exception, answer_error)


def _make_text_response(sentence: str, status: int) -> Response:
    return Response(sentence + "\n", status=status, mimetype="text/plain")
