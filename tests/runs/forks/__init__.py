"""Tests of forks: a run beside its twin."""
