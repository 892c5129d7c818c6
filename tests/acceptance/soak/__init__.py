"""Honest and hostile tenants on one executor at full load, for as long as is asked.

`honest` and `hostile` are the two kinds of callers, `load` the hours they keep, `gauges` what the executor
holds of the machine meanwhile, `verdict` what has to be true in the end.
"""
