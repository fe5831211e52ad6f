#!/usr/bin/env python3
"""Records what a PyTorch program that shares nothing with Dragoman but the papers makes of one model of each decoder:
scores of all words, every gradient, and the losses of ten steps of gradient descent, in double precision.
Writes luong.json, bahdanau.json and conditional.json beside itself. Needs torch: python3 record.py"""
import json
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

WORDS, E, H, M, A = 9, 3, 4, 4, 2
SOURCES = [[4, 7, 5, 3], [6, 3], [8, 4, 4, 5, 6, 3]]  # ids, the end token (3) last
TARGETS = [[5, 6, 3], [7, 4, 8, 6, 3], [4, 3]]
SMOOTHING, RATE, STEPS = 0.1, 0.5, 10


def masked_softmax(scores, mask):
    return scores.masked_fill(~mask, -torch.inf).softmax(-1)


class General(nn.Module):
    """h W k (Luong et al. 2015)."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(H, M))

    def forward(self, query, memory, mask):
        weights = masked_softmax(torch.einsum("bh,hm,bsm->bs", query, self.weight, memory), mask)
        return torch.einsum("bs,bsm->bm", weights, memory)


class Additive(nn.Module):
    """v tanh(W s + U k + b) (Bahdanau et al. 2015)."""

    def __init__(self):
        super().__init__()
        self.query_weight = nn.Parameter(torch.empty(A, H))
        self.key_weight = nn.Parameter(torch.empty(A, M))
        self.v = nn.Parameter(torch.empty(A))
        self.bias = nn.Parameter(torch.empty(A))

    def forward(self, query, memory, mask):
        inner = (query @ self.query_weight.T).unsqueeze(1) + memory @ self.key_weight.T + self.bias
        weights = masked_softmax((torch.tanh(inner) * self.v).sum(-1), mask)
        return (weights.unsqueeze(-1) * memory).sum(1)


class MultiHead(nn.Module):
    """Vaswani et al. 2017, by PyTorch's own."""

    def __init__(self):
        super().__init__()
        for name, width in (("query", H), ("key", M), ("value", M), ("output", M)):
            setattr(self, f"{name}_weight", nn.Parameter(torch.empty(M, width)))

    def forward(self, query, memory, mask):
        rows, columns = memory.transpose(0, 1), query.unsqueeze(0)
        context, _ = F.multi_head_attention_forward(
            columns, rows, rows, M, 2, None, None, None, None, False, 0, self.output_weight, None,
            key_padding_mask=~mask, use_separate_proj_weight=True, q_proj_weight=self.query_weight,
            k_proj_weight=self.key_weight, v_proj_weight=self.value_weight, need_weights=False)
        return context.squeeze(0)


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(M, 3 * M, bias=False)
        self.output = nn.Linear(M, M, bias=False)
        self.norm = nn.LayerNorm(M)

    def forward(self, memory, mask):
        rows = memory.transpose(0, 1)
        attended, _ = F.multi_head_attention_forward(
            rows, rows, rows, M, 2, self.input.weight, None, None, None, False, 0, self.output.weight, None,
            key_padding_mask=~mask, need_weights=False)
        return self.norm(memory + attended.transpose(0, 1))


