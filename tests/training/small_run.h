#pragma once
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "dragoman/text/encoded_corpus.h"
#include "dragoman/training/trainer.h"

namespace dragoman {

inline EncodedCorpus small_corpus() {
  EncodedCorpus corpus;
  for (int32_t pair = 0; pair < 23; ++pair) {
    EncodedPair encoded;
    for (int32_t word = 0; word < 2 + pair % 4; ++word) {
      encoded.source.push_back(4 + (pair * 3 + word) % 12);
      encoded.target.push_back(4 + (pair * 5 + word * 2) % 12);
    }
    corpus.pairs.push_back(encoded);
  }
  return corpus;
}

inline Config small_config() {
  Config config;
  config.model.embedding.width = 8;
  config.model.encoder.width = config.model.decoder.width = config.model.attention.width = 8;
  config.model.dropout = {.input = 0.2,
                          .recurrent = 0.2,
                          .output = 0.2,
                          .variational = true,
                          .source_word = 0.1,
                          .target_word = 0.1};
  config.batch.size = 4;
  config.schedule.warmup = 2;
  config.training.average = 0.1;
  config.training.max_epochs = 0;
  config.training.max_updates = 10;
  return config;
}

inline Config without_dropout(Config config) {
  config.model.dropout = {.input = 0,
                          .recurrent = 0,
                          .output = 0,
                          .variational = false,
                          .source_word = 0,
                          .target_word = 0};
  return config;
}

/// Threads that stand for processes take turns, as they share LibTorch's random numbers.
inline std::shared_ptr<TranslationModel> made_in_turn(const Config& config, int64_t words,
                                                      const Arithmetic& arithmetic = {}) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return make_model(config.model, {words, words}, 1, arithmetic);
}

/// A run on the small corpus, with one listener that notes the reports.
class WatchedRun {
 public:
  /// `Listener` is made of `arguments` and the place for the reports.
  template <class Listener, class... Arguments>
  static std::unique_ptr<WatchedRun> with(const Config& config, Arguments... arguments) {
    auto run = std::make_unique<WatchedRun>();
    std::vector<std::unique_ptr<TrainingListener>> listeners;
    listeners.push_back(std::make_unique<Listener>(arguments..., run->reports));
    run->trainer = std::make_unique<Trainer>(config, make_model(config.model, {16, 16}, 1),
                                             run->corpus_, std::move(listeners));
    return run;
  }

  std::vector<UpdateReport> reports;
  std::unique_ptr<Trainer> trainer;

 private:
  EncodedCorpus corpus_ = small_corpus();
};

}  // namespace dragoman
