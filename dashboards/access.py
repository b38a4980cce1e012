"""Who may look: this machine alone, or whoever has the token where it is served further.

A page on another site must not read a local dashboard through the browser (DNS rebinding), so a
loopback server answers only to loopback names.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass

from flask import Flask, Response, abort, redirect, request

COOKIE = "taijie-token"


@dataclass(frozen=True)
class Access:
    """What a request must bring: a loopback host name, or the token where one is set."""

    token: str | None = None


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def new_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(24)


def guard(server: Flask, access: Access) -> None:
    """Refuse requests without the right host name or token, and send protective headers."""

    def check() -> Response | None:
        if access.token is None:
            name = request.host.rpartition(":")[0] if ":" in request.host else request.host
            if not is_loopback(name):
                abort(403)
            return None
        return _with_token(access.token)

    def protect(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    server.before_request(check)
    server.after_request(protect)


def _with_token(token: str) -> Response | None:
    given = request.args.get("token", "")
    if secrets.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode()):
        return None
    if not secrets.compare_digest(given.encode(), token.encode()):
        abort(401)
    answer = redirect(request.path)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
    return answer  # type: ignore[return-value]  # werkzeug's Response is flask's here
