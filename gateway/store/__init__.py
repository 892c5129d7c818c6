"""The records of all tenants, and where they are kept.

Owns what a store promises, and what a change of a tenant is. It must not know a token. In reading order:

`base`         what a store promises
`difference`   a change as a value, from which everything that is written follows
`audit`        what is told of a change
`index`        the records as the token path looks them up
`collecting`   rests the garbage collector while very many records are made
`sql/`         keeps the promise; the database library is known there alone
"""
