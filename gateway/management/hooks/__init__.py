"""Hooks: the scripts of a tenant.

Owns everything that the Management API says and does of them. It must not know how a hook is run.
`routes` and beside it `secrets`, `versions` and `logs` are routes; `payload` reads, `rules` change, `shape`
shows; `diff` compares versions, and `syntax` warns.
"""
