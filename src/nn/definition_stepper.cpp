#include "nn/definition_stepper.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include <torch/utils.h>

#include "nn/group_steps.h"
#include "nn/predicted_rows.h"

namespace dragoman {
namespace {

/// Sentences that were admitted together and share their padded length.
struct Group {
  std::vector<int64_t> lengths;
  std::vector<std::vector<int64_t>> words;  // of each sentence its shortlist, or none
  std::unique_ptr<GroupSteps> steps;
  std::optional<PredictedRows> predicted;  // by the last step; not before the first
};

/// Rows of one step that belong to one group.
struct GroupRows {
  std::vector<int64_t> rows;                       // among all
  std::vector<int64_t> words, sentences, parents;  // parents and sentences within the group
};

/// Lengths are padded to a multiple of this, a function of a sentence's own: few distinct shapes,
/// little padding.
constexpr int64_t length_step = 4;

/// Enough of the best words for what most searches ask.
constexpr int64_t least_shown = 16;

/// Filled up to a multiple of `tile`; 0: not at all. A copy to a GPU is only begun, from memory
/// that it reaches by itself.
Tensor index_of(std::vector<int64_t> values, int64_t tile, torch::Device device) {
  if (tile > 0) {
    const auto size = static_cast<size_t>(tile);
    values.resize((values.size() + size - 1) / size * size, values.front());
  }
  const Tensor index = torch::tensor(values, torch::kLong);
  return device.is_cpu() ? index : index.pin_memory().to(device, /*non_blocking=*/true);
}

class DefinitionDecoding final : public Decoding {
 public:
  DefinitionDecoding(std::shared_ptr<TranslationModel> model, const Shortlist& shortlist,
                     const std::optional<DecodingTiles>& tiles,
                     std::shared_ptr<RecordedSteps> recorded)
      : kept_(std::move(model)),
        model_(*kept_),
        shortlist_(shortlist),
        tiles_(tiles),
        recorded_(std::move(recorded)),
        shown_(shortlist.empty() ? least_shown : PredictedRows::all_words) {}

  void admit(const std::vector<int64_t>& numbers,
             const std::vector<std::vector<int64_t>>& sources) override;
  void release(int64_t number) override { sentences_.erase(number); }
  void advance(const std::vector<DecodingRow>& rows, const Visit& visit) override;
  std::vector<double> weights(int64_t row) const override;
  std::vector<std::vector<double>> heads(int64_t row) const override;

 private:
  struct Place {
    std::shared_ptr<Group> group;
    int64_t index;  // of a sentence or a row within it
  };

  std::shared_ptr<Group> make_group(const std::vector<std::vector<int64_t>>& sources,
                                    int64_t padded);
  void step(Group& group, const GroupRows& rows);
  void visit_rows(const Visit& visit);
  int64_t length_of(int64_t row) const;

