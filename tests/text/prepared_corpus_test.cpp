#include "dragoman/text/prepared_corpus.h"

#include <chrono>
#include <fstream>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>

#include "dragoman/base/selected.h"
#include "dragoman/text/corpus_check.h"
#include "dragoman/text/segmentation.h"
#include "text/sample.h"
#include "text/scratch.h"
#include "text/shard.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

/// Pairs, with something of each problem.
ParallelCorpus large_corpus(size_t count) {
  const ParallelCorpus sample = sample_corpus();
  ParallelCorpus corpus;
  for (size_t i = 0; i < count; ++i) {
    const std::string number = i % 17 == 0 ? "" : " " + std::to_string(i % 5000);
    corpus.source.push_back(sample.source[i % 6] + number);
    corpus.target.push_back(i % 31 == 0 ? "" : sample.target[i % 6] + number);
  }
  return corpus;
}

class Prepared : public Scratch {
 protected:
  void SetUp() override {
    Scratch::SetUp();
    folder_ = directory_ / "prepared";
    config_.vocabulary = sample_config();
    config_.vocabulary.size = 320;
  }

  void write_corpus(const ParallelCorpus& corpus) {
    const auto lines = [](const std::vector<std::string>& side) {
      std::string text;
      for (const std::string& line : side) text += line + "\n";
      return text;
    };
    config_.data.train_source = write("train.en", lines(corpus.source));
    config_.data.train_target = write("train.de", lines(corpus.target));
  }

  CorpusReport prepare() {
    return prepare_corpus(folder_, config_.data, config_.vocabulary, [](int64_t, int64_t) {});
  }
  PreparedCorpus open(double sampling = 0) const {
    return {folder_, config_.data, prepared_vocabularies(folder_, true), sampling};
  }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  std::filesystem::path folder_;
  Config config_;
};

