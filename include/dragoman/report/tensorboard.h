#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "dragoman/base/append_file.h"
#include "dragoman/training/listener.h"

namespace dragoman {

/// CRC-32C (Castagnoli; RFC 3720, section 12.1).
uint32_t crc32c(std::string_view bytes);

/// An event file that TensorBoard reads: a new one at each start of a run, in the run directory.
class TensorBoardLog : public TrainingListener {
 public:
  explicit TensorBoardLog(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// A run that is resumed takes back what the files before say of updates after its checkpoint.
  void on_start(Trainer& trainer) override;
  /// Every `log_every` updates: train/loss, train/learning_rate, train/gradient_norm,
  /// train/target_tokens_per_second.
  void on_update(Trainer& trainer, const UpdateReport& report) override;
  /// validation/loss, validation/perplexity, validation/bleu, validation/chrf.
  void on_validation(Trainer& trainer, const ValidationReport& report) override;
  /// @throws Error where a full disk still keeps values out of the file
  void on_stop(Trainer& trainer, const std::string& reason) override;

 private:
  void write(int64_t step, const std::string& fields);
  void write_values(int64_t step,
                    std::initializer_list<std::pair<std::string_view, double>> values);

  std::filesystem::path folder_;
  std::optional<AppendFile> file_;
};

}  // namespace dragoman
