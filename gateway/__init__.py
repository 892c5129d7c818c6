"""The gateway: HTTP in front, an executor behind, a signed JWT as the answer.

The way of a token request, top to bottom:

1. `web`            reads the HTTP request, within limits, and finds the tenant by host name
2. `oauth.request`  turns body and headers into one typed `TokenRequest`
3. `oauth.token`    the pipeline, its steps numbered:
4. `oauth.clients`  who is asking
5. `oauth.grants`   what they may have: an `Authorization`
6. `hooks`          runs the tenant's hook in the executor, over the `channel` to it
7. `oauth.claims`   what the hook may say
8. `oauth.signing`  the JWT
9. `web`            writes the answer; every refusal goes through its one table

What is served beside it (key sets, metadata, health) is in `documents`; `app` puts the parts together.

Nothing here imports the executor: `protos` is all the two share.
"""
