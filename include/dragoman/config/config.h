#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dragoman {

// Plain structs: what a run is made of, with its defaults. What each field means, and its valid
// range, stands in src/config/fields.h, from which reading, writing, validation and help are made.

enum class DeviceKind { automatic, cpu, cuda };
/// What a language is written in. Japanese and Korean have several scripts of Unicode's.
enum class Script {
  any,
  latin,
  greek,
  cyrillic,
  armenian,
  hebrew,
  arabic,
  devanagari,
  bengali,
  gurmukhi,
  gujarati,
  odia,
  tamil,
  telugu,
  kannada,
  malayalam,
  sinhala,
  thai,
  lao,
  tibetan,
  myanmar,
  georgian,
  ethiopic,
  khmer,
  han,
  japanese,
  korean
};
enum class SubwordKind { unigram, bpe };
enum class BatchUnit { sentences, tokens };
enum class CellKind { gru, lstm };
enum class DecoderKind { luong, bahdanau, conditional };
enum class BridgeKind { zero, last, mean };
enum class TyingKind { none, target, all };
enum class OptimizerKind { adam, adamw, sgd };
enum class ScheduleKind { constant, inverse_sqrt, plateau, luong, linear, cosine, restarts };
enum class Metric { bleu, chrf, loss };
enum class RiskMetric { bleu, chrf };
enum class LocalScore { dot, general, concat };
enum class Kernels { fast, reference };
enum class Precision { automatic, fp32, bf16, tf32 };
enum class SearchPrecision { automatic, fp32, bf16, int8 };

/// What a hypothesis' log probability is divided by.
enum class LengthPenalty {
  none,     // 1
  average,  // length^α (the simple form of Nematus and Marian; α = 1 is the mean of a word)
  gnmt      // ((5 + length) / 6)^α (Wu et al. 2016, eq. 14)
};

/// When a beam ends.
enum class Stopping {
  all,    // no hypothesis is live: of samples, which end by themselves
  full,   // as many hypotheses are finished as the beam is wide
  exact,  // as soon as that would not change the best that are asked for any more
  first   // as many are finished as are asked for: faster, and perhaps another result
};

/// A device and, of several GPUs, which one; it is open where none is named.
struct DeviceChoice {
  DeviceKind kind = DeviceKind::automatic;
  std::optional<int64_t> index;

  bool operator==(const DeviceChoice&) const = default;
};

struct DataConfig {
  std::string train_source, train_target, train_alignments;
  std::vector<std::string> prepared;
  std::vector<double> weights;
  double temperature = 1;
  std::string valid_source, valid_target;
  std::string test_source, test_target;
  int64_t max_length = 100;
  double max_length_ratio = 0;
  bool drop_duplicates = false;
  bool drop_copies = false;
  Script source_script = Script::any;
  Script target_script = Script::any;

  bool operator==(const DataConfig&) const = default;
};

struct VocabularyConfig {
  static constexpr int64_t automatic_size = 8000;  // where the text allows it

  SubwordKind kind = SubwordKind::unigram;
  int64_t size = 0;
  bool joint = true;
  std::string source_model, target_model;
  std::vector<std::string> symbols;
  bool byte_fallback = true;
  double character_coverage = 1.0;
  std::string normalization = "nmt_nfkc";
  double sampling = 0;

  bool operator==(const VocabularyConfig&) const = default;
};

struct BatchConfig {
  BatchUnit unit = BatchUnit::sentences;
  int64_t size = 64;
  int64_t bucketing = 100;
  int64_t accumulate = 1;

  bool operator==(const BatchConfig&) const = default;
};

struct EmbeddingConfig {
  int64_t width = 512;
  TyingKind tie = TyingKind::target;

  bool operator==(const EmbeddingConfig&) const = default;
};

struct EncoderConfig {
  CellKind cell = CellKind::gru;
  int64_t width = 512;
  int64_t layers = 1;
  int64_t transitions = 0;
  bool layer_norm = false;
  bool bidirectional = true;
  bool residual = false;
  int64_t self_attention_layers = 0;
  int64_t self_attention_heads = 8;

  bool operator==(const EncoderConfig&) const = default;
};

struct AttentionConfig {
  std::string kind = "additive";
  int64_t width = 512;
  int64_t heads = 8;
  int64_t window = 10;
  LocalScore local_score = LocalScore::general;

  bool operator==(const AttentionConfig&) const = default;
};

