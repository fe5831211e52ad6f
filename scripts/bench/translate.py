"""Sentences a second of beam search over test_2016_flickr, by beam and batch size: `dragoman translate` in each
precision, and with a shortlist, against a plain PyTorch program with the same model and against Marian with a like one,
run in turn, on all cores. Batches of one are one sentence a thread for us and Marian, and one for all threads, which it
shares out, for PyTorch. bench.sh calls it."""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import tempfile
import time

from needs import need_file, need_program, python_with_torch
from openblas import with_openmp_openblas


class Ours:
    """`dragoman translate` with a model in a precision. Loading is not counted."""

    def __init__(self, model, precision, single):
        self.model, self.precision = model, precision
        self.loading = min(self.run(single, os.devnull, 1, 1) for _ in range(3))

    def run(self, source, output, beam, batch):
        start = time.perf_counter()
        subprocess.run(["build/release/dragoman", "translate", self.model, "--input", source, "--output", output,
                        "--beam-size", str(beam), "--batch-size", str(batch), "--precision", self.precision],
                       check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    def seconds(self, source, output, beam, batch):
        return self.run(source, output, beam, batch) - self.loading


class Peer:
    """A program that prints the seconds of its search."""

    def __init__(self, *command):
        self.command = command

    def seconds(self, source, output, beam, batch):
        report = subprocess.run([*self.command, "--input", source, "--output", output, "--beam", str(beam), "--batch",
                                 str(batch), "--threads", str(os.cpu_count())],
                                check=True, capture_output=True, text=True, env=with_openmp_openblas())
        return json.loads(report.stdout.splitlines()[-1])["seconds"]


def equal_lines(one, other):
    with open(one) as first, open(other) as second:
        return statistics.mean(a == b for a, b in zip(first, second))


def systems(options, single):
    """-> ours by name, peers by name; the first peer has our model."""
    ours = {precision: Ours(options.model, precision, single) for precision in ("fp32", "bf16", "int8")}
    if options.shortlist:
        ours["int8, shortlist"] = Ours(options.shortlist, "int8", single)
    peers = {"PyTorch": Peer(python_with_torch(), "scripts/bench/pytorch_translate.py", options.model)}
    if options.marian:
        peers["Marian"] = Peer(os.environ.get("MARIAN_PYTHON", "python3"), "scripts/bench/marian_translate.py",
                               options.marian)
    return ours, peers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shortlist", help="the same model with a shortlist")
    parser.add_argument("--peer-sentences", type=int, default=1000, help="the first ones, as the peers are slow")
    parser.add_argument("--marian", help="folder of a Marian model of like size; $MARIAN_PYTHON has pymarian")
    options = parser.parse_args()
    need_file("build/release/dragoman", "scripts/build.sh release")
    need_file(options.model, "name a model file of dragoman train")
    need_file("data/multi30k/test_2016_flickr.en.gz", "scripts/fetch_multi30k.sh")
    need_program("spm_encode", "sentencepiece")
    python_with_torch()
    with tempfile.TemporaryDirectory() as folder:
        source, single, first = f"{folder}/source", f"{folder}/single", f"{folder}/first"
        with gzip.open("data/multi30k/test_2016_flickr.en.gz", "rt") as lines:
            sentences = lines.readlines()
        for path, some in ((source, sentences), (single, sentences[:1]), (first, sentences[:options.peer_sentences])):
            with open(path, "w") as out:
                out.writelines(some)
        ours, peers = systems(options, single)
        print("loading, not counted: " + ", ".join(f"{name} {system.loading:.2f} s" for name, system in ours.items()))
        print(f"{len(sentences)} sentences, sentences/s, times each peer, lines equal to PyTorch's:")
        print("| beam | batch | " + " | ".join([*peers, *ours]) + " |")
        print("|---" * (2 + len(peers) + len(ours)) + "|")
        for beam, batch in ((1, 1), (1, 64), (5, 1), (5, 64)):
            seconds = {name: [] for name in (*peers, *ours)}
            for _ in range(options.rounds):
                for name, peer in peers.items():
                    seconds[name].append(peer.seconds(first, f"{folder}/{name}", beam, batch))
                for name, system in ours.items():
                    seconds[name].append(system.seconds(source, f"{folder}/{name}", beam, batch))
            counts = {name: min(options.peer_sentences if name in peers else len(sentences), len(sentences))
                      for name in seconds}
            speed = {name: counts[name] / statistics.median(taken) for name, taken in seconds.items()}
            cells = [f"{speed[name]:.1f}" for name in peers]
            for name in ours:
                ratios = ", ".join(f"{speed[name] / speed[peer]:.2f} ×" for peer in peers)
                cells.append(f"{speed[name]:.1f} ({ratios}, {equal_lines(f'{folder}/{name}', f'{folder}/PyTorch'):.1%})")
            print(f"| {beam} | {batch} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
