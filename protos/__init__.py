"""The contract between gateway and executor, and what it says in code.

Owns `executor.proto`, what is generated from it, and the contract's companions: bounds, the digest of a
hook, framing, statuses, the local socket, and gRPC's environment. Both halves import it; it imports
neither.
"""
