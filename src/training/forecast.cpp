#include "dragoman/training/forecast.h"

#include <algorithm>
#include <cmath>

#include "dragoman/base/memory.h"
#include "dragoman/base/selected.h"
#include "dragoman/text/corpus_statistics.h"
#include "dragoman/text/epoch_survey.h"
#include "dragoman/training/disk_need.h"
#include "dragoman/training/trainer.h"
#include "dragoman/training/validator.h"

namespace dragoman {
namespace {

constexpr int64_t probe_updates = 20, first_timed = 3, largest_updates = 2;

/// Ends training after some updates, whose speed it takes.
class Probe : public TrainingListener {
 public:
  struct Speed {
    double seconds = 0, tokens = 0;

    void add(const UpdateReport& report) {
      seconds += report.seconds;
      tokens += static_cast<double>(report.target_tokens);
    }
  };
  struct Result {
    Speed all, warm;
    double validation_seconds = 0;

    double tokens_per_second() const {
      const Speed& speed = warm.tokens > 0 ? warm : all;
      return speed.tokens / speed.seconds;
    }
  };

  explicit Probe(Result& result) : result_(result) {}

  void on_update(Trainer& trainer, const UpdateReport& report) override {
    result_.all.add(report);
    if (report.update >= first_timed) result_.warm.add(report);
    if (report.update >= probe_updates) trainer.stop("tried");
  }
  void on_validation(Trainer& /*trainer*/, const ValidationReport& report) override {
    result_.validation_seconds = report.seconds;
  }

 private:
  Result& result_;
};

/// Validation sentences to try.
struct ValidSample {
  ParallelCorpus text;
  EncodedCorpus encoded;
};

ValidSample valid_sample(const Config& config, const TrainingData& data) {
  const auto count = static_cast<size_t>(2 * config.search.batch_size);
  const std::vector<size_t> rows = spaced_rows(data.valid.size(), count);
  return {{selected(data.valid_text.source, rows), selected(data.valid_text.target, rows)},
          {selected(data.valid.pairs, rows)}};
}

int64_t mean_target_length(const EncodedCorpus& corpus) {
  const auto pairs = std::max<int64_t>(1, static_cast<int64_t>(corpus.size()));
  return std::max<int64_t>(1, corpus.total().target / pairs);
}

/// One validation after the last update, of translations that are all `length` pieces long.
Config probe_config(Config config, int64_t length) {
  config.validation.every = probe_updates;
  config.training.log_every = 1;  // each update's own time, on a GPU too
  config.search.max_length_ratio = 0;
  config.search.min_length = config.search.max_length_offset = length;
  return config;
}

std::map<std::string, int64_t> parameters_by_part(const TranslationModel& model) {
  std::map<std::string, int64_t> parts;
  for (const auto& parameter : model.named_parameters()) {
    const std::string& name = parameter.key();
    parts[name.substr(0, name.find('.'))] += parameter.value().numel();
  }
  return parts;
}

int64_t bytes_of(const std::map<std::string, Tensor>& tensors) {
  int64_t bytes = 0;
  for (const auto& [name, tensor] : tensors) bytes += static_cast<int64_t>(tensor.nbytes());
  return bytes;
}

/// Of all files of the run. @param written how many checkpoints
int64_t bytes_on_disk(const Trainer& trainer, const Vocabularies& vocabularies, int64_t written) {
  const auto texts =
      static_cast<int64_t>(vocabularies.source.bytes().size() + vocabularies.target.bytes().size());
  const int64_t model = bytes_of(trainer.weights()) + texts;
  const int64_t checkpoint = model + bytes_of(trainer.further_tensors());
  const TrainingConfig& training = trainer.config().training;
  return texts + disk_need(model, checkpoint, training.keep + training.keep_best, written);
}

void try_largest_batch(Config config, const std::shared_ptr<TranslationModel>& model,
                       const EncodedCorpus& largest, const Guides& guides) {
  config.training.max_epochs = 0;
  config.training.max_updates = largest_updates;
  Trainer(config, model, largest, {}, {}, guides).run();
}

Probe::Result try_run(const Config& config, const std::shared_ptr<TranslationModel>& model,
                      const TrainingData& data, const Guides& guides, Forecast& forecast) {
  const ValidSample sample = valid_sample(config, data);
  const auto tried = static_cast<double>(sample.encoded.size());
  std::vector<std::unique_ptr<TrainingListener>> listeners;
  if (tried > 0) {
    listeners.push_back(
        std::make_unique<Validator>(sample.encoded, sample.text, data.vocabularies));
  }
  Probe::Result result;
  listeners.push_back(std::make_unique<Probe>(result));
  const int64_t length = mean_target_length(sample.encoded);
  Trainer trainer(probe_config(config, length), model, *data.train, std::move(listeners), {},
                  guides);
  trainer.run();
  if (tried > 0) result.validation_seconds *= static_cast<double>(data.valid.size()) / tried;
  forecast.disk = bytes_on_disk(trainer, data.vocabularies, forecast.length.checkpoints);
  return result;
}

/// What a share of something is a part of.
int64_t whole(double part, double share) {
  return std::llround(part / share);
}

}  // namespace

double Forecast::seconds() const {
  return length.target_tokens / tokens_per_second +
         static_cast<double>(length.validations) * validation_seconds;
}

Forecast forecast_run(const Config& config, const std::shared_ptr<TranslationModel>& model,
                      const TrainingData& data, double share, const Guides& guides) {
  const EpochSurvey epoch = survey_epoch(
      Batching(*data.train, config.batch, static_cast<uint64_t>(config.training.seed)));
  Forecast forecast;
  forecast.parameters = parameters_by_part(*model);
  forecast.pairs = static_cast<int64_t>(data.train->size());
  forecast.length =
      run_length(config, whole(epoch.batches, share), whole(epoch.target_tokens, share));
  try_largest_batch(config, model, epoch.largest, guides);
  const Probe::Result result = try_run(config, model, data, guides, forecast);
  forecast.tokens_per_second = result.tokens_per_second();
  forecast.validation_seconds = result.validation_seconds;
  forecast.peak_memory = peak_memory();
  return forecast;
}

}  // namespace dragoman
