#!/usr/bin/env python3
"""Kills training with SIGKILL again and again, at random moments, inside a save, while the vocabulary is trained and
while the disk is full; goes on each time with --resume, and compares every file with those of a run that nobody killed.
Usage: kills.py DRAGOMAN FOLDER KILLS [SEED]"""
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

CONFIGURATION = """
[data]
train_source = "train.en"
train_target = "train.de"
valid_source = "valid.en"
valid_target = "valid.de"
[vocabulary]
size = 300
[model.embedding]
width = 48
[model.encoder]
width = 64
[model.attention]
width = 48
[model.decoder]
width = 64
[batch]
size = 16
[validation]
every = 6
[search]
beam_size = 2
[training]
directory = "run"
max_epochs = 3
checkpoint_every = 2
log_every = 1
average = 0.1
"""
FULL_DISK = 20_000  # bytes that a file may have: enough for the log, too few for a checkpoint


def write_corpus(folder, name, lines):
    source = [f"The {animal} number {line} sees {line * 7 % 23} trees in the {place}."
              for line in range(lines)
              for animal, place in [(("dog", "cat", "bird", "horse")[line % 4], ("town", "field", "park")[line % 3])]]
    target = [line.replace("The", "Das Tier").replace("sees", "sieht").replace("trees in the", "Bäume im") for line in source]
    for suffix, text in (("en", source), ("de", target)):
        with open(f"{folder}/{name}.{suffix}", "w", encoding="utf-8") as out:
            out.write("\n".join(text) + "\n")


def prepare(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    write_corpus(folder, "train", 160)
    write_corpus(folder, "valid", 12)
    with open(f"{folder}/c.toml", "w", encoding="utf-8") as out:
        out.write(CONFIGURATION)


def start(dragoman, folder, full_disk=False):
    def limit():
        if full_disk:
            resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_DISK, resource.RLIM_INFINITY))

    with open(f"{folder}/errors.txt", "ab") as errors:
        return subprocess.Popen([dragoman, "train", "c.toml", "--resume"], cwd=folder, stderr=errors, preexec_fn=limit,
                                restore_signals=False)  # what is too large is refused, without a signal


def is_saving(folder):
    for place in (f"{folder}/run", f"{folder}/run/checkpoints"):
        if os.path.isdir(place) and any(".tmp-" in name for name in os.listdir(place)):
            return True
    return False


def kill(process):
    """-> whether it still ran."""
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def kill_somewhere(dragoman, folder, draw, seconds):
    process = start(dragoman, folder)
    time.sleep(draw.uniform(0, seconds))
    return kill(process)


def kill_in_save(dragoman, folder, draw, seconds):
    process = start(dragoman, folder)
    time.sleep(draw.uniform(0, 0.8 * seconds))
    while process.poll() is None and not is_saving(folder):
        pass
    time.sleep(draw.choice((0, 0.0005, 0.002)))
    return kill(process)


def kill_in_vocabulary(dragoman, folder, draw, seconds):
    shutil.rmtree(f"{folder}/run", ignore_errors=True)  # only a new run trains one
    process = start(dragoman, folder)
    while process.poll() is None and not os.path.exists(f"{folder}/run/lock"):
        pass
    time.sleep(draw.uniform(0, 0.1 * seconds))
    return kill(process)


def kill_on_full_disk(dragoman, folder, draw, seconds):
    process = start(dragoman, folder, full_disk=True)
    time.sleep(draw.uniform(0.2 * seconds, 0.9 * seconds))
    return kill(process)


KINDS = (kill_somewhere, kill_in_save, kill_in_vocabulary, kill_in_save, kill_somewhere, kill_on_full_disk)


def files_of(folder):
    """-> the run's files by name, as far as equal runs must have them equal."""
    files = {}
    for place, _, names in os.walk(f"{folder}/run"):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, folder)] = file.read()
    for times in ("run/log.txt", "run/report.html"):
        files.pop(times)
    events = [json.loads(line) for line in files["run/metrics.jsonl"].splitlines()]
    files["run/metrics.jsonl"] = [{key: value for key, value in event.items() if key != "seconds"} for event in events]
    return files


def finish(dragoman, folder):
    if start(dragoman, folder).wait() != 0:
        with open(f"{folder}/errors.txt", encoding="utf-8") as errors:
            sys.exit(f"a run could not go on:\n{errors.read()}")


def compare(whole, cut, what):
    for name in sorted(whole.keys() | cut.keys()):
        if whole.get(name) != cut.get(name):
            sys.exit(f"{what}: {name} is not as in the run that was not killed")


def main():
    dragoman, folder, kills = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    draw = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
    prepare(f"{folder}/whole")
    began = time.monotonic()
    finish(dragoman, f"{folder}/whole")
    seconds = time.monotonic() - began
    whole, done, attempts = files_of(f"{folder}/whole"), {kind.__name__: 0 for kind in KINDS}, 0
    while sum(done.values()) < kills and attempts < 4 * kills:
        prepare(f"{folder}/cut")
        for _ in range(draw.randint(1, 3)):
            kind = KINDS[attempts % len(KINDS)]
            attempts += 1
            done[kind.__name__] += kind(dragoman, f"{folder}/cut", draw, seconds)
        finish(dragoman, f"{folder}/cut")
        compare(whole, files_of(f"{folder}/cut"), f"after {done}")
    print(f"{sum(done.values())} kills {done}: every run ended with the same {len(whole)} files")
    if sum(done.values()) < kills:
        sys.exit("too few kills met a running process")


if __name__ == "__main__":
    main()
