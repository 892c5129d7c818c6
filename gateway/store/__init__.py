"""The records of all tenants, and where they are kept.

`model` says what there is, `base` what a store promises. The promise is kept by `sql`,
from `schema` (tables), `rows` (records to rows and back), `index` (records as the token
path looks them up), `engine` (what is particular to a database product) and `migrate`
(bringing a database to the schema, in the steps of `migrations/`).

Only this package knows the database library. Nothing here knows a token.
"""
