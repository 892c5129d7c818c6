"""The gateway: HTTP in front, an executor behind, a signed JWT as the answer.

The way of a token request, top to bottom:

1. `web.token_endpoint`     reads the HTTP request, within bounds, and finds the tenant by host name
2. `oauth.request`          turns body and headers into one typed `TokenRequest`
3. `oauth.token`            the pipeline, its steps numbered:
4. `oauth.clients`          who is asking
5. `oauth.grants`           what they may have: an `Authorization`
6. `hooks.runner`           runs the tenant's hook in the executor, by way of `dispatch`
7. `oauth.claims`           what the hook may say
8. `signing.signer`         the JWT
9. `web.token_endpoint`     writes the answer; every refusal has its row in `web.error_table`

What is served beside it is in `web.documents` and `management`; `app` puts the parts together.
Nothing here imports the executor: `protos` is all that the two share.
"""
