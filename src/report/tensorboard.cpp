#include "dragoman/report/tensorboard.h"

#include <array>
#include <cstring>

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

// The files are records (length, checksum, bytes, checksum) of protocol buffers of
// tensorflow/core/util/event.proto; the numbers are those of its fields.
constexpr int event_wall_time = 1, event_step = 2, event_version = 3, event_summary = 5,
              event_session = 7, session_status = 1, session_start = 1, summary_value = 1,
              value_tag = 1, value_simple = 2;

enum WireType { varint = 0, fixed_64 = 1, bytes = 2, fixed_32 = 5 };

template <class Number>
std::string little_endian(Number number) {
  std::string text(sizeof(number), '\0');
  std::memcpy(text.data(), &number, sizeof(number));
  return text;
}

std::string as_varint(uint64_t number) {
  std::string text;
  for (; number >= 0x80; number >>= 7) text += static_cast<char>(number | 0x80);
  return text + static_cast<char>(number);
}

std::string field(int number, WireType type, const std::string& content) {
  return as_varint(static_cast<uint64_t>(number) << 3 | type) + content;
}

std::string field(int number, std::string_view content) {
  return field(number, bytes, as_varint(content.size()) + std::string(content));
}

/// As its readers expect it: turned, so that the checksum of what has a checksum in it is sound.
std::string masked_checksum(std::string_view text) {
  const uint32_t checksum = crc32c(text);
  return little_endian<uint32_t>((checksum >> 15 | checksum << 17) + 0xa282ead8U);
}

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

uint32_t crc32c(std::string_view text) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> made{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
      uint32_t rest = byte;
      for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ (rest & 1 ? 0x82f63b78U : 0);
      made[byte] = rest;
    }
    return made;
  }();
  uint32_t rest = ~0U;
  for (const char byte : text) rest = rest >> 8 ^ table[(rest ^ static_cast<uint8_t>(byte)) & 0xff];
  return ~rest;
}

void TensorBoardLog::on_start(Trainer& trainer) {
  const auto path = folder_ / fmt::format("events.out.tfevents.{:.0f}.dragoman.{}",
                                          seconds_since_1970(), ::getpid());
  file_.emplace(path);
  write(0, field(event_version, "brain.Event:2"));
  const int64_t update = trainer.state().update;
  if (update == 0) return;
  write(update + 1, field(event_session, field(session_status, varint, as_varint(session_start))));
}

void TensorBoardLog::on_update(Trainer& trainer, const UpdateReport& report) {
  if (report.update % trainer.config().training.log_every != 0) return;
  write_values(report.update, {{"train/loss", report.cross_entropy},
                               {"train/learning_rate", report.learning_rate},
                               {"train/gradient_norm", report.gradient_norm},
                               {"train/target_tokens_per_second", report.tokens_per_second()}});
}

void TensorBoardLog::on_validation(Trainer& /*trainer*/, const ValidationReport& report) {
  write_values(report.update, {{"validation/loss", report.loss},
                               {"validation/perplexity", report.perplexity},
                               {"validation/bleu", report.bleu},
                               {"validation/chrf", report.chrf}});
}

void TensorBoardLog::on_stop(Trainer& /*trainer*/, const std::string& /*reason*/) {
  file_->finish();
}

void TensorBoardLog::write_values(
    int64_t step, std::initializer_list<std::pair<std::string_view, double>> values) {
  std::string summary;
  for (const auto& [tag, number] : values) {
    summary += field(summary_value,
                     field(value_tag, tag) +
                         field(value_simple, fixed_32, little_endian(static_cast<float>(number))));
  }
  write(step, field(event_summary, summary));
}

void TensorBoardLog::write(int64_t step, const std::string& fields) {
  const std::string event = field(event_wall_time, fixed_64, little_endian(seconds_since_1970())) +
                            field(event_step, varint, as_varint(static_cast<uint64_t>(step))) +
                            fields;
  const std::string length = little_endian<uint64_t>(event.size());
  file_->write(length + masked_checksum(length) + event + masked_checksum(event));
}

}  // namespace dragoman
