"""Warmhook and its peers, on one machine, at the same work, in turn.

`python -m bench` runs it; README.md says what is measured and how. Nothing here ships,
and nothing of Warmhook is imported but the generated code of its contract.

peers.py, warmhook.py   who is measured, and how each is started    over processes.py
trees.py, provenance.py another commit as a contender, and whose code a process runs
load.py, hook_load.py   who asks, and what it found                 over h2load.py and others
equality.py             is it the same work?
scenarios/, against.py  what is asked of whom
figures.py, ratios.py, comparison.py    medians, ratios and their spread; pure
report.py, picture.py   what is read by people, and what is kept
"""
