"""YAML as js-yaml 4 reads it, which is what auth0-deploy-cli reads tenant.yaml with.

Owns one function for the rest of the import, `document.load`. The values are those that deploy-cli would
send to Auth0 as JSON. It must not know what an export is. In order: `scalars` says what a word means,
`tokens` where a word ends, and `document` makes values and keeps them within bounds.
"""
