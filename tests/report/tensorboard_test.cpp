#include "dragoman/report/tensorboard.h"

#include <cstring>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/text/encoded_corpus.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// The test vectors of RFC 3720, appendix B.4.
TEST(Crc32c, EqualsTheStandardsExamples) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  std::string ascending;
  for (char byte = 0; byte < 32; ++byte) ascending += byte;
  EXPECT_EQ(crc32c(ascending), 0x46dd794eU);
}

template <class Number>
Number number_at(const std::string& text, size_t place) {
  Number number;
  std::memcpy(&number, text.data() + place, sizeof(number));
  return number;
}

uint32_t unmasked(uint32_t checksum) {
  const uint32_t turned = checksum - 0xa282ead8U;
  return turned >> 17 | turned << 15;
}

/// The events of a file, whose checksums must be right.
std::vector<std::string> events_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::string> events;
  for (size_t place = 0; place < text.size();) {
    const auto length = number_at<uint64_t>(text, place);
    EXPECT_EQ(unmasked(number_at<uint32_t>(text, place + 8)), crc32c(text.substr(place, 8)));
    events.push_back(text.substr(place + 12, length));
    EXPECT_EQ(unmasked(number_at<uint32_t>(text, place + 12 + length)), crc32c(events.back()));
    place += 16 + length;
  }
  return events;
}

class TensorBoardFile : public testing::Test {
 protected:
  TensorBoardFile() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    config_.model.embedding.width = config_.model.encoder.width = 4;
    config_.model.decoder.width = config_.model.attention.width = 4;
    config_.training.log_every = 2;
    corpus_.pairs = {{{4, 5}, {4}}};
  }

  std::vector<std::string> events() const {
    return events_of(fs::directory_iterator(folder_)->path());
  }

  const fs::path folder_ = fs::path(testing::TempDir()) / "tensorboard";
  Config config_;
  EncodedCorpus corpus_;
};

TEST_F(TensorBoardFile, HasTheScalarsOfUpdatesAndValidations) {
  Trainer trainer(config_, make_model(config_.model, {8, 8}, 1), corpus_, {});
  TensorBoardLog log(folder_);
  log.on_start(trainer);
  log.on_update(trainer, {.update = 1});
  log.on_update(trainer, {.update = 300, .cross_entropy = 1.5});
  ValidationReport report;
  report.update = 300;
  report.bleu = 25.5;
  log.on_validation(trainer, report);
  log.on_update(trainer, {.update = 301});  // which is not logged
  const std::vector<std::string> events = this->events();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_THAT(events[0], testing::HasSubstr("\x1a\x0d"
                                            "brain.Event:2"));  // field 3, 13 bytes
  // Field 2, the step, 300; field 5, the summary, with field 1, a value, of a tag and a float.
  EXPECT_EQ(events[1].substr(9, 4), "\x10\xac\x02\x2a");
  EXPECT_THAT(events[1],
              testing::HasSubstr(std::string("\x0a\x11\x0a\x0atrain/loss\x15\0\0\xc0\x3f", 19)));
  EXPECT_THAT(events[2], testing::HasSubstr(std::string("validation/bleu\x15\0\0\xcc\x41", 20)));
}

TEST_F(TensorBoardFile, AResumedRunTakesBackLaterUpdates) {
  Trainer trainer(config_, make_model(config_.model, {8, 8}, 1), corpus_, {});
  TrainingState state;
  state.update = 6;
  trainer.restore(state);
  TensorBoardLog log(folder_);
  log.on_start(trainer);
  const std::vector<std::string> events = this->events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[1].substr(9), "\x10\x07\x3a\x02\x08\x01");  // step 7; session: status: start
}

}  // namespace
}  // namespace dragoman