  std::shared_ptr<TranslationModel> kept_;
  TranslationModel& model_;
  Shortlist shortlist_;
  std::optional<DecodingTiles> tiles_;
  std::shared_ptr<RecordedSteps> recorded_;
  int64_t shown_;  // how many of the best words come from the device with each step
  std::unordered_map<int64_t, Place> sentences_;
  std::vector<Place> rows_;             // of the last step
  std::vector<int64_t> row_sentences_;  // of each, within its group
};

void DefinitionDecoding::admit(const std::vector<int64_t>& numbers,
                               const std::vector<std::vector<int64_t>>& sources) {
  std::map<int64_t, std::vector<size_t>> by_length;
  for (size_t i = 0; i < sources.size(); ++i) {
    const auto length = static_cast<int64_t>(sources[i].size());
    by_length[(length + length_step - 1) / length_step * length_step].push_back(i);
  }
  for (const auto& [padded, members] : by_length) {
    const auto most = static_cast<size_t>(tiles_.value_or(DecodingTiles{}).sentences);
    for (size_t begin = 0; begin < members.size(); begin += most) {
      const size_t end = std::min(begin + most, members.size());
      std::vector<std::vector<int64_t>> words;
      for (size_t i = begin; i < end; ++i) words.push_back(sources[members[i]]);
      const std::shared_ptr<Group> group = make_group(words, padded);
      for (size_t i = begin; i < end; ++i) {
        sentences_.insert_or_assign(numbers[members[i]],
                                    Place{group, static_cast<int64_t>(i - begin)});
      }
    }
  }
}

std::shared_ptr<Group> DefinitionDecoding::make_group(
    const std::vector<std::vector<int64_t>>& sources, int64_t padded) {
  auto group = std::make_shared<Group>();
  std::vector<int64_t> order(sources.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  const Tensor words = torch::zeros({static_cast<int64_t>(sources.size()), padded}, torch::kLong);
  for (size_t i = 0; i < sources.size(); ++i) {
    group->lengths.push_back(static_cast<int64_t>(sources[i].size()));
    group->words.push_back(shortlist_.empty() ? std::vector<int64_t>()
                                              : shortlist_.words_for(sources[i]));
    std::copy(sources[i].begin(), sources[i].end(),
              words.data_ptr<int64_t>() + static_cast<int64_t>(i) * padded);
  }
  const torch::Device device = model_.device();
  const Tensor rows = index_of(order, tiles_ ? tiles_->sentences : 0, device);
  const Tensor lengths =
      torch::tensor(group->lengths, torch::kLong).to(device).index_select(0, rows);
  const Tensor mask =
      torch::arange(padded, lengths.options()).unsqueeze(0).lt(lengths.unsqueeze(1));
  group->steps =
      std::make_unique<GroupSteps>(model_, words.to(device).index_select(0, rows), lengths, mask);
  return group;
}

void DefinitionDecoding::advance(const std::vector<DecodingRow>& rows, const Visit& visit) {
  const torch::NoGradGuard no_grad;
  std::vector<std::pair<std::shared_ptr<Group>, GroupRows>> groups;
  std::vector<Place> places;
  std::vector<int64_t> row_sentences;
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto& [group, sentence] = sentences_.at(rows[row].sentence);
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&, &of = group](const auto& pair) { return pair.first == of; });
    if (found == groups.end()) found = groups.insert(groups.end(), {group, {}});
    GroupRows& of_group = found->second;
    const bool starts = rows[row].parent == DecodingRow::start_of_sentence;
    TORCH_CHECK(starts != group->predicted.has_value(),
                "decoding: sentences admitted together step together");
    places.push_back({group, static_cast<int64_t>(of_group.rows.size())});
    row_sentences.push_back(sentence);
    of_group.rows.push_back(static_cast<int64_t>(row));
    of_group.words.push_back(rows[row].word);
    of_group.sentences.push_back(sentence);
    of_group.parents.push_back(starts ? sentence
                                      : rows_[static_cast<size_t>(rows[row].parent)].index);
  }
  std::vector<PredictedRows*> predicted;
  for (auto& [group, of_group] : groups) {
    step(*group, of_group);
    predicted.push_back(&*group->predicted);
  }
  if (!predicted.empty()) PredictedRows::arrive(predicted);
  rows_ = std::move(places);
  row_sentences_ = std::move(row_sentences);
  visit_rows(visit);
}

void DefinitionDecoding::step(Group& group, const GroupRows& rows) {
  const torch::Device device = model_.device();
  const auto index = [&](const std::vector<int64_t>& values) {
    return index_of(values, tiles_ ? tiles_->rows : 0, device);
  };
  const HypothesisRows all = {index(rows.words), index(rows.parents), index(rows.sentences)};
  const Prediction prediction =
      tiles_ ? group.steps->advance(all, tiles_->rows, *recorded_) : group.steps->advance(all);
  group.predicted.emplace(prediction, static_cast<int64_t>(rows.rows.size()), shown_);
}

void DefinitionDecoding::visit_rows(const Visit& visit) {
  for (size_t row = 0; row < rows_.size(); ++row) {
    const auto& [group, index] = rows_[row];
    const std::vector<int64_t>& words = group->words[static_cast<size_t>(row_sentences_[row])];
    if (words.empty()) {
      PredictedScores scores(*group->predicted, index, shown_);
      visit(static_cast<int64_t>(row), scores);
    } else {
      const std::vector<double> all = group->predicted->all(index);
      std::vector<double> numbers;
      for (const int64_t word : words) numbers.push_back(all[static_cast<size_t>(word)]);
      RowScores<double> scores(numbers.data(), static_cast<int64_t>(words.size()), words.data());
      visit(static_cast<int64_t>(row), scores);
    }
  }
}

int64_t DefinitionDecoding::length_of(int64_t row) const {
  const auto at = static_cast<size_t>(row);
  return rows_[at].group->lengths[static_cast<size_t>(row_sentences_[at])];
}

std::vector<double> DefinitionDecoding::weights(int64_t row) const {
  const auto& [group, index] = rows_[static_cast<size_t>(row)];
  return group->predicted->weights(index, length_of(row));
}

std::vector<std::vector<double>> DefinitionDecoding::heads(int64_t row) const {
  const auto& [group, index] = rows_[static_cast<size_t>(row)];
  return group->predicted->heads(index, length_of(row));
}

}  // namespace

DefinitionStepper::DefinitionStepper(std::shared_ptr<TranslationModel> model, Shortlist shortlist,
                                     std::optional<DecodingTiles> tiles)
    : model_(std::move(model)), shortlist_(std::move(shortlist)), tiles_(tiles) {
  if (tiles_) recorded_ = std::make_shared<RecordedSteps>(model_, model_->device());
}

std::unique_ptr<Decoding> DefinitionStepper::begin() const {
  return std::make_unique<DefinitionDecoding>(model_, shortlist_, tiles_, recorded_);
}

}  // namespace dragoman
