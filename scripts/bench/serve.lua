-- What wrk asks, and whether each answer is the expected one. Every thread has one connection: it asks for the questions
-- one after the other, from a place of its own on. Usage: wrk ... -s serve.lua URL -- QUESTIONS EXPECTED, two files with
-- a line for each: the request's body, and what the answer's must have.
local threads = {}
local questions, expected = {}, {}

local function lines_of(path)
  local lines = {}
  for line in io.lines(path) do lines[#lines + 1] = line end
  return lines
end

function setup(thread)
  thread:set("number", #threads)
  threads[#threads + 1] = thread
end

function init(arguments)
  expected = lines_of(arguments[2])
  for place, question in ipairs(lines_of(arguments[1])) do
    questions[place] = wrk.format("POST", "/v1/translate", { ["Content-Type"] = "application/json" }, question)
  end
  place = number * 97 % #questions
  answers, wrong, example = 0, 0, ""
end

function request()
  place = place % #questions + 1
  return questions[place]
end

function response(status, _, body)
  answers = answers + 1
  if status == 200 and string.find(body, expected[place], 1, true) then return end
  wrong = wrong + 1
  example = status .. " " .. body .. " instead of " .. expected[place]
end

-- One line: answers, wrong ones, errors of connections, microseconds in all and of p50, p95 and p99; then a wrong answer.
function done(summary, latency)
  local all, bad, one = 0, 0, ""
  for _, thread in ipairs(threads) do
    all = all + thread:get("answers")
    bad = bad + thread:get("wrong")
    if thread:get("wrong") > 0 then one = thread:get("example") end
  end
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("counted %d %d %d %d %d %d %d\n%s\n", all, bad, errors, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), one))
end
