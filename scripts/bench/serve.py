"""A server under load: many clients at once ask for sentences of test_2016_flickr, and every answer is compared, text
and score to the last digit, with what `dragoman translate` says of the sentence. bench.sh calls it."""
import argparse
import gzip
import http.client
import json
import statistics
import subprocess
import tempfile
import threading
import time

from needs import need_file

DRAGOMAN = "build/release/dragoman"


def sentences():
    path = "data/multi30k/test_2016_flickr.en.gz"
    need_file(path, "scripts/fetch_multi30k.sh fetches it")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return lines.read().splitlines()


def offline(options, lines):
    """-> what the command says of each line: text and score; its sentences/s, loading not counted."""
    with tempfile.TemporaryDirectory() as folder:
        def seconds(count, *more):
            with open(f"{folder}/source", "w", encoding="utf-8") as out:
                out.write("\n".join(lines[:count]) + "\n")
            start = time.perf_counter()
            subprocess.run([DRAGOMAN, "translate", options.model, "--precision", options.precision, "--input",
                            f"{folder}/source", "--output", f"{folder}/out", *more], check=True, stderr=subprocess.DEVNULL)
            return time.perf_counter() - start

        loading = min(seconds(1) for _ in range(3))
        rate = len(lines) / (min(seconds(len(lines)) for _ in range(3)) - loading)
        seconds(len(lines), "--alignment", "json")
        with open(f"{folder}/out", encoding="utf-8") as out:
            answers = [json.loads(line) for line in out]
    return [(answer["translation"], answer["score"]) for answer in answers], rate


class Client:
    """Asks for one sentence after the other over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.latencies, self.failures = [], []

    def ask(self, line, expected):
        start = time.perf_counter()
        self.connection.request("POST", "/v1/translate", json.dumps({"text": line}), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        body = json.loads(answer.read())
        self.latencies.append(time.perf_counter() - start)
        if answer.status != 200:
            return self.failures.append(f"{answer.status} {body}")
        found = body["translations"][0]
        if (found["text"], found["score"]) != expected:
            self.failures.append(f"{line}: got {found['text']} {found['score']}, expected {expected}")
        return None

    def run(self, lines, expected, begin, seconds):
        end = time.monotonic() + seconds
        place = begin
        while time.monotonic() < end:
            self.ask(lines[place], expected[place])
            place = (place + 1) % len(lines)


def memory(process):
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def load(options, port, lines, expected):
    clients = [Client(port) for _ in range(options.clients)]
    threads = [threading.Thread(target=client.run, args=(lines, expected, number * 97 % len(lines), options.seconds))
               for number, client in enumerate(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clients, time.monotonic() - start


def report(clients, seconds, rate):
    latencies = sorted(latency for client in clients for latency in client.latencies)
    failures = [failure for client in clients for failure in client.failures]
    shares = ", ".join(f"p{share} {1000 * latencies[len(latencies) * share // 100]:.1f} ms" for share in (50, 95, 99))
    print(f"{len(clients)} clients, {seconds:.0f} s: {len(latencies)} answers, {len(failures)} wrong; {shares}; "
          f"{len(latencies) / seconds:.0f}/s, {len(latencies) / seconds / rate:.2f} of the command's {rate:.0f}/s", flush=True)
    for failure in failures[:5]:
        print(failure)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=300)
    options = parser.parse_args()
    need_file(options.model, "give a model that dragoman train wrote")
    lines = sentences()
    expected, rate = offline(options, lines)
    server = subprocess.Popen([DRAGOMAN, "serve", "--pair", f"en-de={options.model}", "--port", "0", "--precision",
                               options.precision], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        before = memory(server)
        alone = Client(port)
        for line, answer in zip(lines[:200], expected):
            alone.ask(line, answer)
        print(f"one client: {1000 * statistics.median(alone.latencies):.1f} ms in the median, {len(alone.failures)} wrong")
        report(*load(options, port, lines, expected), rate)
        print(f"memory: {before} MiB before, {memory(server)} MiB after")
    finally:
        server.terminate()
        print(f"exit code {server.wait(timeout=60)}")


if __name__ == "__main__":
    main()
