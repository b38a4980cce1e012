"""Forecasts from an observed script."""
