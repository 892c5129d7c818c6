"""Warmhook in its own processes, asked over HTTP: what happens end to end, and when something dies."""
