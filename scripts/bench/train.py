"""Target tokens a second in training: Dragoman in each precision, the plain PyTorch program of the same
model at its best settings, and the limit, which is the step's matrix products alone at the best rate that
`dragoman_bench` measures. Programs run in turn; medians over the rounds. bench.sh calls it."""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile

from needs import need_file, need_program, python_with_torch
from openblas import with_openmp_openblas

MODELS = [("luong", "lstm", "general"), ("bahdanau", "gru", "additive"),
          ("conditional", "gru", "additive")]
WARM_UP, TIMED = 30, 40
V, E, H, A, SIDE = 8000, 512, 512, 512, 256  # SIDE: width of one direction of the encoder


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return done.stdout


def products_per_token(decoder, cell):
    """Multiply-adds of the forward pass for one target token and one source token."""
    gates = 4 if cell == "lstm" else 3
    inside = {"luong": gates * H * (E + H) + E * 2 * H,
              "bahdanau": gates * H * (H + H) + A * H + E * (H + H + E),
              "conditional": gates * H * (H + H + H) + A * H + E * (H + H + E)}[decoder]
    return gates * H * E + inside + V * E, 2 * gates * SIDE * (E + SIDE) + A * H


class Corpus:
    """Multi30k, its joint vocabulary, and both sides as piece ids for the PyTorch program."""

    def __init__(self, folder):
        self.folder = folder
        self.model = f"{folder}/joint.model"
        for side in ("en", "de"):
            with gzip.open(f"data/multi30k/train.{side}.gz") as source, \
                    open(f"{folder}/train.{side}", "wb") as plain:
                plain.write(source.read())
        run(["build/release/dragoman", "vocab", "--input", f"{folder}/train.en",
             f"{folder}/train.de", "--size", str(V), "--output", self.model])
        self.tokens = {side: self.encode(side) for side in ("en", "de")}

    def encode(self, side):
        ids = run(["spm_encode", f"--model={self.model}", "--output_format=id",
                   f"{self.folder}/train.{side}"])
        with open(f"{self.folder}/ids.{side}", "w") as out:
            out.write(ids)
        return sum(len(line.split()) + 1 for line in ids.splitlines())


def limit(model, corpus, rates, precision):
    target, source = products_per_token(*model[:2])
    operations = 6 * (target + source * corpus.tokens["en"] / corpus.tokens["de"])
    return rates[precision] * 1e9 / operations


def best_rates():
    """GFLOP/s of the best product in each precision."""
    run(["cmake", "--build", "build/release", "--target", "dragoman_bench"])
    report = json.loads(run(["build/release/dragoman_bench", "--benchmark_filter=product/",
                             "--benchmark_format=json", "--benchmark_min_time=0.2"]))
    rates = {"fp32": [], "bf16": []}
    for product in report["benchmarks"]:
        if "GFLOP/s" in product:
            kind = "bf16" if "bits:16" in product["name"] else "fp32"
            rates[kind].append(product["GFLOP/s"])
    return {kind: max(found) for kind, found in rates.items() if found}


def peak_memory(command):
    """Runs a command; returns its standard output and its peak resident memory in MiB."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, stdout=out, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        out.seek(0)
        errors.seek(0)
        if status != 0:
            sys.exit(f"{' '.join(command)}\n{errors.read()[-2000:]}")
        return out.read(), usage.ru_maxrss / 1024


def ours(model, corpus, precision):
    decoder, cell, attention = model
    directory = f"{corpus.folder}/run"
    subprocess.run(["rm", "-rf", directory], check=True)
    settings = {"training.directory": directory, "vocabulary.source_model": corpus.model,
                "model.decoder.kind": decoder, "model.decoder.cell": cell,
                "model.encoder.cell": cell, "model.attention.kind": attention,
                "runtime.threads": os.cpu_count(), "runtime.precision": precision,
                "training.max_updates": WARM_UP + TIMED}
    command = ["build/release/dragoman", "train", "scripts/bench/model.toml"]
    for key, value in settings.items():
        command += ["--set", f"{key}={value}"]
    _, memory = peak_memory(command)
    with open(f"{directory}/metrics.jsonl") as lines:
        updates = [json.loads(line) for line in lines][-TIMED:]
    return sum(u["target_tokens"] for u in updates) / sum(u["seconds"] for u in updates), memory


def theirs(model, corpus):
    decoder, cell, attention = model
    report = json.loads(run(
        [python_with_torch(), "scripts/bench/pytorch_seq2seq.py", "--source",
         f"{corpus.folder}/ids.en", "--target", f"{corpus.folder}/ids.de", "--decoder", decoder,
         "--cell", cell, "--attention", attention, "--batching", "bucketed", "--output", "real",
         "--threads", str(os.cpu_count()),
         "--warmup-updates", str(WARM_UP), "--updates", str(TIMED)], env=with_openmp_openblas()))
    return report["target_tokens_per_second"], report["peak_rss_mib"]


def measure(model, corpus, rates, rounds):
    programs = {kind: (lambda kind=kind: ours(model, corpus, kind)) for kind in rates}
    programs["PyTorch"] = lambda: theirs(model, corpus)
    speeds = {name: [] for name in programs}
    memory = {}
    for _ in range(rounds):
        for name, program in programs.items():
            speed, memory[name] = program()
            speeds[name].append(speed)
    return {name: statistics.median(found) for name, found in speeds.items()}, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    need_file("build/release/dragoman", "scripts/build.sh release")
    need_file("data/multi30k/train.en.gz", "scripts/fetch_multi30k.sh")
    need_program("spm_encode", "sentencepiece")
    python_with_torch()
    with tempfile.TemporaryDirectory() as folder:
        corpus, rates = Corpus(folder), best_rates()
        print("best products, GFLOP/s: " +
              ", ".join(f"{kind} {rate:.0f}" for kind, rate in rates.items()))
        print("| model | program | tokens/s | times PyTorch | of the limit | peak MiB |")
        print("|---|---|---|---|---|---|")
        for model in MODELS:
            speeds, memory = measure(model, corpus, rates, rounds)
            for name, speed in speeds.items():
                share = f"{speed / limit(model, corpus, rates, name):.0%}" if name in rates else ""
                program = "Dragoman, " + name if name in rates else name
                print(f"| {' + '.join(model)} | {program} | {speed:.0f} | "
                      f"{speed / speeds['PyTorch']:.2f} | {share} | {memory[name]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
