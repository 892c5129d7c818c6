"""Clients: who may ask for tokens.

Owns everything that the Management API says and does of them and their secrets. It must not know how a
client is authenticated. `routes` and `secrets` are routes; `payload` reads, `rules` and `secret_rules`
change, `shape` shows; `attributes` says which scope opens which attribute.
"""
