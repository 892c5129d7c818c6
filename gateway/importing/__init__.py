"""From an Auth0 tenant's export to records.

The way of an import:

1. `layout` reads the directory that auth0-deploy-cli wrote, replacing keywords (`keywords`).
2. `parse` turns each object into a typed value, or into problems that name file and field.
3. `merge` lays the values over what is stored, and makes the secrets and ids that are missing.
4. The store writes the whole tenant in one transaction, or nothing.

Nothing is lost silently: what Warmhook has no use for ends up in the report, what it
cannot accept ends the import with every problem listed at once.
"""
