"""The tenant as a whole: its settings, and what has happened in it.

Owns everything that the Management API says and does of them. It must not know how events are recorded.
`routes`, `audit` and `logs` are routes; `payload` reads, `rules` change.
"""
