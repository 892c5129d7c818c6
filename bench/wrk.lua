-- What wrk sends, and the one line it answers with.
--
-- BENCH_REQUESTS names a file with a request on each line: host, a space, body.
-- Of several, each request takes one at random.

local host_of, body_of = {}, {}
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
  local host, body = line:match("^(%S+) (.*)$")
  host_of[#host_of + 1], body_of[#body_of + 1] = host, body
end

wrk.method = "POST"
wrk.headers["Content-Type"] = os.getenv("BENCH_CONTENT_TYPE")
wrk.headers["Host"] = host_of[1]
wrk.body = body_of[1]

if #body_of > 1 then
  local ready = {}
  -- Written out once, so that choosing is all that a request costs here.
  function init()
    math.randomseed(1)
    for i = 1, #body_of do
      wrk.headers["Host"] = host_of[i]
      ready[i] = wrk.format(nil, nil, nil, body_of[i])
    end
  end

  function request()
    return ready[math.random(#ready)]
  end
end

-- Microseconds.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"answers": %d, "failed": %d, "duration": %d, "p50": %d, "p99": %d}\n',
    summary.requests, failed, summary.duration, latency:percentile(50), latency:percentile(99)))
end
