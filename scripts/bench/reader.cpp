// How fast a prepared corpus is read into batches, and what memory that takes, with nothing being
// trained. scripts/bench/bench.sh runs it.
#include <chrono>
#include <iostream>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "dragoman/base/memory.h"
#include "dragoman/config/config_file.h"
#include "dragoman/nn/model.h"
#include "dragoman/text/batch_loader.h"
#include "dragoman/text/prepared_corpus.h"

namespace dragoman {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void read(const Config& config, double seconds) {
  const auto opening = std::chrono::steady_clock::now();
  const std::string& folder = config.data.prepared.at(0);
  const PreparedCorpus corpus(folder, config.data,
                              prepared_vocabularies(folder, config.vocabulary.joint),
                              config.vocabulary.sampling);
  const double opened = seconds_since(opening);
  // Somewhere in the middle, as a run that goes on would begin.
  const Batching batching(corpus, config.batch, 1);
  BatchLoader loader(corpus, config.batch, 1, {0, batching.pools() / 2, 0});
  const auto start = std::chrono::steady_clock::now();
  loader.next();
  const double first = seconds_since(start);
  int64_t pairs = 0, tokens = 0;
  while (seconds_since(start) < seconds) {
    const Batch batch = loader.next().batch;
    pairs += batch.source.size(0);
    tokens += batch.target_tokens;
  }
  const double taken = seconds_since(start);
  std::cout << fmt::format(
      "{} pairs: opened in {:.3f} s, first batch after {:.3f} s; {:.0f} pairs/s, {:.0f} target "
      "tokens/s; peak memory {} MiB\n",
      corpus.size(), opened, first, static_cast<double>(pairs) / taken,
      static_cast<double>(tokens) / taken, peak_memory() >> 20);
}

}  // namespace
}  // namespace dragoman

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: dragoman_reader_bench CONFIG.toml [KEY=VALUE]...\n";
    return 2;
  }
  constexpr double seconds = 20;
  dragoman::read(dragoman::read_config(arguments[1], {arguments + 2, arguments + count},
                                       dragoman::model_choices()),
                 seconds);
}
