#include "dragoman/training/preparation.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>

#include "dragoman/text/words.h"
#include "text/sample.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Preparation : public Scratch {
 protected:
  static std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  /// Files of the sample's pairs from `begin` on.
  void write_pairs(const std::string& name, size_t begin) {
    const ParallelCorpus all = sample_corpus();
    const auto from = static_cast<std::ptrdiff_t>(begin);
    write(name + ".en", text_of({all.source.begin() + from, all.source.end()}));
    write(name + ".de", text_of({all.target.begin() + from, all.target.end()}));
  }

  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  TrainingData prepared() const {
    return prepare_data(config_, sample_corpus(), sample_vocabularies());
  }

  Config config_;
};

TEST_F(Preparation, NeedsACorpus) {
  EXPECT_THAT(input_error([&] { read_training_text(config_.data); }),
              HasSubstr("data.train_source and data.train_target are not set"));
  write_pairs("train", 0);
  config_.data.train_source = path("train.en");
  config_.data.train_target = path("train.de");
  EXPECT_EQ(read_training_text(config_.data).source, sample_corpus().source);
}

TEST_F(Preparation, RefusesReferencesThatAreNoText) {
  write("valid.en", "a dog\na cat\n");
  write("valid.de", "ein Hund\neine K\xe4tze\n");
  config_.data.valid_source = path("valid.en");
  config_.data.valid_target = path("valid.de");
  EXPECT_THAT(input_error([&] { prepared(); }),
              AllOf(HasSubstr("valid.de:2"), HasSubstr("not valid UTF-8")));
}

TEST_F(Preparation, KnowsItsTeachersByTheirContent) {
  EXPECT_EQ(prepared().fingerprints.teachers, "");
  const auto print_of = [&](const std::string& content) {
    write("teacher", content);
    config_.training.teachers = {path("teacher")};
    return prepared().fingerprints.teachers;
  };
  const std::string first = print_of("one"), second = print_of("other");
  EXPECT_NE(first, "");
  EXPECT_NE(first, second);
  EXPECT_EQ(print_of("one"), first);
}

TEST_F(Preparation, LinksThePiecesThatGuideTheAttention) {
  const auto alignments = [&](const std::string& text) {
    write("links", text);
    config_.data.train_alignments = path("links");
    config_.training.guided_attention = 1;
  };
  const std::string plain = prepared().fingerprints.train;
  alignments("0-0\n0-0\n1-0 99-0 0-99\n\n0-0\n0-0\n");
  for (const double sampling : {0.0, 0.5}) {
    config_.vocabulary.sampling = sampling;
    const TrainingData data = prepared();
    EXPECT_NE(data.fingerprints.train, plain);
    const std::vector<EncodedPair> pairs = data.train->read({2, 3}, {0, 7});
    ASSERT_FALSE(pairs[0].links.empty());
    const auto& [source, target, links] = pairs[0];
    const auto sources = word_numbers(data.vocabularies.source, {source.begin(), source.end()});
    const auto targets = word_numbers(data.vocabularies.target, {target.begin(), target.end()});
    for (const auto& [from, to] : links) {
      EXPECT_EQ(sources[static_cast<size_t>(from)], 1u);
      EXPECT_EQ(targets[static_cast<size_t>(to)], 0u);
    }
    const auto of_word = [](const std::vector<size_t>& numbers, size_t word) {
      return static_cast<size_t>(std::count(numbers.begin(), numbers.end(), word));
    };
    EXPECT_EQ(links.size(), of_word(sources, 1) * of_word(targets, 0));
    EXPECT_TRUE(pairs[1].links.empty());
  }
  alignments("0-0\n");
  EXPECT_THAT(input_error([&] { prepared(); }), HasSubstr("has 1 lines, its text 6"));
  alignments("0-0\n0-0\nx\n\n0-0\n0-0\n");
  EXPECT_THAT(input_error([&] { prepared(); }), HasSubstr("links:3"));
}

TEST_F(Preparation, EncodesTheTrainingText) {
  const TrainingData data = prepared();
  ASSERT_EQ(data.train->size(), 6u);
  const auto ids = data.vocabularies.target.encode(sample_corpus().target[2]);
  const auto read = [&](uint64_t seed) { return data.train->read({2}, {0, seed})[0].target; };
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(read(seed), (std::vector<int32_t>{ids.begin(), ids.end()}));
  }
  EXPECT_EQ(data.fingerprints.train, fingerprint(sample_corpus()));
  EXPECT_EQ(data.fingerprints.valid, "");
  EXPECT_EQ(data.valid.size(), 0u);
  EXPECT_THAT(data.report, testing::StartsWith(std::string(31, ' ') + "train\n"));
}

TEST_F(Preparation, DrawsSegmentationsWhereAsked) {
  config_.vocabulary.sampling = 0.3;
  const TrainingData data = prepared();
  std::set<std::vector<int32_t>> drawn;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<int32_t> ids = data.train->read({2}, {0, seed})[0].target;
    EXPECT_EQ(data.vocabularies.target.decode({ids.begin(), ids.end()}), sample_corpus().target[2]);
    drawn.insert(ids);
  }
  EXPECT_GT(drawn.size(), 1U);
}

TEST_F(Preparation, ReadsWhatElseIsNamedAndLeavesItWhole) {
  write_pairs("valid", 3);
  write_pairs("test", 5);
  config_.data.valid_source = path("valid.en");
  config_.data.valid_target = path("valid.de");
  config_.data.test_source = path("test.en");
  config_.data.test_target = path("test.de");
  config_.data.max_length = 3;  // of training only
  EXPECT_THAT(input_error([&] { prepared(); }), HasSubstr("train"));
  config_.data.max_length = 100;
  const TrainingData data = prepared();
  EXPECT_EQ(data.valid.size(), 3u);
  EXPECT_EQ(data.valid_text.source[0], sample_corpus().source[3]);
  EXPECT_EQ(data.fingerprints.valid, fingerprint(data.valid_text));
  EXPECT_THAT(data.report, testing::ContainsRegex("^ +train +valid +test\n"));
  EXPECT_THAT(data.report, testing::ContainsRegex("source also in train +- +3 +1\n"));
  EXPECT_THAT(data.doubts, IsEmpty());
}

}  // namespace
}  // namespace dragoman
