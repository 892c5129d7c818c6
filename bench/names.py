"""What the contenders that are ours are called, in every table and every ratio."""

US = "Warmhook"
UNARY = "Warmhook, unary"
STREAM = "Warmhook, stream"
BATCHES = "Warmhook, stream of batches"
LOCAL = "Warmhook, local socket"

COLD_SPARE = "first call, a spare ready"
COLD_NO_SPARE = "first call, none ready"
WARM = "warm call"

FAST_ALONE = "fast hook, alone"
FAST_BESIDE = "fast hook, beside 64 slow ones"
SLOW = "slow hooks, 64 at once"
