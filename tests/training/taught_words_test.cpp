#include "dragoman/training/taught_words.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/scratch.h"
#include "training/small_run.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

constexpr int64_t count = 3, vocabulary = 40;

/// Numbers of a batch's positions that tell one position from another.
LikelyWords some_words(const Batch& batch) {
  const torch::IntArrayRef shape = batch.target_output.sizes();
  const Tensor places =
      torch::arange(batch.target_output.numel() * count).view({shape[0], shape[1], count});
  return {places.remainder(vocabulary), (places + 1).to(torch::kFloat) / 1000};
}

class TaughtWordsFile : public Scratch {
 protected:
  std::string whole() const {
    std::ostringstream out;
    TaughtWordsWriter writer(out, {"source bytes", "target"}, count);
    writer.add(batch_, some_words(batch_));
    writer.finish();
    return out.str();
  }
  TaughtWords open(const std::string& bytes) { return TaughtWords(write("taught", bytes)); }

  const Batch batch_ = make_batch(small_corpus().pairs, {3, 0, 1});
};

TEST_F(TaughtWordsFile, ReadsWhatWasWrittenInAnyOrder) {
  const TaughtWords taught = open(whole());
  EXPECT_TRUE(TaughtWords::is_at(directory_ / "taught"));
  EXPECT_EQ(taught.vocabularies().source, "source bytes");
  EXPECT_EQ(taught.vocabularies().target, "target");
  const LikelyWords written = some_words(batch_);
  const Batch other = make_batch(small_corpus().pairs, {1, 3});
  const LikelyWords read = taught.read(other, vocabulary);
  for (const auto& [now, then] : {std::pair(0, 2), std::pair(1, 0)}) {
    for (int64_t t = 0; t < other.target_output.size(0); ++t) {
      if (!other.target_mask[t][now].item<bool>()) continue;
      EXPECT_TRUE(torch::equal(read.words[t][now], written.words[t][then]));
      EXPECT_TRUE(torch::equal(read.probabilities[t][now], written.probabilities[t][then]));
    }
  }
}

TEST_F(TaughtWordsFile, KnowsAPairByItsPieces) {
  const TaughtWords taught = open(whole());
  EncodedPair pair = small_corpus().pairs[0];
  EXPECT_NO_THROW(taught.read(make_batch({pair}, {0}), vocabulary));
  std::swap(pair.source, pair.target);
  EXPECT_THAT(input_error([&] { taught.read(make_batch({pair}, {0}), vocabulary); }),
              HasSubstr("lacks a pair"));
}

TEST_F(TaughtWordsFile, IsRefusedWithAnyByteChangedOrCutShort) {
  const std::string right = whole();
  for (size_t place = 0; place < right.size(); ++place) {
    std::string damaged = right;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x41);
    EXPECT_THAT(input_error([&] { open(damaged); }), HasSubstr("distill it again")) << place;
  }
  for (const size_t left : {size_t{0}, size_t{10}, right.size() / 2, right.size() - 1}) {
    EXPECT_THROW(open(right.substr(0, left)), InputError) << left;
  }
  EXPECT_FALSE(TaughtWords::is_at(write("other", "no such file")));
  EXPECT_FALSE(TaughtWords::is_at(directory_ / "missing"));
}

TEST_F(TaughtWordsFile, OfMoreWordsThanTheVocabularyIsRefused) {
  const TaughtWords taught = open(whole());
  EXPECT_THAT(input_error([&] { taught.read(batch_, 20); }), HasSubstr("damaged"));
}

}  // namespace
}  // namespace dragoman
