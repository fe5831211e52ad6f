"""Dragoman on a GPU: the tests that a GPU can change, then training against the plain PyTorch program of the same model
and translation on CPU and GPU, over widths and batch sizes. gpu.sh calls it in the folder that it packed. Everything
that is printed goes to a file as well; a step that fails is said to, and the others go on."""
import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time

MODELS = [("luong", "lstm", "general"), ("bahdanau", "gru", "additive"), ("conditional", "gru", "additive")]
TESTS = [("kernels", "*Cuda*"), ("nn", "*Gpu*:*/gpu*:ChooseDevice*:RecordedTraining.*"), ("search", "*"), ("training", "*")]
WARM_UP, TIMED, WINDOW, PAIRS, WORDS = 300, 200, 20, 20000, 8000
SETTINGS = {"data.train_source": "work/train.src", "data.train_target": "work/train.trg", "training.max_epochs": 0,
            "training.log_every": WINDOW, "vocabulary.source_model": "work/joint.model"}


class Report:
    def __init__(self, path):
        self.file = open(path, "w")

    def line(self, text=""):
        print(text, flush=True)
        self.file.write(text + "\n")
        self.file.flush()


def run(command, seconds, **options):
    """-> exit code and all that it printed; 124 where it took too long, 127 where it is not there."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds,
                              check=False, **options)
        return done.returncode, done.stdout
    except OSError as missing:
        return 127, str(missing)
    except subprocess.TimeoutExpired as late:
        return 124, (late.stdout or b"").decode(errors="replace")


def last_lines(text, count=12):
    return "\n".join(text.rstrip().splitlines()[-count:])


def run_tests(report, options):
    report.line("## Tests")
    for room, chosen in TESTS:
        code, text = run([f"tests/{room}_test", "--gtest_brief=1", f"--gtest_filter={chosen}"], options.seconds)
        summary = [line for line in text.splitlines() if "PASSED" in line or "SKIPPED" in line or "FAILED" in line]
        report.line(f"{room}: exit {code}: {'; '.join(summary[-3:])}")
        if code != 0:
            report.line(last_lines(text, 40))


def write_corpus():
    """Pairs of made-up words whose lengths and frequencies are like those of Multi30k."""
    os.makedirs("work", exist_ok=True)
    draw = random.Random(1)
    words = ["".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randint(3, 9))) for _ in range(WORDS)]
    weights = [1 / (rank + 2) for rank in range(WORDS)]
    with open("work/train.src", "w") as source, open("work/train.trg", "w") as target:
        for _ in range(PAIRS):
            length = max(4, min(40, round(draw.gauss(12, 4))))
            chosen = draw.choices(words, weights, k=length)
            source.write(" ".join(chosen) + "\n")
            target.write(" ".join(reversed(chosen)) + "\n")


def prepare(options):
    write_corpus()
    code, text = run(["./dragoman", "vocab", "--input", "work/train.src", "work/train.trg", "--size", str(WORDS),
                      "--output", "work/joint.model"], options.seconds)
    if code != 0:
        sys.exit(f"the vocabulary was not trained:\n{last_lines(text)}")
    # The program of the comparison takes numbers: words by their rank, as many to a sentence as pieces would be.
    draw = random.Random(2)
    for side in ("src", "trg"):
        with open(f"work/train.{side}") as lines, open(f"work/ids.{side}", "w") as ids:
            for line in lines:
                ids.write(" ".join(str(draw.randrange(4, WORDS)) for _ in line.split()) + "\n")


def command(model, width, batch, **more):
    decoder, cell, attention = model
    settings = SETTINGS | {"model.decoder.kind": decoder, "model.decoder.cell": cell, "model.encoder.cell": cell,
                           "model.attention.kind": attention, "batch.size": batch} | more
    for part in ("embedding", "encoder", "attention", "decoder"):
        settings[f"model.{part}.width"] = width
    line = ["./dragoman", "train", "scripts/bench/model.toml"]
    for key, value in settings.items():
        line += ["--set", f"{key}={value}"]
    return line


def ours(model, width, batch, precision, options):
    """-> target tokens a second, seconds of the median update."""
    subprocess.run(["rm", "-rf", "work/run"], check=True)
    code, text = run(command(model, width, batch, **{
        "training.directory": "work/run", "runtime.device": options.device, "runtime.precision": precision,
        "training.max_updates": WARM_UP + options.updates}), options.seconds)
    if code != 0:
        raise RuntimeError(last_lines(text))
    with open("work/run/metrics.jsonl") as lines:  # an event a window, with the mean time of its updates
        updates = [json.loads(line) for line in lines if "target_tokens" in line]
    with open("work/run/log.txt") as lines:  # each with the speed of a window
        speeds = [float(found[1]) for found in map(re.compile(r" (\d+) tokens/s").search, lines) if found]
    skipped = WARM_UP // WINDOW
    return statistics.median(speeds[skipped:len(updates)]), statistics.median(u["seconds"] for u in updates[skipped:])


def theirs(model, width, batch, precision, options):
    decoder, cell, attention = model
    code, text = run([sys.executable, "scripts/bench/pytorch_seq2seq.py", "--source", "work/ids.src", "--target",
                      "work/ids.trg", "--decoder", decoder, "--cell", cell, "--attention", attention, "--batching",
                      "bucketed", "--output", "real", "--precision", precision, "--device", options.device, "--hidden", str(width), "--embedding",
                      str(width), "--attention-width", str(width), "--batch", str(batch), "--warmup-updates",
                      str(WARM_UP), "--updates", str(options.updates)], options.seconds)
    if code != 0:
        raise RuntimeError(last_lines(text))
    found = json.loads(text.splitlines()[-1])
    return found["target_tokens_per_second"], found["median_update_seconds"]


PROGRAMS = [("PyTorch", theirs, "fp32"), ("PyTorch", theirs, "bf16"), ("Dragoman", ours, "fp32"),
            ("Dragoman", ours, "tf32"), ("Dragoman", ours, "bf16")]


def train(report, options):
    report.line("\n## Training (the ratio is to the faster of PyTorch's precisions; its fp32 is TF32)")
    report.line("| model | H | B | program | target tokens/s | ms an update | times PyTorch |")
    report.line("|---|---|---|---|---|---|---|")
    for width in options.widths:
        for batch in options.batches:
            for model in MODELS:
                best = 0  # of the peer's
                for name, program, precision in PROGRAMS:
                    place = f"{' + '.join(model)} | {width} | {batch} | {name}, {precision}"
                    try:
                        speed, seconds = program(model, width, batch, precision, options)
                    except RuntimeError as failure:
                        report.line(f"| {place} | failed | | |\n{failure}")
                        continue
                    best = max(best, speed) if name == "PyTorch" else best
                    ratio = f"{speed / best:.2f}" if best else ""
                    report.line(f"| {place} | {speed:.0f} | {1000 * seconds:.1f} | {ratio} |")


def translate(report, options):
    report.line("\n## Translation of 1,000 sentences, beam 5, untrained weights")
    model = "work/run/best.safetensors"
    if not os.path.exists(model):
        return report.line("no model was trained")
    with open("work/train.src") as lines, open("work/input", "w") as out:
        out.writelines(lines.readlines()[:1000])
    for device in ("cpu", options.device):
        start = time.monotonic()
        code, text = run(["./dragoman", "translate", model, "--input", "work/input", "--output", f"work/{device}.out",
                          "--device", device, "--precision", "fp32"], options.seconds)
        report.line(f"{device}: exit {code}, {time.monotonic() - start:.1f} s" +
                    ("" if code == 0 else "\n" + last_lines(text)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cpu: to try all of it where no GPU is")
    parser.add_argument("--widths", type=int, nargs="+", default=[512, 1024])
    parser.add_argument("--batches", type=int, nargs="+", default=[64, 256])
    parser.add_argument("--updates", type=int, default=TIMED)
    parser.add_argument("--seconds", type=int, default=120, help="that one program may take")
    parser.add_argument("--output", default="report.md")
    options = parser.parse_args()
    report = Report(options.output)
    code, text = run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"], 60) \
        if options.device != "cpu" else (0, "no GPU asked for")
    report.line(f"# {text.strip()}\n")
    run_tests(report, options)
    prepare(options)
    train(report, options)
    translate(report, options)


if __name__ == "__main__":
    main()
