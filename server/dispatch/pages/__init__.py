"""The console: server-rendered pages that work without a script. One blueprint, one module a place."""

from server.dispatch.pages.blueprint import blueprint

from server.dispatch.pages import customers, devices, held, importing, intake, me, orders, people, settings, settling, tray, visit, visits  # noqa: F401 isort: skip

__all__ = ["blueprint"]
