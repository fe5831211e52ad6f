"""A server under load: many clients at once ask for sentences of test_2016_flickr, and every answer is compared, text
and score to the last digit, with what `dragoman translate` says of the sentence. The clients are wrk's, which take little
of the processor that the server has. bench.sh calls it."""
import argparse
import gzip
import json
import subprocess
import tempfile
import time
from typing import NamedTuple

from needs import need_file, need_program

DRAGOMAN = "build/release/dragoman"


def sentences():
    path = "data/multi30k/test_2016_flickr.en.gz"
    need_file(path, "scripts/fetch_multi30k.sh")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return lines.read().splitlines()


def written(value):
    """As the server writes JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.write("".join(line + "\n" for line in lines))


def offline(options, lines, folder):
    """-> what of an answer's JSON the command says for each line: text and score; its sentences/s without loading."""
    def seconds(count, *more):
        write_lines(f"{folder}/source", lines[:count])
        start = time.perf_counter()
        subprocess.run([DRAGOMAN, "translate", options.model, "--precision", options.precision, "--input",
                        f"{folder}/source", "--output", f"{folder}/out", *more], check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    loading = min(seconds(1) for _ in range(3))
    rate = len(lines) / (min(seconds(len(lines)) for _ in range(3)) - loading)
    seconds(len(lines), "--alignment", "json")
    with open(f"{folder}/out", encoding="utf-8") as out:
        answers = [json.loads(line, parse_float=str, parse_int=str) for line in out]
    return [f'"translations":[{{"text":{written(answer["translation"])},"score":{answer["score"]},'
            for answer in answers], rate


class Load(NamedTuple):
    answers: int
    wrong: int
    errors: int
    seconds: float
    p50: float  # milliseconds
    p95: float
    p99: float
    example: str  # of a wrong answer


def load(port, clients, seconds, folder):
    output = subprocess.run(
        ["wrk", "--threads", str(clients), "--connections", str(clients), "--duration", f"{seconds}s", "--timeout", "60s",
         "--script", "scripts/bench/serve.lua", f"http://127.0.0.1:{port}", "--", f"{folder}/questions",
         f"{folder}/expected"], check=True, capture_output=True, text=True).stdout
    numbers, example = output.partition("counted ")[2].split("\n")[:2]
    answers, wrong, errors, *microseconds = map(int, numbers.split())
    return Load(answers, wrong, errors, microseconds[0] / 1e6, *(each / 1000 for each in microseconds[1:]), example)


def report(clients, done, rate):
    print(f"{clients} client{'s' * (clients > 1)}, {done.seconds:.0f} s: {done.answers} answers, {done.wrong} wrong, {done.errors} failed; "
          f"p50 {done.p50:.1f} ms, p95 {done.p95:.1f} ms, p99 {done.p99:.1f} ms; {done.answers / done.seconds:.0f}/s, "
          f"{done.answers / done.seconds / rate:.2f} of the command's {rate:.0f}/s", flush=True)
    if done.example:
        print(done.example)


def memory(process):
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def measure(options, lines, folder):
    expected, rate = offline(options, lines, folder)
    write_lines(f"{folder}/questions", [written({"text": line}) for line in lines])
    write_lines(f"{folder}/expected", expected)
    server = subprocess.Popen([DRAGOMAN, "serve", "--pair", f"en-de={options.model}", "--port", "0", "--precision",
                               options.precision], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        before = memory(server)
        report(1, load(port, 1, min(options.seconds, 10), folder), rate)
        report(options.clients, load(port, options.clients, options.seconds, folder), rate)
        print(f"memory: {before} MiB before, {memory(server)} MiB after")
    finally:
        server.terminate()
        print(f"exit code {server.wait(timeout=60)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    need_file(DRAGOMAN, "scripts/build.sh release")
    need_file(options.model, "name a model file of dragoman train")
    lines = sentences()
    need_program("wrk", "wrk")
    with tempfile.TemporaryDirectory() as folder:
        measure(options, lines, folder)


if __name__ == "__main__":
    main()
