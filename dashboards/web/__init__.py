"""Requests: who may ask what, downloads, polling and write callbacks."""
