#include "config/rules.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>

#include "config/for_each_field.h"
#include "config/value_text.h"
#include "dragoman/base/error.h"

namespace dragoman {
namespace {

/// A field by the address of its member: rules name members, and the table knows their keys.
struct Setting {
  const void* member;
  std::string text;        // "key = value"
  std::ptrdiff_t written;  // index of its entry; -1 for a default
};

class Rules {
 public:
  Rules(const Config& config, const std::vector<Entry>& entries) : entries_(entries) {
    for_each_field(config, [&](const Field& field, const auto& member) {
      settings_.push_back({&member, field.key() + " = " + value_text(member), find(field.key())});
    });
  }

  /// @param members the settings to name; one at least is no default where the rule is broken.
  void require(bool holds, std::initializer_list<const void*> members,
               std::string_view expected) const {
    if (holds) return;
    std::vector<std::string> got;
    std::ptrdiff_t last = -1;
    for (const void* member : members) {
      const Setting& setting = setting_of(member);
      got.push_back(setting.text + (setting.written < 0 ? " (default)" : ""));
      last = std::max(last, setting.written);
    }
    const std::string place = last < 0 ? "defaults" : entries_[last].place;
    fail_input("{}: got {}, expected {}", place, fmt::join(got, " and "), expected);
  }

 private:
  std::ptrdiff_t find(const std::string& key) const {
    const auto last = std::find_if(entries_.rbegin(), entries_.rend(),
                                   [&](const Entry& entry) { return entry.key == key; });
    return entries_.rend() - last - 1;
  }

  const Setting& setting_of(const void* member) const {
    const auto found =
        std::find_if(settings_.begin(), settings_.end(),
                     [&](const Setting& setting) { return setting.member == member; });
    if (found == settings_.end()) fail("a rule reads a setting that the table does not list");
    return *found;
  }

  const std::vector<Entry>& entries_;
  std::vector<Setting> settings_;
};

void check_data(const Rules& rules, const DataConfig& data) {
  const auto both = [&](const std::string& source, const std::string& target) {
    rules.require(source.empty() == target.empty(), {&source, &target}, "both files or neither");
  };
  both(data.train_source, data.train_target);
  both(data.valid_source, data.valid_target);
  both(data.test_source, data.test_target);
  rules.require(data.weights.empty() || data.weights.size() == data.prepared.size(),
                {&data.prepared, &data.weights}, "a weight for each folder");
  rules.require(data.temperature == 1 || data.prepared.size() > 1,
                {&data.prepared, &data.temperature}, "several folders to draw from");
}

void check_vocabulary(const Rules& rules, const VocabularyConfig& vocabulary) {
  const std::string& source = vocabulary.source_model;
  const std::string& target = vocabulary.target_model;
  rules.require(!vocabulary.joint || source.empty() || target.empty() || source == target,
                {&vocabulary.joint, &source, &target}, "one model where the vocabulary is joint");
  rules.require(vocabulary.joint || source.empty() == target.empty(),
                {&vocabulary.joint, &source, &target}, "both models or neither");
  // 256 bytes, the four special pieces, and one piece to learn.
  const bool trained = source.empty() && target.empty();
  const bool automatic = vocabulary.size == 0;
  rules.require(!trained || !vocabulary.byte_fallback || automatic || vocabulary.size > 260,
                {&vocabulary.byte_fallback, &vocabulary.size},
                "a size above 260, as 256 pieces are the bytes");
}

void check_model(const Rules& rules, const Config& config) {
  const EmbeddingConfig& embedding = config.model.embedding;
  const EncoderConfig& encoder = config.model.encoder;
  rules.require(embedding.tie != TyingKind::all || config.vocabulary.joint,
                {&embedding.tie, &config.vocabulary.joint},
                "a joint vocabulary where source and target share an embedding");
  rules.require(!encoder.bidirectional || encoder.width % 2 == 0,
                {&encoder.bidirectional, &encoder.width}, "an even width, half for each direction");
  const AttentionConfig& attention = config.model.attention;
  const int64_t& pieces = config.model.lexical_prior.pieces;
  rules.require(pieces == 0 || attention.kind != "none", {&pieces, &attention.kind},
                "an attention, which says what source pieces a word is of");
  rules.require(!encoder.residual || encoder.layers >= 2, {&encoder.residual, &encoder.layers},
                "at least 2 layers, as the first has no residual");
}

void check_training(const Rules& rules, const Config& config) {
  const TrainingConfig& training = config.training;
  const ValidationConfig& validation = config.validation;
  const DataConfig& data = config.data;
  rules.require(training.max_epochs > 0 || training.max_updates > 0,
                {&training.max_epochs, &training.max_updates}, "a limit, or training never ends");
  rules.require(training.seed <= std::numeric_limits<int64_t>::max() - training.seeds,
                {&training.seed, &training.seeds}, "a last seed that is still a number");
  rules.require(
      training.guided_attention == 0 || (!data.train_alignments.empty() && data.prepared.empty()),
      {&training.guided_attention, &data.train_alignments, &data.prepared},
      "word links of a text that is read whole");
  const std::string& attention = config.model.attention.kind;
  rules.require(training.guided_attention == 0 || attention != "none",
                {&training.guided_attention, &attention}, "an attention that can be guided");
  rules.require(training.teachers.empty() || training.distillation > 0,
                {&training.teachers, &training.distillation}, "a share for the teachers");
  rules.require(training.r_drop == 0 || config.risk.share == 0,
                {&training.r_drop, &config.risk.share}, "one of them only");
  const ScheduleConfig& schedule = config.schedule;
  rules.require(schedule.kind != ScheduleKind::restarts || schedule.length > 0,
                {&schedule.kind, &schedule.length}, "the length of the first fall");
  const bool validates = !data.valid_source.empty();
  constexpr std::string_view expected = "validation data";
  rules.require(validates || config.schedule.kind != ScheduleKind::plateau,
                {&config.schedule.kind, &data.valid_source}, expected);
  rules.require(validates || validation.patience == 0, {&validation.patience, &data.valid_source},
                expected);
  rules.require(validates || validation.metric == ValidationConfig{}.metric,
                {&validation.metric, &data.valid_source}, expected);
}

/// What is learned from one sentence at a time goes with no mixture.
void check_mixup(const Rules& rules, const Config& config) {
  const TrainingConfig& training = config.training;
  const double& mixup = training.mixup;
  const auto alone = [&](bool is_alone, const auto& other) {
    rules.require(mixup == 0 || is_alone, {&mixup, &other},
                  "one of them only, as it tells nothing of two sentences at once");
  };
  alone(training.r_drop == 0, training.r_drop);
  alone(training.teachers.empty(), training.teachers);
  alone(training.guided_attention == 0, training.guided_attention);
  alone(training.scheduled_sampling == 0, training.scheduled_sampling);
  alone(config.model.lexical_prior.pieces == 0, config.model.lexical_prior.pieces);
}

void check_search(const Rules& rules, const SearchConfig& search) {
  const int64_t shortest = std::max<int64_t>(1, search.min_length);
  rules.require(search.max_length_ratio > 0 || search.max_length_offset >= shortest,
                {&search.max_length_ratio, &search.max_length_offset, &search.min_length},
                "a longest translation of at least 1 piece and of the shortest length");
}

}  // namespace

void check_rules(const Config& config, const std::vector<Entry>& entries) {
  const Rules rules(config, entries);
  check_data(rules, config.data);
  check_vocabulary(rules, config.vocabulary);
  check_model(rules, config);
  check_training(rules, config);
  check_mixup(rules, config);
  check_search(rules, config.search);
}

}  // namespace dragoman
