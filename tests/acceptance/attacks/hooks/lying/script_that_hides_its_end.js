// Tries: to hide the end of what the script is wrapped in, by comments, template strings and separators left open
// Success: the script compiles, and something of the runtime's is missing
// Expect: does_not_compile
module.exports = function (client, scope, audience, context, cb) { cb(null, `open ${ /*