std::vector<int64_t> all_rows(size_t count) {
  std::vector<int64_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

TEST_F(Prepared, HasThePairsTheCountsAndTheFingerprintOfTheTextInMemory) {
  config_.data.drop_duplicates = true;
  config_.data.max_length = 40;
  const ParallelCorpus text = large_corpus(1000);
  write_corpus(text);
  const CorpusReport report = prepare();
  const Vocabularies vocabularies = make_vocabularies(config_.vocabulary, text);
  const CheckedCorpus expected = encode_checked("train", text, vocabularies, config_.data);
  const PreparedCorpus corpus = open();
  EXPECT_EQ(prepared_vocabularies(folder_, true).source.bytes(), vocabularies.source.bytes());
  ASSERT_EQ(corpus.size(), expected.corpus.size());
  EXPECT_EQ(corpus.total().source, expected.corpus.total().source);
  EXPECT_EQ(corpus.total().target, expected.corpus.total().target);
  EXPECT_EQ(corpus.fingerprint(), fingerprint(text));
  for (const auto count : corpus_counts) {
    EXPECT_EQ(report.*count, expected.report.*count);
    EXPECT_EQ(corpus.report().*count, expected.report.*count);
  }
  EXPECT_EQ(format({corpus.report()}), format({expected.report}));
  const std::vector<EncodedPair> pairs = corpus.read(all_rows(corpus.size()), {0, 1});
  for (size_t row = 0; row < pairs.size(); ++row) {
    EXPECT_EQ(pairs[row].source, expected.corpus.pairs[row].source);
    EXPECT_EQ(pairs[row].target, expected.corpus.pairs[row].target);
  }
}

TEST_F(Prepared, GoesOnOverTheEndsOfShards) {
  const ParallelCorpus text = large_corpus(110'000);
  write_corpus(text);
  config_.vocabulary.source_model = directory_ / "given.model";
  sample_vocabularies().source.save(config_.vocabulary.source_model);
  const CorpusReport report = prepare();
  EXPECT_EQ(report.pairs, 110'000);
  EXPECT_TRUE(std::filesystem::exists(file("shard-000001")));
  EXPECT_FALSE(std::filesystem::exists(file("shard-000002")));
  const PreparedCorpus corpus = open();
  const CheckedCorpus expected = encode_checked("train", text, sample_vocabularies(), config_.data);
  EXPECT_EQ(format({corpus.report()}), format({expected.report}));
  const auto size = static_cast<int64_t>(corpus.size());
  const std::vector<int64_t> rows = {size - 1, 0, 96'774, 96'773, 100'000, 96'775};
  EXPECT_EQ(lengths_of(corpus.read(rows, {0, 0})).size(), rows.size());
  for (const int64_t row : rows) {
    EXPECT_EQ(corpus.read({row}, {0, 0})[0].source, expected.corpus.read({row}, {0, 0})[0].source)
        << row;
  }
  EXPECT_THROW(corpus.read({size}, {0, 0}), Error);
  EXPECT_THROW(corpus.read({-1}, {0, 0}), Error);
}

TEST_F(Prepared, DrawsTheSegmentationsThatMemoryWould) {
  config_.vocabulary.sampling = 0.3;
  const ParallelCorpus text = large_corpus(100);
  write_corpus(text);
  prepare();
  const Vocabularies vocabularies = prepared_vocabularies(folder_, true);
  const CheckedCorpus checked = encode_checked("train", text, vocabularies, config_.data);
  const SegmentationSampler sampler = segmentation_sampler(
      {selected(text.source, checked.rows), selected(text.target, checked.rows)}, vocabularies,
      0.3);
  const std::vector<int64_t> rows = {3, 90, 3, 0};
  const auto expected = sampler(rows, 5), found = open(0.3).read(rows, {0, 5});
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(found[i].target, expected[i].target);
}

TEST_F(Prepared, IsWrittenAnewOnlyWhereItHasChanged) {
  write_corpus(large_corpus(1000));
  prepare();
  const auto written = std::filesystem::last_write_time(file("shard-000000"));
  prepare();
  EXPECT_EQ(std::filesystem::last_write_time(file("shard-000000")), written);
  config_.data.max_length = 30;
  const CorpusReport report = prepare();
  EXPECT_GT(report.over_long, 0);
  EXPECT_EQ(static_cast<int64_t>(open().size()), report.kept);
  std::filesystem::resize_file(file("shard-000000"), 500);
  prepare();
  EXPECT_EQ(static_cast<int64_t>(open().size()), report.kept);
}

TEST_F(Prepared, LooksAgainForRepeatedPairsWhereEarlierLinesHaveChanged) {
  config_.data.drop_duplicates = true;
  config_.vocabulary.source_model = directory_ / "given.model";
  sample_vocabularies().source.save(config_.vocabulary.source_model);
  ParallelCorpus text;
  for (int i = 0; i < 100'003; ++i) {
    text.source.push_back(std::to_string(i));
    text.target.push_back("a");
  }
  text.source.back() = "17";  // in the second shard
  write_corpus(text);
  EXPECT_EQ(prepare().kept, 100'002);
  text.source[17] = "x";
  write_corpus(text);
  EXPECT_EQ(prepare().kept, 100'003);
  EXPECT_EQ(open().size(), 100'003U);
}

TEST_F(Prepared, IsRefusedUntilItIsWholeAndWhereItWasMadeInAnotherWay) {
  EXPECT_THAT(input_error([&] { prepared_vocabularies(folder_, true); }),
              HasSubstr("run dragoman prepare"));
  write_corpus(large_corpus(1000));
  prepare();
  EXPECT_THAT(input_error([&] { open(0.3); }), HasSubstr("has no text"));
  config_.data.max_length = 7;
  EXPECT_THAT(input_error([&] { open(); }), HasSubstr("other values of data.max_length"));
  config_.data.max_length = 100;
  EXPECT_THAT(
      input_error([&] { PreparedCorpus corpus(folder_, config_.data, sample_vocabularies(), 0); }),
      HasSubstr("another vocabulary"));
  std::filesystem::remove(file("shard-000000"));
  EXPECT_THAT(input_error([&] { open(); }), HasSubstr("shard-000000"));
  std::ofstream(file("index")) << "nothing";
  EXPECT_THAT(input_error([&] { open(); }), HasSubstr("run dragoman prepare"));
}

TEST_F(Prepared, LeavesAFolderOfOthersAsItIs) {
  write_corpus(large_corpus(100));
  std::filesystem::create_directories(folder_);
  std::ofstream(file("vocabulary.model")) << "of a run";
  EXPECT_THAT(input_error([&] { prepare(); }), HasSubstr("holds something else"));
  EXPECT_EQ(std::filesystem::file_size(file("vocabulary.model")), 8U);
}

TEST_F(Prepared, IsNotWholeWhileItIsBeingWritten) {
  write_corpus(large_corpus(1000));
  prepare();
  int calls = 0;
  prepare_corpus(folder_, config_.data, config_.vocabulary, [&](int64_t done, int64_t all) {
    ++calls;
    EXPECT_EQ(done, 1000);
    EXPECT_EQ(all, 1000);
    EXPECT_THAT(input_error([&] { open(); }), HasSubstr("run dragoman prepare"));
  });
  EXPECT_EQ(calls, 1);
  EXPECT_GT(open().size(), 0U);
}

TEST_F(Prepared, RefusesTextsAsMemoryDoes) {
  write_corpus({{"a", "b"}, {"c"}});
  EXPECT_THAT(input_error([&] { prepare(); }), HasSubstr("has 2 lines but"));
  write_corpus({{" "}, {"c"}});
  config_.vocabulary.source_model = directory_ / "given.model";
  sample_vocabularies().source.save(config_.vocabulary.source_model);
  EXPECT_THAT(input_error([&] { prepare(); }), HasSubstr("none of the 1 pairs is left"));
}

TEST_F(Prepared, AChangedIdIsFoundByTheChecksum) {
  write_corpus(large_corpus(200));
  prepare();
  const auto path = file("shard-000000");
  const auto place = sizeof(ShardHeader) + (2 * Shard(path).size() + 1) * sizeof(int64_t);
  std::fstream shard(path, std::ios::in | std::ios::out | std::ios::binary);
  shard.seekg(static_cast<std::streamoff>(place));
  const int id = shard.get();  // the first one's low byte; the vocabulary has both
  shard.seekp(static_cast<std::streamoff>(place));
  shard.put(static_cast<char>(id ^ 1));
  shard.close();
  const PreparedCorpus corpus = open();
  EXPECT_THAT(input_error([&] {
                for (int attempt = 0; attempt < 1000; ++attempt) {
                  corpus.read({1}, {});
                  std::this_thread::sleep_for(std::chrono::milliseconds(10));
                }
              }),
              HasSubstr("damaged"));
}

}  // namespace
}  // namespace dragoman
