#!/usr/bin/env python3
"""The plain PyTorch program with which Dragoman's training speed is compared.

Recurrent Seq2Seq with attention as a competent user writes it: nn.GRU / nn.LSTM over packed
sequences in the encoder, cells and autograd a step in the decoder, everything that does not depend
on the recurrence outside of the loop. The architectures are Dragoman's. The corpus is encoded
already: two files, one sentence a line, token ids separated by spaces; 0 pads, 2 begins and 3 ends
a sentence (both are added here). Prints one line of JSON. PyTorch 1.13 or later.

Letters: B batch, S source length, T target length, E embedding, H decoder, M memory, V vocabulary.
"""
import argparse
import ctypes
import json
import os
import platform
import random
import resource
import statistics
import sys
import time

from needs import need_torch

need_torch()
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

PAD, BOS, EOS = 0, 2, 3


class Encoder(nn.Module):
    """One bidirectional layer: ids [B, S], lengths [B] -> memory [B, S, M]."""

    def __init__(self, options):
        super().__init__()
        recurrent = nn.LSTM if options.cell == "lstm" else nn.GRU
        self.embedding = nn.Embedding(options.source_vocabulary, options.embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(options.dropout)
        self.recurrent = recurrent(options.embedding, options.hidden // 2, batch_first=True,
                                   bidirectional=True)

    def forward(self, source, lengths):
        embedded = self.dropout(self.embedding(source))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(self.recurrent(packed)[0], batch_first=True)[0]


class Attention(nn.Module):
    """Query [B, H] and memory [B, S, M] -> context [B, M]; keys are projected once a batch."""

    def __init__(self, options):
        super().__init__()
        self.kind = options.attention
        if self.kind == "general":
            self.key = nn.Linear(options.hidden, options.hidden, bias=False)
        elif self.kind in ("additive", "concat"):
            self.key = nn.Linear(options.hidden, options.attention_width, self.kind == "additive")
            self.query = nn.Linear(options.hidden, options.attention_width, bias=False)
            self.energy = nn.Linear(options.attention_width, 1, bias=False)

    def remember(self, memory, mask):
        """Memory [B, S, M] and mask [B, S] (true: token) -> what `forward` needs at each step."""
        if self.kind == "none":
            return masked_mean(memory, mask)
        keys = memory if self.kind == "dot" else self.key(memory)
        return keys, memory, ~mask

    def forward(self, query, remembered):
        if self.kind == "none":
            return remembered
        keys, memory, padding = remembered
        if self.kind in ("dot", "general"):
            scores = torch.bmm(keys, query.unsqueeze(2)).squeeze(2)
        else:
            scores = self.energy(torch.tanh(self.query(query).unsqueeze(1) + keys)).squeeze(2)
        weights = scores.masked_fill(padding, float("-inf")).softmax(1)
        return torch.bmm(weights.unsqueeze(1), memory).squeeze(1)


class Decoder(nn.Module):
    """Target inputs [B, T] and encoder memory -> readouts [B, T, E] for the output layer."""

    def __init__(self, options):
        super().__init__()
        self.kind, self.lstm = options.decoder, options.cell == "lstm"
        cell = nn.LSTMCell if self.lstm else nn.GRUCell
        embedding, hidden = options.embedding, options.hidden
        self.embedding = nn.Embedding(options.target_vocabulary, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(options.dropout)
        self.initial = nn.Linear(hidden, hidden * (2 if self.lstm else 1))
        self.attention = Attention(options)
        if self.kind == "conditional":
            self.cell = cell(embedding, hidden)
            self.second_cell = cell(hidden, hidden)
        else:
            self.cell = cell(embedding + hidden, hidden)
        if self.kind == "luong":
            self.combine = nn.Linear(2 * hidden, embedding, bias=False)
        else:
            self.readout = nn.Linear(2 * hidden + embedding, embedding)

    def forward(self, target, memory, mask):
        embedded = self.dropout(self.embedding(target))
        state = torch.tanh(self.initial(masked_mean(memory, mask)))
        if self.lstm:
            state = state.chunk(2, dim=1)
        remembered = self.attention.remember(memory, mask)
        if self.kind == "luong":
            return self.dropout(self.luong(embedded, state, remembered))
        states, contexts = [], []
        for word in embedded.unbind(1):
            state, context = self.step(word, state, remembered)
            states.append(self.output(state))
            contexts.append(context)
        features = [torch.stack(states, 1), torch.stack(contexts, 1), embedded]
        return self.dropout(torch.tanh(self.readout(torch.cat(features, 2))))

    def output(self, state):
        return state[0] if self.lstm else state

    def step(self, word, state, remembered):
        """One step of `bahdanau` or `conditional`: new state, context [B, M]."""
        if self.kind == "bahdanau":
            context = self.attention(self.output(state), remembered)
            return self.cell(torch.cat([word, context], 1), state), context
        state = self.cell(word, state)
        context = self.attention(self.output(state), remembered)
        return self.second_cell(context, state), context

    def luong(self, embedded, state, remembered):
        """Input feeding: each attentional vector [B, H] is part of the next step's input."""
        attentional = torch.zeros_like(self.output(state))
        readouts = []
        for word in embedded.unbind(1):
            state = self.cell(torch.cat([word, attentional], 1), state)
            context = self.attention(self.output(state), remembered)
            attentional = torch.tanh(self.combine(torch.cat([context, self.output(state)], 1)))
            readouts.append(attentional)
        return torch.stack(readouts, 1)


class Seq2Seq(nn.Module):
    """A batch -> mean loss over the target tokens; the output layer is tied to the embedding."""

    def __init__(self, options):
        super().__init__()
        self.encoder, self.decoder = Encoder(options), Decoder(options)
        self.bias = nn.Parameter(torch.zeros(options.target_vocabulary))
        self.only_real, self.smoothing = options.output == "real", options.label_smoothing
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -0.05, 0.05)

    def forward(self, source, lengths, inputs, targets):
        mask = source != PAD
        readouts = self.decoder(inputs, self.encoder(source, lengths), mask)
        if self.only_real:
            real = targets != PAD
            readouts, targets = readouts[real], targets[real]
        logits = F.linear(readouts, self.decoder.embedding.weight, self.bias)
        return F.cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=PAD,
                               label_smoothing=self.smoothing)


