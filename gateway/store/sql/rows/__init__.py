"""Records as rows, and rows as records.

Owns the tables, and the form of everything in them. It must not know when something is read or written.
In reading order:

`schema`                tables
`records`               a record as a row and back
`changes`               a difference as changes of rows
`sealed`                which columns hold secrets
`journal`, `versions`   what other gateways read of a change; what a hook was
`reading`               rows as a snapshot
"""
