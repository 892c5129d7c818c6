"""How Auth0 spells things.

Owns the forms of ids, names, instants and changes, for everything that reads or writes them as Auth0
does. It must not know who does. In reading order:

`identifiers`   ids and secrets
`hook_names`    the names of hooks, and what is written in place of a secret
`timestamps`    instants
`merging`       how a change is laid over what is stored
"""
