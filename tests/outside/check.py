"""What programs of others make of our files.

Usage: check.py DRAGOMAN SAMPLE_CORPUS SCRATCH_FOLDER
"""

import html
import json
import math
import os
import pathlib
import re
import subprocess
import sys

import numpy
import sacrebleu
from safetensors import safe_open
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

DRAGOMAN, SAMPLE, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAILED:", what)


def dragoman(*arguments):
    done = subprocess.run([DRAGOMAN, *map(str, arguments)], cwd=SCRATCH, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"dragoman {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def train():
    for side in ("en", "de"):
        lines = (SAMPLE / f"train.{side}").read_text().splitlines(keepends=True)
        (SCRATCH / f"train.{side}").write_text("".join(lines[:400]))
        (SCRATCH / f"valid.{side}").write_text("".join(lines[400:440]))
    (SCRATCH / "c.toml").write_text(
        """
[data]
train_source = "train.en"
train_target = "train.de"
valid_source = "valid.en"
valid_target = "valid.de"
[vocabulary]
size = 400
[model]
embedding.width = 32
encoder.width = 32
attention.width = 32
decoder.width = 32
[batch]
size = 16
[optimizer]
learning_rate = 0.005
[training]
directory = "run"
max_epochs = 4
log_every = 5
tensorboard = true
"""
    )
    dragoman("train", "c.toml")


def check_safetensors():
    listed = {t["name"]: t["shape"] for t in json.loads(dragoman("inspect", "run/best.safetensors", "--json"))["tensors"]}
    with safe_open(SCRATCH / "run/best.safetensors", "numpy") as file:
        found = {name: list(file.get_tensor(name).shape) for name in file.keys()}
        check(file.metadata() is not None, "safetensors: the model file has metadata")
        check(all(numpy.isfinite(file.get_tensor(n)).all() for n in found), "safetensors: all weights are finite")
    for name, shape in listed.items():
        check(found.get(name) == shape, f"safetensors: {name} is {shape}, not {found.get(name)}")


def check_sacrebleu():
    dragoman("translate", "run/best.safetensors", "--input", "valid.en", "--output", "out.de")
    ours = json.loads(dragoman("evaluate", "--hypotheses", "out.de", "--references", "valid.de", "--json"))
    hypotheses = (SCRATCH / "out.de").read_text().splitlines()
    references = [(SCRATCH / "valid.de").read_text().splitlines()]
    theirs = {
        "BLEU": sacrebleu.BLEU().corpus_score(hypotheses, references).score,
        "chrF2": sacrebleu.CHRF().corpus_score(hypotheses, references).score,
        "TER": sacrebleu.TER().corpus_score(hypotheses, references).score,
    }
    check(len(ours) == len(theirs), "sacrebleu: three scores")
    for score in ours:
        want = theirs[score["name"]]
        check(math.isclose(score["score"], want, rel_tol=1e-9), f"{score['name']}: {score['score']}, sacreBLEU says {want}")


def check_tensorboard():
    events = EventAccumulator(str(SCRATCH / "run"))
    events.Reload()
    logged = [json.loads(line) for line in (SCRATCH / "run/metrics.jsonl").read_text().splitlines()]
    pairs = {
        "train/loss": ("update", "cross_entropy"),
        "train/learning_rate": ("update", "learning_rate"),
        "train/gradient_norm": ("update", "gradient_norm"),
        "validation/loss": ("validation", "loss"),
        "validation/bleu": ("validation", "bleu"),
        "validation/chrf": ("validation", "chrf"),
    }
    for tag, (event, key) in pairs.items():
        want = [(line["update"], line[key]) for line in logged if line["event"] == event]
        got = [(scalar.step, scalar.value) for scalar in events.Scalars(tag)]
        same = len(got) == len(want) > 0 and all(
            a[0] == b[0] and math.isclose(a[1], b[1], rel_tol=1e-6, abs_tol=1e-30) for a, b in zip(got, want)
        )
        check(same, f"tensorboard: {tag} is {got[:3]}…, metrics.jsonl says {want[:3]}…")


PROBE = """
<script>addEventListener("load", () => setTimeout(() => {
  const drawn = [...document.querySelectorAll("canvas")].map(c => {
    const data = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    return data.some(byte => byte !== 0);
  });
  const frames = [...document.querySelectorAll("svg")].map(s => s.getBoundingClientRect().width > 0);
  parent.document.body.dataset.probe = JSON.stringify({
    width: innerWidth, page: document.documentElement.scrollWidth, drawn, frames,
    background: getComputedStyle(document.body).backgroundColor});
}, 300));</script>
"""


def probe(page, width, dark):
    copy = SCRATCH / "probed.html"
    text = re.sub("<meta http-equiv[^>]*>", "", page.read_text()) + PROBE
    # No window of Chromium's is as narrow as a phone, but a frame is.
    frame = f'<iframe style="border: 0; width: {width}px; height: 2000px" srcdoc="{html.escape(text)}"></iframe>'
    copy.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body>{frame}</body>')
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1400,2100",
               "--virtual-time-budget=4000", f"--blink-settings=preferredColorScheme={0 if dark else 1}",
               f"--user-data-dir={SCRATCH / 'chromium'}", "--dump-dom", copy.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120,
                         env={**os.environ, "HOME": str(SCRATCH)}).stdout
    found = re.search('data-probe="([^"]*)"', dom)
    return json.loads(found.group(1).replace("&quot;", '"')) if found else None


def check_pages():
    dragoman("attention", "run/best.safetensors", "The old teacher wants to read the interesting book.", "--html", "map.html")
    (SCRATCH / "study.toml").write_text(
        """
base = "c.toml"
directory = "study"
examples = ["The teacher reads a book."]
"""
        + "".join(
            f'[[variant]]\nname = "{kind}"\nset = ["model.attention.kind={kind}", "training.max_epochs=1", '
            '"data.test_source=valid.en", "data.test_target=valid.de"]\n'
            for kind in ("dot", "additive")
        )
    )
    dragoman("study", "study.toml")
    for name in ("run/report.html", "map.html", "study/report.html"):
        for width in (1280, 390):
            for dark in (False, True):
                what = f"{name} at {width} pixels, {'dark' if dark else 'light'}"
                seen = probe(SCRATCH / name, width, dark)
                check(seen is not None, f"{what}: opens")
                if seen is None:
                    continue
                check(seen["width"] == width, f"{what}: was shown {seen['width']} wide")
                check(seen["page"] <= width, f"{what}: is {seen['page']} wide")
                check(all(seen["drawn"]), f"{what}: all charts are drawn")
                check(name == "map.html" or len(seen["drawn"]) >= 3, f"{what}: has its charts")
                check(all(seen["frames"]), f"{what}: all maps show")
                brightness = sum(map(int, re.findall(r"\d+", seen["background"])[:3]))
                check((brightness < 200) == dark, f"{what}: background is {seen['background']}")


train()
for part in (check_safetensors, check_sacrebleu, check_tensorboard, check_pages):
    part()
    print("asked:", part.__name__.removeprefix("check_"))
sys.exit(f"{len(failures)} failed" if failures else 0)
