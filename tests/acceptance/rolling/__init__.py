"""Gateways are restarted while tokens are asked for without a pause, and no request may fail.

`load` asks, `balancers` runs nginx and HAProxy with the files of deploy/, `restarts` has the scenarios.
"""
