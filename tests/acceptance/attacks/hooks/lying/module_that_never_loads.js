// Tries: to hang where the script is loaded, before there is a call with a limit
// Success: the deadline does not end it
// Expect: timed_out
// Limits: time_ms=1000
for (;;);
