"""Sentences a second of beam search over test_2016_flickr, by beam and batch size. bench.sh calls it."""
import gzip
import subprocess
import sys
import tempfile
import time


def seconds(model, source, beam, batch):
    start = time.perf_counter()
    subprocess.run(["build/release/dragoman", "translate", model, "--input", source, "--output",
                    "/dev/null", "--beam-size", str(beam), "--batch-size", str(batch)], check=True,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    model = sys.argv[1]
    with tempfile.NamedTemporaryFile("w") as source, tempfile.NamedTemporaryFile("w") as one:
        with gzip.open("data/multi30k/test_2016_flickr.en.gz", "rt") as lines:
            sentences = lines.readlines()
        source.writelines(sentences)
        source.flush()
        one.write(sentences[0])
        one.flush()
        loading = seconds(model, one.name, 1, 1)
        print(f"loading takes {loading:.2f} s and is not counted; {len(sentences)} sentences")
        print("| beam | batch | sentences/s |")
        print("|---|---|---|")
        for beam in (1, 5):
            for batch in (1, 8, 64):
                taken = seconds(model, source.name, beam, batch) - loading
                print(f"| {beam} | {batch} | {len(sentences) / taken:.1f} |", flush=True)


if __name__ == "__main__":
    main()