def masked_mean(memory, mask):
    """[B, S, M] and mask [B, S] -> the mean over the tokens, [B, M]."""
    weights = mask.unsqueeze(2).to(memory.dtype)
    return (memory * weights).sum(1) / weights.sum(1)


def read_corpus(options):
    """Sentence pairs as lists of ids, without empty and overlong ones."""
    with open(options.source) as source, open(options.target) as target:
        pairs = [([int(i) for i in s.split()], [int(i) for i in t.split()])
                 for s, t in zip(source, target)]
    return [pair for pair in pairs if all(0 < len(ids) <= options.max_length for ids in pair)]


def make_batches(pairs, options, generator):
    """Endless: sentences in random order, or sorted by length within pools of 100 batches."""
    while True:
        order = generator.sample(pairs, len(pairs))
        pool = options.batch * (100 if options.batching == "bucketed" else 1)
        batches = []
        for start in range(0, len(order), pool):
            some = order[start:start + pool]
            if options.batching == "bucketed":
                some.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
            batches += [some[i:i + options.batch] for i in range(0, len(some), options.batch)]
        generator.shuffle(batches)
        yield from batches


def collate(batch, device):
    """Sentence pairs -> source [B, S], lengths [B] (on the CPU), inputs and targets [B, T]."""
    def padded(sentences):
        return pad_sequence([torch.tensor(ids) for ids in sentences], batch_first=True).to(device)
    return (padded([source + [EOS] for source, _ in batch]),
            torch.tensor([len(source) + 1 for source, _ in batch]),
            padded([[BOS] + target for _, target in batch]),
            padded([target + [EOS] for _, target in batch]))


def train(model, batches, options):
    """-> of each update: seconds, target tokens, loss."""
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    history = []
    for _ in range(options.warmup_updates + options.updates):
        start, batch = time.perf_counter(), next(batches)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(options.device, torch.bfloat16, enabled=options.precision == "bf16"):
            loss = model(*collate(batch, options.device))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimizer.step()
        loss = loss.item()  # Waits for the device.
        tokens = sum(len(target) + 1 for _, target in batch)
        history.append((time.perf_counter() - start, tokens, loss))
    return history


