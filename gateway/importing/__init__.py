"""From an Auth0 tenant's export to records.

The way of an import:

1. `deploy_settings` reads what a pipeline says to auth0-deploy-cli: keywords and exclusions.
2. `layout` reads what deploy-cli wrote (`files`, `yaml/`), replacing keywords (`keywords`).
3. `excluding` takes out what the operator does not want.
4. `parse` turns each object into a typed value, or says what is wrong with it, by file and field.
5. `merge` lays the values over what is stored, and makes the secrets and ids that are missing.
6. The store writes the whole tenant in one transaction, or nothing.

Nothing is lost silently. What Warmhook has no use for ends up in the report. So does what it cannot use: it
is left out, and all the rest is imported. Two things refuse the import: a hook that would run for tokens and
cannot be used, and what the operator gave in a wrong form. Then every problem is listed at once.
"""
