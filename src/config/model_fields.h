#pragma once
#include "config/constraint.h"
#include "config/limits.h"
#include "dragoman/config/config.h"

namespace dragoman {

// The keys of [model] (see fields.h).

template <class Visitor, Is<EmbeddingConfig> Embedding>
void visit_fields(Visitor& v, Embedding& c) {
  v("width", c.width, between(1, widest), "Embedding width E");
  v("tie", c.tie, one_of_enum(c.tie),
    "Shared: target = target embedding and output layer, all = source embedding too");
}

/// What a side's cells do between two words.
template <class Visitor, class Side>
void visit_depth_of_step(Visitor& v, Side& c) {
  v("transitions", c.transitions, between(0, most_layers),
    "Further cells that a layer's state goes through at each step, without an input "
    "(deep transition, Miceli Barone et al. 2017)");
  v("layer_norm", c.layer_norm, anything(),
    "Layer normalization of each gate within the cells (Ba et al. 2016)");
}

template <class Visitor, Is<EncoderConfig> Encoder>
void visit_fields(Visitor& v, Encoder& c) {
  v("cell", c.cell, one_of_enum(c.cell), "Recurrent cell");
  v("width", c.width, between(1, widest), "Memory width M, both directions together");
  v("layers", c.layers, between(1, most_layers), "Number of layers");
  visit_depth_of_step(v, c);
  v("bidirectional", c.bidirectional, anything(), "Read in both directions, each M/2 wide");
  v("residual", c.residual, anything(), "Add a layer's input to its output, from layer 2 on");
  v("self_attention_layers", c.self_attention_layers, between(0, most_layers),
    "Layers of multi-head self-attention over the states (Vaswani et al. 2017)");
  v("self_attention_heads", c.self_attention_heads, between(1, most_heads),
    "Heads of each; divides the memory width M");
}

template <class Visitor, Is<AttentionConfig> Attention>
void visit_fields(Visitor& v, Attention& c) {
  v("kind", c.kind, one_of(&Choices::attention_kinds), "Attention score");
  v("width", c.width, between(1, widest),
    "Hidden width A of the additive and concat scores and of local_p's position");
  v("heads", c.heads, between(1, most_heads),
    "Number of heads N of multi_head; divides the memory width M");
  v("window", c.window, between(1, longest_text),
    "D of local_m and local_p, which see the positions within D of their centre");
  v("local_score", c.local_score, one_of_enum(c.local_score),
    "Score of local_m and local_p within their window");
}

template <class Visitor, Is<DecoderConfig> Decoder>
void visit_fields(Visitor& v, Decoder& c) {
  v("kind", c.kind, one_of_enum(c.kind),
    "Attention after (luong), before (bahdanau) or between (conditional) the cells");
  v("cell", c.cell, one_of_enum(c.cell), "Recurrent cell");
  v("width", c.width, between(1, widest), "State width H");
  v("layers", c.layers, between(1, most_layers), "Number of layers");
  visit_depth_of_step(v, c);
  v("input_feeding", c.input_feeding, anything(),
    "Feed the last attentional state to the cell; only luong decoders read it");
  v("bridge", c.bridge, one_of_enum(c.bridge),
    "Initial state: zero, or tanh(W x) of the last encoder state or of the memory's mean");
}

template <class Visitor, Is<DropoutConfig> Dropout>
void visit_fields(Visitor& v, Dropout& c) {
  v("embedding", c.embedding, changeable(rate()), "Dropout on embeddings alone");
  v("input", c.input, changeable(rate()),
    "Dropout on cell inputs: embeddings, contexts and between layers");
  v("recurrent", c.recurrent, changeable(rate()), "Dropout on the previous hidden state");
  v("output", c.output, changeable(rate()), "Dropout before the output layer");
  v("attention", c.attention, changeable(rate()),
    "Rate of source positions whose values no step sees: c_t = Σ_s a_ts m_s v_s / (1 − rate)");
  v("variational", c.variational, changeable(anything()),
    "One mask for all time steps of a sentence (Gal and Ghahramani, 2016)");
  v("source_word", c.source_word, changeable(rate()),
    "Rate of whole source embeddings set to zero (Sennrich et al. 2016)");
  v("target_word", c.target_word, changeable(rate()),
    "Rate of whole target embeddings set to zero (Sennrich et al. 2016)");
  v("span", c.span, changeable(rate()),
    "Share of a batch's longest sentence: as many neighbouring embeddings of each are set to zero, "
    "on both sides");
}

template <class Visitor, Is<LexicalPriorConfig> Prior>
void visit_fields(Visitor& v, Prior& c) {
  v("pieces", c.pieces, between(0, 1000),
    "Target pieces that the lexicon keeps of each source piece (Arthur et al. 2016); 0 = no "
    "lexical prior");
  v("floor", c.floor, above(0, 1), "ε, the probability of what the lexicon does not know");
}

template <class Visitor, Is<ModelConfig> Model>
void visit_fields(Visitor& v, Model& c) {
  v.section("embedding", c.embedding, "Word embeddings");
  v.section("encoder", c.encoder, "Reads the source into the memory");
  v.section("attention", c.attention, "Weighs the memory at every target position");
  v.section("decoder", c.decoder, "Writes the target");
  v.section(
      "lexical_prior", c.lexical_prior,
      "log(L + ε) added to the scores of words: L is what a lexicon makes of the attended source");
  v.section("dropout", c.dropout, "Dropout rates, in training only; 0 = none");
}

}  // namespace dragoman
