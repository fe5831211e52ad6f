#!/usr/bin/env python3
"""Beam search by Marian on the CPU (PyPI's pymarian), with which `dragoman translate` is compared: prints the seconds of
the search alone as one line of JSON. A folder holds the model: model.npz and its SentencePiece vocabulary vocab.spm.
Translations may be as long as their sources at most, so that a model that was hardly trained, whose bias of the end is
very small, takes as many steps as one that translates."""
import argparse
import json
import time

from pymarian import Translator

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder")
parser.add_argument("--input", required=True)
parser.add_argument("--output", required=True)
parser.add_argument("--beam", type=int, default=1)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_args()

vocabulary = f"{options.folder}/vocab.spm"
translator = Translator(models=[f"{options.folder}/model.npz"], vocabs=[vocabulary, vocabulary], beam_size=options.beam,
                        normalize=1, max_length_factor=1, mini_batch=options.batch, maxi_batch=1000 // options.batch + 1,
                        maxi_batch_sort="src", cpu_threads=options.threads, workspace=500, quiet=True)
with open(options.input) as lines:
    sentences = lines.read().splitlines()
translator.translate(sentences[:1])
start = time.perf_counter()
translations = translator.translate(sentences)
seconds = time.perf_counter() - start
with open(options.output, "w") as out:
    out.writelines(line + "\n" for line in translations)
print(json.dumps({"seconds": seconds}))