class Decoder(nn.Module):
    """The parameters of one, under the names of a model file."""

    def __init__(self, kind, gates, attention):
        super().__init__()
        self.kind, self.lstm = kind, gates == 4
        self.attention = attention

        def cell(suffix, width):
            for name, shape in (("weight_ih", (gates * H, width)), ("weight_hh", (gates * H, H)),
                                ("bias_ih", (gates * H,)), ("bias_hh", (gates * H,))):
                setattr(self, name + suffix, nn.Parameter(torch.empty(shape)))

        cell("_l0", E)
        cell("_l1", H)
        self.bridge = nn.Linear(M, H * 2 * (2 if self.lstm else 1))
        if kind == "luong":
            self.weight_feed = nn.Parameter(torch.empty(gates * H, E))
            self.attentional = nn.Linear(M + H, E, bias=False)
        else:
            self.readout = nn.Linear(H + M + E, E)
        if kind == "bahdanau":
            self.weight_context = nn.Parameter(torch.empty(gates * H, M))
        if kind == "conditional":
            cell("_second", M)

    def cell(self, suffix, inputs, state, more=()):
        """PyTorch's own cell; `more` are further inputs with their columns of the input weight."""
        weight = torch.cat([getattr(self, "weight_ih" + suffix), *(columns for _, columns in more)], 1)
        inputs = torch.cat([inputs, *(extra for extra, _ in more)], 1)
        rest = (getattr(self, name + suffix) for name in ("weight_hh", "bias_ih", "bias_hh"))
        hh, bias_ih, bias_hh = rest
        if self.lstm:
            return torch.lstm_cell(inputs, state, weight, hh, bias_ih, bias_hh)
        return (torch.gru_cell(inputs, state[0], weight, hh, bias_ih, bias_hh),)

    def forward(self, embedded, memory, mask, summary):
        parts = torch.tanh(self.bridge(summary)).split(H, 1)
        per_layer = 2 if self.lstm else 1
        low, high = parts[:per_layer], parts[per_layer:]
        feed = embedded.new_zeros(len(memory), E)
        readouts = []
        for word in embedded:
            if self.kind == "luong":
                low = self.cell("_l0", word, low, [(feed, self.weight_feed)])
                high = self.cell("_l1", low[0], high)
                context = self.attention(high[0], memory, mask)
                feed = torch.tanh(self.attentional(torch.cat([context, high[0]], 1)))
                readouts.append(feed)
                continue
            if self.kind == "bahdanau":
                context = self.attention(high[0], memory, mask)
                low = self.cell("_l0", word, low, [(context, self.weight_context)])
            else:
                between = self.cell("_l0", word, low)
                context = self.attention(between[0], memory, mask)
                low = self.cell("_second", context, between)
            high = self.cell("_l1", low[0], high)
            readouts.append(torch.tanh(self.readout(torch.cat([high[0], context, word], 1))))
        return torch.stack(readouts)


class Model(nn.Module):
    def __init__(self, kind, lstm, attention, self_attention):
        super().__init__()
        self.source_embedding = nn.Parameter(torch.empty(WORDS, E))
        self.target_embedding = nn.Parameter(torch.empty(WORDS, E))
        self.encoder = (nn.LSTM if lstm else nn.GRU)(E, M // 2, 2, bidirectional=True, batch_first=True)
        self.self_attention = SelfAttention() if self_attention else None
        self.decoder = Decoder(kind, 4 if lstm else 3, attention)
        self.output_weight = nn.Parameter(torch.empty(WORDS, E))
        self.output_bias = nn.Parameter(torch.empty(WORDS))
        self.mean = kind != "luong"

    def forward(self, source, lengths, inputs):
        mask = torch.arange(source.shape[1]) < lengths.unsqueeze(1)
        packed = nn.utils.rnn.pack_padded_sequence(self.source_embedding[source], lengths, batch_first=True,
                                                   enforce_sorted=False)
        states, last = self.encoder(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(states, batch_first=True)
        if self.self_attention is not None:
            memory = self.self_attention(memory, mask) * mask.unsqueeze(-1)
        hidden = last[0] if isinstance(last, tuple) else last
        summary = memory.sum(1) / lengths.unsqueeze(1) if self.mean else torch.cat([hidden[-2], hidden[-1]], 1)
        readouts = self.decoder(self.target_embedding[inputs], memory, mask, summary)
        return readouts @ self.output_weight.T + self.output_bias


def padded(sentences, value):
    return nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sentences], batch_first=True, padding_value=value)


def name_in_a_model_file(name):
    name = name.replace("self_attention.", "encoder.self_attention_0.")
    return name


def record(kind, lstm, attention, self_attention=False):
    torch.manual_seed(len(kind))
    model = Model(kind, lstm, attention, self_attention).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.6)
    source, lengths = padded(SOURCES, 0), torch.tensor([len(s) for s in SOURCES])
    inputs = padded([[2] + t[:-1] for t in TARGETS], 0).T
    outputs = padded(TARGETS, -100).T
    start = {name_in_a_model_file(name): value.tolist() for name, value in model.state_dict().items()}
    losses, first = [], None
    for _ in range(STEPS):
        scores = model(source, lengths, inputs)
        loss = F.cross_entropy(scores.flatten(0, 1), outputs.flatten(), label_smoothing=SMOOTHING,
                               ignore_index=-100, reduction="sum")
        model.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if first is None:
            first = {"scores": scores.tolist(),
                     "gradients": {name_in_a_model_file(name): parameter.grad.tolist()
                                   for name, parameter in model.named_parameters()}}
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= RATE / sum(map(len, TARGETS)) * parameter.grad
    path = pathlib.Path(__file__).parent / f"{kind}.json"
    path.write_text(json.dumps({"torch": torch.__version__, "weights": start, **first, "losses": losses}) + "\n")
    print(path.name, losses[0], losses[-1])


if __name__ == "__main__":
    record("luong", True, General())
    record("bahdanau", False, Additive())
    record("conditional", False, MultiHead(), self_attention=True)
