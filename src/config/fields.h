#pragma once
#include "config/constraint.h"
#include "config/limits.h"
#include "config/model_fields.h"
#include "dragoman/config/config.h"
#include "dragoman/config/device_choice.h"

namespace dragoman {

// The table of all keys: name, member, valid values, meaning. Reading, writing, validation and help
// are made from it (for_each_field.h), and no key is spelled anywhere else.

template <class Visitor, Is<DataConfig> Data>
void visit_fields(Visitor& v, Data& c) {
  v("train_source", c.train_source, changeable(anything()), "Training text, source side");
  v("train_target", c.train_target, changeable(anything()),
    "Training text, target side, line by line");
  v("train_alignments", c.train_alignments, changeable(anything()),
    "Word links of the training text that training.guided_attention follows: 0-0 1-2 …, a line a "
    "pair, as dragoman align writes them; empty = none");
  v("prepared", c.prepared, changeable(anything()),
    "Folders of dragoman prepare, from which pairs are read as they are needed; [] = the text is "
    "read whole");
  v("weights", c.weights, above(0, 1e6),
    "How many times as often each folder's pairs are drawn; [] = all alike");
  v("temperature", c.temperature, between(1, 1000),
    "T: of several folders, one of n pairs is drawn from in proportion to n^(1/T); 1 = by size");
  v("valid_source", c.valid_source, changeable(anything()),
    "Validation text, source side; empty = none");
  v("valid_target", c.valid_target, changeable(anything()), "Validation text, target side");
  v("test_source", c.test_source, changeable(anything()),
    "Test text, source side, of a study; train only looks for it in the training text");
  v("test_target", c.test_target, changeable(anything()), "Test text, target side");
  v("max_length", c.max_length, between(1, longest_text),
    "Longest training sentence in pieces; longer pairs are dropped and counted");
  v("max_length_ratio", c.max_length_ratio, or_zero(between(1, 1e6)),
    "Largest ratio of the longer to the shorter sentence of a training pair; 0 = no limit");
  v("drop_duplicates", c.drop_duplicates, anything(), "Drop repeated training pairs");
  v("drop_copies", c.drop_copies, anything(), "Drop training pairs whose target is the source");
  v("source_script", c.source_script, one_of_enum(c.source_script),
    "Drop training pairs whose source is mostly written in another script");
  v("target_script", c.target_script, one_of_enum(c.target_script),
    "Drop training pairs whose target is mostly written in another script");
}

template <class Visitor, Is<VocabularyConfig> Vocabulary>
void visit_fields(Visitor& v, Vocabulary& c) {
  v("kind", c.kind, one_of_enum(c.kind), "Subword model");
  v("size", c.size, or_zero(between(8, 1'000'000)),
    "Number of pieces, V; 0 = 8000, or as many as the training text allows");
  v("joint", c.joint, anything(), "One vocabulary for source and target");
  v("source_model", c.source_model, changeable(anything()),
    "Existing SentencePiece model of the source; empty = train one");
  v("target_model", c.target_model, changeable(anything()),
    "Existing SentencePiece model of the target; empty = train one");
  v("symbols", c.symbols, anything(),
    "Words that are a piece each wherever they stand, such as tags: [\"<BT>\"]");
  v("byte_fallback", c.byte_fallback, anything(),
    "Write unknown characters as bytes (256 pieces) instead of as the unknown piece");
  v("character_coverage", c.character_coverage, between(0.98, 1),
    "Part of the training text's characters that get a piece");
  v("normalization", c.normalization, one_of(normalization_rules),
    "SentencePiece's normalization; _cf folds case");
  v("sampling", c.sampling, rate(),
    "New segmentations each epoch: P^sampling (unigram) or rate of dropped merges (bpe); 0 = off");
}

template <class Visitor, Is<BatchConfig> Batch>
void visit_fields(Visitor& v, Batch& c) {
  v("unit", c.unit, one_of_enum(c.unit), "What the batch size counts");
  v("size", c.size, between(1, 10'000'000), "Batch size B, in units");
  v("bucketing", c.bucketing, between(1, 1'000'000),
    "Number of batches that are sorted by length together; 1 = no bucketing");
  v("accumulate", c.accumulate, between(1, 1'000'000), "Batches per update");
}

template <class Visitor, Is<OptimizerConfig> Optimizer>
void visit_fields(Visitor& v, Optimizer& c) {
  v("kind", c.kind, one_of_enum(c.kind), "Update rule; adamw decouples the weight decay");
  v("learning_rate", c.learning_rate, changeable(above(0, 1000)),
    "Peak learning rate, before the schedule");
  v("beta1", c.beta1, changeable(rate()), "Decay of Adam's mean gradient");
  v("beta2", c.beta2, changeable(rate()), "Decay of Adam's mean squared gradient");
  v("epsilon", c.epsilon, changeable(above(0, 1)), "Added to the denominator of Adam's step");
  v("weight_decay", c.weight_decay, changeable(between(0, 1000)),
    "Of matrices alone: λ w joins the gradient; with adamw w shrinks by rate · λ; 0 = none");
  v("momentum", c.momentum, rate(), "Momentum of sgd; 0 = none");
  v("clip_norm", c.clip_norm, changeable(between(0, 1e12)),
    "Largest norm of the whole gradient; 0 = no limit");
}

template <class Visitor, Is<ScheduleConfig> Schedule>
void visit_fields(Visitor& v, Schedule& c) {
  v("kind", c.kind, changeable(one_of_enum(c.kind)), "How the learning rate changes");
  v("warmup", c.warmup, changeable(between(0, most_updates)),
    "Updates over which the rate rises from 0; 0 = none");
  v("factor", c.factor, changeable(inner_rate()), "Multiplies the rate in plateau and luong");
  v("patience", c.patience, changeable(between(1, most_updates)),
    "plateau: validations without improvement before the rate falls");
  v("start", c.start, changeable(between(0, most_updates)),
    "luong: update after which the rate falls");
  v("interval", c.interval, changeable(between(1, most_updates)),
    "luong: updates from one fall to the next");
  v("length", c.length, changeable(between(0, most_updates)),
    "linear, cosine, restarts: updates of a fall after the warm-up; 0 = to the end of the run");
  v("growth", c.growth, changeable(between(1, 1000)),
    "restarts: length of each fall, in lengths of the one before");
  v("floor", c.floor, changeable(rate()),
    "linear, cosine, restarts: where the rate ends, as a share of its peak");
}

/// What is learned, and from whom.
template <class Visitor, Is<TrainingConfig> Training>
void visit_objective(Visitor& v, Training& c) {
  v("label_smoothing", c.label_smoothing, changeable(rate()),
    "Probability spread over the whole vocabulary; 0 = none");
  v("r_drop", c.r_drop, changeable(between(0, 1000)),
    "R-Drop: weight of the divergence of two passes over each pair, which take twice the time; "
    "0 = one pass");
  v("mixup", c.mixup, changeable(between(0, 1000)),
    "α: each sentence is mixed with another of its batch, in shares that Beta(α, α) draws (Guo et "
    "al. 2020); 0 = no mixing");
  v("scheduled_sampling", c.scheduled_sampling, changeable(between(0, 1)),
    "Share of the target words given to the decoder that are its own, at the end of the run, "
    "towards which it rises from 0");
  v("guided_attention", c.guided_attention, between(0, 1000),
    "Weight of the attention's distance to data.train_alignments; 0 = it is free");
  v("teachers", c.teachers, changeable(anything()),
    "Models, or files of distill --probabilities, whose mean the model learns besides; [] = none");
  v("distillation", c.distillation, changeable(between(0, 1)),
    "Share of the teachers in what is learned; the rest is the target's words");
  v("start_from", c.start_from, changeable(anything()),
    "Model whose weights the run begins with; empty = random ones");
}

template <class Visitor, Is<TrainingConfig> Training>
void visit_fields(Visitor& v, Training& c) {
  v("directory", c.directory, equivalent(filled()), "Run directory: models, checkpoints, logs");
  v("max_epochs", c.max_epochs, changeable(between(0, most_updates)),
    "Stop after so many epochs; 0 = no limit");
  v("max_updates", c.max_updates, changeable(between(0, most_updates)),
    "Stop after so many updates; 0 = no limit");
  visit_objective(v, c);
  v("average", c.average, rate(),
    "Weight of the newest weights in the moving average that is validated and saved; 0 = none");
  v("seed", c.seed, at_least(0), "Seed of all random numbers");
  v("seeds", c.seeds, between(1, 1000),
    "Trainings one after the other with this seed and those that follow it, each in a directory of "
    "its own; their mean and deviation are reported");
  v("log_every", c.log_every, equivalent(between(1, most_updates)),
    "Updates from one progress line to the next");
  v("keep", c.keep, equivalent(between(1, 1'000'000)), "Number of newest checkpoints kept");
  v("keep_best", c.keep_best, equivalent(between(0, 1'000'000)),
    "Checkpoints that are kept besides: those that did best in their validation, for dragoman "
    "average --best");
  v("checkpoint_every", c.checkpoint_every, equivalent(between(0, most_updates)),
    "Updates from one checkpoint to the next; 0 = at each validation");
  v("skipped", c.skipped, changeable(between(1, 1'000'000)),
    "Updates in a row without a finite loss and gradient after which a run has diverged");
  v("setbacks", c.setbacks, changeable(between(0, 100)),
    "Times that a diverged run goes back to its last checkpoint, at half the rate, before it ends");
  v("require_saves", c.require_saves, equivalent(anything()),
    "End when a checkpoint cannot be written; false = go on and try again at the next");
  v("tensorboard", c.tensorboard, equivalent(anything()),
    "Also write event files that TensorBoard reads: tensorboard --logdir DIRECTORY");
}

template <class Visitor, Is<RiskConfig> Risk>
void visit_fields(Visitor& v, Risk& c) {
  v("share", c.share, changeable(between(0, 1)),
    "Share of the risk in what is trained; the rest is the target's words; 0 = none");
  v("samples", c.samples, changeable(between(2, 100)),
    "Translations of each source that are drawn from the model; the target is one more");
  v("metric", c.metric, changeable(one_of_enum(c.metric)),
    "The risk of a translation is 1 − this, of the sentence");
  v("sharpness", c.sharpness, changeable(above(0, 1000)),
    "α: translations count by p^(α / length)");
}

template <class Visitor, Is<ValidationConfig> Validation>
void visit_fields(Visitor& v, Validation& c) {
  v("every", c.every, changeable(between(0, most_updates)),
    "Updates from one validation to the next; 0 = each epoch");
  v("metric", c.metric, one_of_enum(c.metric), "Decides which model is the best");
  v("patience", c.patience, changeable(between(0, most_updates)),
    "Validations without improvement before training stops; 0 = never");
}

template <class Visitor, Is<SearchConfig> Search>
void visit_fields(Visitor& v, Search& c) {
  v("beam_size", c.beam_size, changeable(between(1, 100)), "Beam size K; 1 = greedy");
  v("length_penalty", c.scoring.length_penalty, changeable(one_of_enum(c.scoring.length_penalty)),
    "Log probabilities are divided by 1, length^α or ((5 + length) / 6)^α");
  v("length_normalization", c.scoring.length_normalization, changeable(between(0, 10)),
    "α of the length penalty; 0 = none");
  v("coverage_penalty", c.scoring.coverage_penalty, changeable(between(0, 100)),
    "β: how much it costs to leave source words without attention (Wu et al. 2016)");
  v("word_reward", c.scoring.word_reward, changeable(between(-100, 100)),
    "γ: what each piece adds to the log probability (He et al. 2016)");
  v("repetition_penalty", c.repetitions.penalty, changeable(between(1, 100)),
    "The log probability of a piece that was said counts so many times");
  v("no_repeat_ngram", c.repetitions.forbidden, changeable(between(0, 1000)),
    "No sequence of so many pieces comes twice; 0 = it may");
  v("stop", c.stopping, changeable(one_of_enum(c.stopping)),
    "A search ends when no unfinished hypothesis can change the result (exact), when as many have "
    "ended as the beam is wide (full), or as are asked for (first: faster, perhaps worse)");
  v("max_length_ratio", c.max_length_ratio, changeable(between(0, 1000)),
    "Longest translation in pieces = this ratio of the source pieces + the offset");
  v("max_length_offset", c.max_length_offset, changeable(between(0, longest_text)),
    "The offset, in pieces");
  v("min_length", c.min_length, changeable(between(0, longest_text)),
    "Shortest translation, in pieces; 0 = may be empty");
  v("max_source_length", c.max_source_length, changeable(between(1, longest_text)),
    "Longest source in pieces; of a longer one only the beginning is translated, with a warning");
  v("batch_size", c.batch_size, changeable(between(1, 100'000)), "Sentences translated together");
  v("precision", c.precision, changeable(one_of_enum(c.precision)),
    "Of a search's weights; bf16 and int8 are smaller and faster; auto = int8 on a CPU");
}

template <class Visitor, Is<RuntimeConfig> Runtime>
void visit_fields(Visitor& v, Runtime& c) {
  v("device", c.device, equivalent(one_of(device_names)),
    "Where to compute; auto = a GPU if there is one; N counts GPUs from 0");
  v("threads", c.threads, equivalent(between(0, 1024)), "Threads on the CPU; 0 = all cores");
  v("kernels", c.kernels, equivalent(one_of_enum(c.kernels)),
    "Training on the CPU: fast = explicit gradients, reference = autograd step by step");
  v("precision", c.precision, equivalent(one_of_enum(c.precision)),
    "Of the fast kernels' products; bf16 sums in fp32, tf32 is fp32 with short mantissas, of GPUs; "
    "auto = bf16 where that is faster");
}

template <class Visitor, Is<Config> Root>
void visit_fields(Visitor& v, Root& c) {
  v.section("data", c.data,
            "Parallel text, one sentence a line, plain or .gz; relative to the working directory");
  v.section("vocabulary", c.vocabulary, "Subword vocabulary");
  v.section("batch", c.batch, "Training batches");
  v.section("model", c.model, "The network");
  v.section("optimizer", c.optimizer, "The optimizer's update of the weights");
  v.section("schedule", c.schedule, "Learning rate over time");
  v.section("training", c.training, "The training run");
  v.section("risk", c.risk, "Minimum risk training (Shen et al. 2016), best from a trained model");
  v.section("validation", c.validation, "Validation during training");
  v.section("search", c.search, "Beam search");
  v.section("runtime", c.runtime, "The machine");
}

}  // namespace dragoman
