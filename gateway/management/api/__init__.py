"""What every resource of the Management API has in common.

Owns who may call, what a request and an answer look like, and how a change reaches the store. It must not
know any resource. In reading order:

`route`, `access`, `scopes`   whose tenant it is, who calls, and may they
`payload`, `paging`           what a request must look like
`session`                     how a rule runs in the store's transaction
`answers`, `errors`           what is answered
`reference`                   the page that people read
"""
