"""What `taijie serve` imports and prepares, for the process that tests fork servers from."""

from __future__ import annotations

import threading
from importlib import import_module

import dashboards.app  # noqa: F401 (it imports every page)
from dashboards import server

for name in ("waitress", "dashboards.commands", "dashboards.launch.access"):
    import_module(name)
server._preload_modules()
assert threading.active_count() == 1, "a thread is in no fork"
