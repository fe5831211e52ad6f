"""Sentences a second of beam search over test_2016_flickr, by beam and batch size: `dragoman translate`
against a plain PyTorch program with the same model, run in turn. bench.sh calls it."""
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


def ours(model, source, output, beam, batch):
    """Seconds, loading included."""
    start = time.perf_counter()
    subprocess.run(["build/release/dragoman", "translate", model, "--input", source, "--output",
                    output, "--beam-size", str(beam), "--batch-size", str(batch)], check=True,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def theirs(model, source, output, beam, batch):
    """Seconds of the search alone."""
    report = subprocess.run(
        [python_with_torch(), "scripts/bench/pytorch_translate.py", model, "--input", source,
         "--output", output, "--beam", str(beam), "--batch", str(batch), "--threads",
         str(os.cpu_count())], check=True, capture_output=True, text=True,
        env=with_openmp_openblas())
    return json.loads(report.stdout)["seconds"]


def equal_lines(one, other):
    with open(one) as first, open(other) as second:
        return statistics.mean(a == b for a, b in zip(first, second, strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    need_file("build/release/dragoman", "scripts/build.sh release")
    need_file(options.model, "name a model file of dragoman train")
    need_file("data/multi30k/test_2016_flickr.en.gz", "scripts/fetch_multi30k.sh")
    need_program("spm_encode", "sentencepiece")
    python_with_torch()
    with tempfile.TemporaryDirectory() as folder:
        source, single = f"{folder}/source", f"{folder}/single"
        with gzip.open("data/multi30k/test_2016_flickr.en.gz", "rt") as lines:
            sentences = lines.readlines()
        for path, some in ((source, sentences), (single, sentences[:1])):
            with open(path, "w") as out:
                out.writelines(some)
        loading = min(ours(options.model, single, f"{folder}/ours", 1, 1) for _ in range(3))
        print(f"loading takes us {loading:.2f} s and is not counted; {len(sentences)} sentences")
        print("| beam | batch | Dragoman, sentences/s | PyTorch | times PyTorch | same lines |")
        print("|---|---|---|---|---|---|")
        for beam, batch in ((1, 1), (1, 64), (5, 1), (5, 64)):
            seconds = {ours: [], theirs: []}
            for _ in range(options.rounds):
                for program, taken in seconds.items():
                    output = f"{folder}/{program.__name__}"
                    taken.append(program(options.model, source, output, beam, batch))
            speed, peer = (len(sentences) / (statistics.median(taken) - start) for taken, start in
                           ((seconds[ours], loading), (seconds[theirs], 0)))
            same = equal_lines(f"{folder}/ours", f"{folder}/theirs")
            print(f"| {beam} | {batch} | {speed:.1f} | {peer:.1f} | {speed / peer:.2f} | "
                  f"{same:.1%} |", flush=True)


if __name__ == "__main__":
    main()
