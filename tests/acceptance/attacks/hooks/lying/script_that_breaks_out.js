// Tries: to get out of the function that the script is compiled as, by closing its braces and parameters
// Success: code runs outside of it
// Expect: does_not_compile
}); globalThis.escaped = true; process.exit(0); (function () {
