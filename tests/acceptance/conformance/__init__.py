"""Auth0's own compilers judge ours: the same hooks, on the same inputs, with the same outcome.

cases/*.yaml      which hook is called with what           read by cases.py
reference.js      Auth0's published packages, serving one hook
reference.py      asks them                      ──┐
warmhook.py       asks our executor              ──┤▶ two Outcomes, equal, or explained by
outcome.py        what both are compared in        │  differences.yaml
test_conformance.py  the comparison itself, on every Node.js that we support
mocha/            Auth0's own tests of its compilers, run against our executor
"""
