#!/usr/bin/env python3
"""Beam search in plain PyTorch, with which `dragoman translate` is compared.

Reads a model file of Dragoman (safetensors) with one layer a side, and searches as a competent user writes
it: sentences of like length in batches, the encoder over packed sequences, keys once a sentence, all
hypotheses of a batch through the model at once. The same hypotheses end a search as in Dragoman, so that the
translations are the same but for rounding. Prints one line of JSON, which counts neither loading nor
SentencePiece. PyTorch 1.13 or later, Python 3.11 or later, SentencePiece's spm_encode and spm_decode.

Letters: B batch, K beam, S source length, E embedding, H decoder, M memory, V vocabulary.
"""
import argparse
import json
import struct
import subprocess
import tempfile
import time
import tomllib

from needs import need_program, need_torch

need_torch()
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

PAD, UNKNOWN, BOS, EOS = 0, 1, 2, 3


def read_model(path):
    """-> tensors by name, configuration."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    config = tomllib.loads(header.pop("__metadata__")["config"])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        kind = {"F32": torch.float32, "U8": torch.uint8}[entry["dtype"]]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=kind).reshape(entry["shape"])
    return tensors, config


class Model:
    """Encoder and one step of the decoder. A state is a tuple of tensors [rows, H]."""

    def __init__(self, tensors, config):
        self.weights, self.model = tensors, config["model"]
        self.decoder, self.attention = self.model["decoder"], self.model["attention"]["kind"]
        self.lstm = self.decoder["cell"] == "lstm"
        self.target = tensors["target_embedding"]
        self.source = tensors.get("source_embedding", self.target)
        self.output = tensors.get("output_weight", self.target)
        self.encoder = self.make_encoder(self.model["encoder"])

    def make_encoder(self, settings):
        kind = nn.LSTM if settings["cell"] == "lstm" else nn.GRU
        directions = 2 if settings["bidirectional"] else 1
        encoder = kind(self.source.size(1), settings["width"] // directions, batch_first=True,
                       bidirectional=directions == 2)
        encoder.load_state_dict({name[8:]: tensor for name, tensor in self.weights.items()
                                 if name.startswith("encoder.")})
        return encoder

    def start(self, source, lengths):
        """ids [B, S] -> state, what the attention remembers."""
        packed = pack_padded_sequence(F.embedding(source, self.source), lengths, batch_first=True,
                                      enforce_sorted=False)
        output, last = self.encoder(packed)
        memory = pad_packed_sequence(output, batch_first=True)[0]
        mask = source != PAD
        if self.decoder["bridge"] == "mean":
            summary = (memory * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True)
        else:
            hidden = last[0] if isinstance(last, tuple) else last
            summary = hidden.transpose(0, 1).flatten(1)
        width = self.decoder["width"]
        if self.decoder["bridge"] == "zero":
            initial = memory.new_zeros(source.size(0), width * (2 if self.lstm else 1))
        else:
            initial = torch.tanh(self.linear(summary, "bridge"))
        state = tuple(initial.split(width, dim=1))
        if self.decoder["kind"] == "luong":
            state += (memory.new_zeros(source.size(0), self.target.size(1)),)
        return state, (self.keys(memory), memory, mask)

    def linear(self, x, name):
        return F.linear(x, self.weights[f"decoder.{name}.weight"],
                        self.weights.get(f"decoder.{name}.bias"))

    def keys(self, memory):
        if self.attention == "general":
            return F.linear(memory, self.weights["decoder.attention.weight"])
        if self.attention in ("additive", "concat"):
            return F.linear(memory, self.weights["decoder.attention.key_weight"],
                            self.weights.get("decoder.attention.bias"))
        return memory

    def attend(self, query, remembered):
        """query [rows, H] -> context [rows, M]."""
        keys, memory, mask = remembered
        if self.attention in ("additive", "concat"):
            projected = F.linear(query, self.weights["decoder.attention.query_weight"])
            scores = torch.tanh(projected.unsqueeze(1) + keys) @ self.weights["decoder.attention.v"]
        elif self.attention == "none":
            scores = torch.zeros(mask.shape)
        else:
            scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
            if self.attention == "scaled_dot":
                scores = scores / query.size(1) ** 0.5
        weights = scores.masked_fill(~mask, float("-inf")).softmax(1)
        return torch.bmm(weights.unsqueeze(1), memory).squeeze(1)

    def cell(self, inputs, state, suffix, joined=None):
        """`joined` names further columns of the input weight."""
        weight = self.weights[f"decoder.weight_ih_{suffix}"]
        if joined is not None:
            weight = torch.cat([weight, self.weights[f"decoder.{joined}"]], 1)
        parameters = [self.weights[f"decoder.{name}_{suffix}"]
                      for name in ("weight_hh", "bias_ih", "bias_hh")]
        if self.lstm:
            return torch.lstm_cell(inputs, state[:2], weight, *parameters)
        return (torch.gru_cell(inputs, state[0], weight, *parameters),)

    def step(self, words, state, remembered):
        """words [rows] -> log-probabilities [rows, V], state."""
        embedded = F.embedding(words, self.target)
        if self.decoder["kind"] == "luong":
            new = self.cell(torch.cat([embedded, state[-1]], 1), state, "l0", "weight_feed")
            context = self.attend(new[0], remembered)
            readout = torch.tanh(self.linear(torch.cat([context, new[0]], 1), "attentional"))
            new += (readout,)
        else:
            if self.decoder["kind"] == "bahdanau":
                context = self.attend(state[0], remembered)
                new = self.cell(torch.cat([embedded, context], 1), state, "l0", "weight_context")
            else:
                between = self.cell(embedded, state, "l0")
                context = self.attend(between[0], remembered)
                new = self.cell(context, between, "second")
            readout = torch.tanh(self.linear(torch.cat([new[0], context, embedded], 1), "readout"))
        logits = F.linear(readout, self.output, self.weights["output_bias"])
        return logits.log_softmax(1), new


class Beams:
    """The hypotheses of a batch, K rows a sentence, on the CPU."""

    def __init__(self, sources, beam, search):
        self.size, self.power = beam, search["length_normalization"]
        self.limits = [max(1, int(search["max_length_ratio"] * len(ids)) +
                           search["max_length_offset"]) for ids in sources]
        self.words = [[[]] + [None] * (beam - 1) for _ in sources]
        self.finished = [[] for _ in sources]
        self.scores = torch.full((len(sources), beam), float("-inf"))
        self.scores[:, 0] = 0

    def done(self, sentence):
        return len(self.finished[sentence]) >= self.size or \
            all(words is None for words in self.words[sentence])

    def end(self, sentence, words, score):
        self.finished[sentence].append((score / (len(words) + 1) ** self.power, words))

    def advance(self, log_probabilities):
        """[B·K, V] -> the row that each row goes on from, its word, all [B·K]; None at the end."""
        sentences, beam = self.scores.shape
        vocabulary = log_probabilities.size(1)
        total = self.scores.view(-1, 1) + log_probabilities
        scores, flat = total.view(sentences, -1).topk(2 * beam, 1)
        rows = torch.zeros(sentences, beam, dtype=torch.long)
        chosen = torch.full((sentences, beam), PAD)
        for sentence in range(sentences):
            if not self.done(sentence):
                self.advance_one(sentence, scores[sentence].tolist(), flat[sentence].tolist(),
                                 vocabulary, rows[sentence], chosen[sentence])
        if all(self.done(sentence) for sentence in range(sentences)):
            return None
        return (rows + torch.arange(0, sentences * beam, beam).unsqueeze(1)).flatten(), \
            chosen.flatten()

    def advance_one(self, sentence, scores, flat, vocabulary, rows, chosen):
        live = []
        for rank, (score, at) in enumerate(zip(scores, flat)):
            if len(live) == self.size or score == float("-inf"):
                break
            row, word = divmod(at, vocabulary)
            words = self.words[sentence][row]
            if word != EOS:
                live.append((row, word, words + [word], score))
            elif rank < self.size and len(self.finished[sentence]) < self.size:
                self.end(sentence, words, score)
        if live and len(live[0][2]) >= self.limits[sentence]:
            for _, _, words, score in live[:self.size - len(self.finished[sentence])]:
                self.end(sentence, words, score)
            live = []
        self.words[sentence] = [entry[2] for entry in live] + [None] * (self.size - len(live))
        self.scores[sentence] = float("-inf")
        for index, (row, word, _, score) in enumerate(live):
            rows[index], chosen[index], self.scores[sentence, index] = row, word, score


@torch.no_grad()
def search(model, sources, beam, settings):
    """Piece ids of sentences -> of their best translations."""
    source = pad_sequence([torch.tensor(ids + [EOS]) for ids in sources], batch_first=True)
    state, remembered = model.start(source, torch.tensor([len(ids) + 1 for ids in sources]))
    state = tuple(tensor.repeat_interleave(beam, 0) for tensor in state)
    remembered = tuple(tensor.repeat_interleave(beam, 0) for tensor in remembered)
    beams = Beams(sources, beam, settings)
    words = torch.full((len(sources) * beam,), BOS)
    for length in range(max(beams.limits)):
        log_probabilities, state = model.step(words, state, remembered)
        log_probabilities[:, [PAD, UNKNOWN, BOS]] = float("-inf")
        if length < settings["min_length"]:
            log_probabilities[:, EOS] = float("-inf")
        following = beams.advance(log_probabilities)
        if following is None:
            break
        rows, words = following
        state = tuple(tensor[rows] for tensor in state)
    return [max(finished, key=lambda entry: entry[0])[1] for finished in beams.finished]


def sentencepiece(tool, vocabulary, lines):
    with tempfile.NamedTemporaryFile() as model:
        model.write(vocabulary.numpy().tobytes())
        model.flush()
        form = "--output_format=id" if tool == "spm_encode" else "--input_format=id"
        return subprocess.run([tool, f"--model={model.name}", form], input="".join(lines),
                              capture_output=True, text=True, check=True).stdout.splitlines(True)


def translate(model, sources, options, settings):
    """Piece ids of sentences -> of their translations, in the order given."""
    order = sorted((row for row in range(len(sources)) if sources[row]),
                   key=lambda row: len(sources[row]))
    translations = [[] for _ in sources]
    for begin in range(0, len(order), options.batch):
        rows = order[begin:begin + options.batch]
        found = search(model, [sources[row] for row in rows], options.beam, settings)
        for row, words in zip(rows, found):
            translations[row] = words
    return translations


def main():
    need_program("spm_encode", "sentencepiece")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--input", required=True, help="text, one sentence a line")
    parser.add_argument("--output", required=True, help="its translation")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tensors, config = read_model(options.model)
    joint = tensors.get("vocabulary.joint")
    with open(options.input) as lines:
        encoded = sentencepiece("spm_encode", tensors.get("vocabulary.source", joint), lines)
    sources = [[int(piece) for piece in line.split()] for line in encoded]
    start = time.perf_counter()
    translations = translate(Model(tensors, config), sources, options, config["search"])
    seconds = time.perf_counter() - start
    with open(options.output, "w") as out:
        out.writelines(sentencepiece("spm_decode", tensors.get("vocabulary.target", joint),
                                     [" ".join(map(str, words)) + "\n" for words in translations]))
    print(json.dumps({"seconds": round(seconds, 3), "sentences": len(sources),
                      "torch": torch.__version__, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
