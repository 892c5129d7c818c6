"""The steps from one schema to the next, in Alembic's form.

Each file in `versions/` is one step and is never changed once it has been released.
"""