def openblas():
    """The configuration and the kind of threads of the OpenBLAS in use, or None."""
    try:
        library = ctypes.CDLL("libopenblas.so.0", os.RTLD_NOW | os.RTLD_NOLOAD)
        library.openblas_get_config.restype = ctypes.c_char_p
        kinds = ["no threads", "pthread", "OpenMP"]
        return {"config": library.openblas_get_config().decode().strip(),
                "kind": kinds[library.openblas_get_parallel()],
                "threads": library.openblas_get_num_threads()}
    except (OSError, AttributeError):
        return None


def report(model, history, options):
    timed = history[options.warmup_updates:]
    seconds = [update[0] for update in timed]
    tenth = max(1, len(history) // 10)
    result = {
        "target_tokens_per_second": round(sum(update[1] for update in timed) / sum(seconds), 1),
        "median_update_seconds": round(statistics.median(seconds), 4),
        "target_tokens": sum(update[1] for update in timed),
        "loss_first": round(statistics.mean(update[2] for update in history[:tenth]), 4),
        "loss_last": round(statistics.mean(update[2] for update in history[-tenth:]), 4),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "torch": torch.__version__, "python": platform.python_version(),
        "threads": torch.get_num_threads(), "openblas": openblas(),
    }
    if options.device == "cuda":
        result["device_name"] = torch.cuda.get_device_name()
        result["peak_device_mib"] = torch.cuda.max_memory_allocated() // 2**20
    return result | {"settings": vars(options)}


NUMBERS = (
    ("source-vocabulary", 8000, "its size"), ("target-vocabulary", 8000, "its size"),
    ("max-length", 100, "longer sentences are left out"), ("batch", 64, "sentences a batch"),
    ("hidden", 512, "decoder and memory width"), ("embedding", 512, "embedding width"),
    ("attention-width", 512, "hidden width of concat and additive"),
    ("dropout", 0.2, "of embeddings and readouts"), ("label-smoothing", 0.1, "of the loss"),
    ("learning-rate", 1e-3, "of Adam"), ("clip-norm", 1.0, "of the gradient"),
    ("updates", 100, "timed updates"), ("warmup-updates", 10, "updates before them"),
    ("seed", 1, "of weights, order and dropout"), ("threads", torch.get_num_threads(), "of PyTorch"))


def parse_options():
    def choice(name, choices, meaning):  # The first is the default.
        parser.add_argument(name, choices=choices, default=choices[0], help=meaning)

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0],
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--source", required=True, help="encoded source sentences")
    parser.add_argument("--target", required=True, help="encoded target sentences")
    choice("--cell", ["gru", "lstm"], "of encoder and decoder")
    choice("--decoder", ["conditional", "luong", "bahdanau"], "architecture")
    choice("--attention", ["additive", "none", "dot", "general", "concat"], "score")
    choice("--batching", ["bucketed", "shuffled"], "pools of 100 batches sorted by length, or not")
    choice("--output", ["all", "real"], "positions of the output layer: all, or target tokens")
    choice("--device", ["cpu", "cuda"], "where the model trains")
    choice("--precision", ["fp32", "bf16"], "bf16 is autocast's; fp32 is TF32 on a GPU")
    for name, default, meaning in NUMBERS:
        parser.add_argument("--" + name, type=type(default), default=default, help=meaning)
    options = parser.parse_args()
    if options.decoder == "luong" and options.embedding != options.hidden:
        parser.error("luong ties its readout to the embedding: --embedding must equal --hidden")
    return options


def main():
    options = parse_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    pairs = read_corpus(options)
    if not pairs:
        sys.exit(f"{options.source}: no sentence pair of 1 to {options.max_length} tokens")
    model = Seq2Seq(options).to(options.device)
    batches = make_batches(pairs, options, random.Random(options.seed))
    print(json.dumps(report(model, train(model, batches, options), options)))


if __name__ == "__main__":
    main()
