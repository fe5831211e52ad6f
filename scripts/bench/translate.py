"""Sentences a second of beam search over test_2016_flickr, by beam and batch size: `dragoman translate` in each
precision against a plain PyTorch program with the same model, run in turn, on all cores. Batches of one are one
sentence a thread for us, and one for all threads, which it shares out, for PyTorch. bench.sh calls it."""
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


PRECISIONS = ("fp32", "bf16", "int8")


def ours(model, source, output, beam, batch, precision):
    """Seconds, loading included."""
    start = time.perf_counter()
    subprocess.run(["build/release/dragoman", "translate", model, "--input", source, "--output",
                    output, "--beam-size", str(beam), "--batch-size", str(batch), "--precision",
                    precision], check=True, stderr=subprocess.DEVNULL)
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
        loading = {precision: min(ours(options.model, single, f"{folder}/{precision}", 1, 1, precision)
                                  for _ in range(3)) for precision in PRECISIONS}
        print("loading, not counted: " + ", ".join(f"{name} {taken:.2f} s" for name, taken in loading.items()))
        print(f"{len(sentences)} sentences, sentences/s, times PyTorch, lines equal to PyTorch's:")
        print("| beam | batch | PyTorch | " + " | ".join(PRECISIONS) + " |")
        print("|---" * (3 + len(PRECISIONS)) + "|")
        for beam, batch in ((1, 1), (1, 64), (5, 1), (5, 64)):
            seconds = {name: [] for name in ("theirs", *PRECISIONS)}
            for _ in range(options.rounds):
                seconds["theirs"].append(theirs(options.model, source, f"{folder}/theirs", beam, batch))
                for name in PRECISIONS:
                    taken = ours(options.model, source, f"{folder}/{name}", beam, batch, name)
                    seconds[name].append(taken - loading[name])
            speed = {name: len(sentences) / statistics.median(taken) for name, taken in seconds.items()}
            cells = [f"{speed[name]:.1f} ({speed[name] / speed['theirs']:.2f} ×, "
                     f"{equal_lines(f'{folder}/{name}', f'{folder}/theirs'):.1%})" for name in PRECISIONS]
            print(f"| {beam} | {batch} | {speed['theirs']:.1f} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
