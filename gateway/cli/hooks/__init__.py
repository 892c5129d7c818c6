"""`warmhook hooks`: the verbs of Auth0's own command line for hooks.

Owns what each command asks of the Management API, and `run`, which needs no server. It must not know the
store. `verbs` are those of a hook itself; `secrets`, `versions` and `logs` those of what it has; `run` runs
a local file with what `input` reads; `scaffold` prints starter code.
"""
