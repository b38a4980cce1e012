"""Requests of the browser: pages, downloads, polling and write callbacks."""
