"""Hostile hooks, and the harness that lets them loose on a real executor.

Each file under hooks/ is one attack, run verbatim; its first comment says what it tries and how success
would show (attack.py has the form). `host` sets out what there is to find and to hit, `neighbours` are
the honest hooks beside it, `footprint` is what must be as before when it is over, and `campaign` puts
them together. toolkit.js and native/ are what the attackers bring along.
"""