struct DecoderConfig {
  DecoderKind kind = DecoderKind::conditional;
  CellKind cell = CellKind::gru;
  int64_t width = 512;
  int64_t layers = 1;
  int64_t transitions = 0;
  bool layer_norm = false;
  bool input_feeding = true;
  BridgeKind bridge = BridgeKind::mean;

  bool operator==(const DecoderConfig&) const = default;
};

struct DropoutConfig {
  double embedding = 0.0;
  double input = 0.2;
  double recurrent = 0.0;
  double output = 0.2;
  double attention = 0.0;
  bool variational = false;
  double source_word = 0.0;
  double target_word = 0.0;
  double span = 0.0;

  bool operator==(const DropoutConfig&) const = default;
};

struct LexicalPriorConfig {
  int64_t pieces = 0;
  double floor = 0.001;

  bool operator==(const LexicalPriorConfig&) const = default;
};

struct ModelConfig {
  EmbeddingConfig embedding;
  EncoderConfig encoder;
  AttentionConfig attention;
  DecoderConfig decoder;
  LexicalPriorConfig lexical_prior;
  DropoutConfig dropout;

  bool operator==(const ModelConfig&) const = default;
};

struct OptimizerConfig {
  OptimizerKind kind = OptimizerKind::adam;
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  double momentum = 0.0;
  double clip_norm = 1.0;

  bool operator==(const OptimizerConfig&) const = default;
};

struct ScheduleConfig {
  ScheduleKind kind = ScheduleKind::inverse_sqrt;
  int64_t warmup = 400;
  double factor = 0.5;
  int64_t patience = 2;
  int64_t start = 0;
  int64_t interval = 1000;
  int64_t length = 0;
  double growth = 1;
  double floor = 0;

  bool operator==(const ScheduleConfig&) const = default;
};

struct TrainingConfig {
  std::string directory = "runs/default";
  int64_t max_epochs = 10;
  int64_t max_updates = 0;
  double label_smoothing = 0.1;
  double r_drop = 0.0;
  double mixup = 0.0;
  double scheduled_sampling = 0.0;
  double guided_attention = 0.0;
  std::vector<std::string> teachers;
  double distillation = 0.5;
  std::string start_from;
  double average = 0.0;
  int64_t seed = 1;
  int64_t seeds = 1;
  int64_t log_every = 50;
  int64_t keep = 2;
  int64_t keep_best = 0;
  int64_t checkpoint_every = 0;
  int64_t skipped = 10;
  int64_t setbacks = 3;
  bool require_saves = false;
  bool tensorboard = false;

  bool operator==(const TrainingConfig&) const = default;
};

struct RiskConfig {
  double share = 0;
  int64_t samples = 5;
  RiskMetric metric = RiskMetric::chrf;
  double sharpness = 1;

  bool operator==(const RiskConfig&) const = default;
};

struct ValidationConfig {
  int64_t every = 0;
  Metric metric = Metric::bleu;
  int64_t patience = 0;

  bool operator==(const ValidationConfig&) const = default;
};

/// By what finished hypotheses are compared.
struct Scoring {
  LengthPenalty length_penalty = LengthPenalty::average;
  double length_normalization = 1;  // α
  double coverage_penalty = 0;      // β
  double word_reward = 0;           // γ, of each piece (He et al. 2016)

  bool operator==(const Scoring&) const = default;
};

/// What a search asks of repetitions.
struct Repetitions {
  double penalty = 1;     // how often the log probability of a piece that was said counts
  int64_t forbidden = 0;  // length of the sequences that do not come twice; 0: all may

  bool operator==(const Repetitions&) const = default;
};

struct SearchConfig {
  int64_t beam_size = 5;
  Scoring scoring;
  Repetitions repetitions;
  Stopping stopping = Stopping::exact;
  double max_length_ratio = 2.0;
  int64_t max_length_offset = 10;
  int64_t min_length = 1;
  int64_t max_source_length = 500;
  int64_t batch_size = 64;
  SearchPrecision precision = SearchPrecision::fp32;

  bool operator==(const SearchConfig&) const = default;
};

struct RuntimeConfig {
  DeviceChoice device;
  int64_t threads = 0;
  Kernels kernels = Kernels::fast;
  Precision precision = Precision::automatic;

  bool operator==(const RuntimeConfig&) const = default;
};

struct Config {
  DataConfig data;
  VocabularyConfig vocabulary;
  BatchConfig batch;
  ModelConfig model;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  TrainingConfig training;
  RiskConfig risk;
  ValidationConfig validation;
  SearchConfig search;
  RuntimeConfig runtime;

  bool operator==(const Config&) const = default;
};

}  // namespace dragoman
