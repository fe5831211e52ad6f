#include "dragoman/search/source_maker.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

class SourceMakers : public testing::Test {
 protected:
  SearchSource make(const SourceText& line, int64_t longest) {
    SearchSettings settings;
    settings.config.max_source_length = longest;
    return SourceMaker(vocabularies_, std::make_shared<SearchSettings>(settings))
        .make(line, translation_);
  }

  static Vocabulary trained() {
    VocabularyConfig config;
    config.size = 0;
    config.byte_fallback = false;
    std::vector<std::string> lines;
    for (int line = 0; line < 20; ++line) lines.emplace_back("a dog is here");
    return Vocabulary::train(config, lines);
  }

  const Vocabulary vocabulary_ = trained();
  const Vocabularies vocabularies_{vocabulary_, vocabulary_, true};
  Translation translation_;
};

TEST_F(SourceMakers, CutASourceThatIsTooLong) {
  const std::vector<int64_t> all = vocabulary_.encode("a dog is here");
  const auto size = static_cast<int64_t>(all.size());
  EXPECT_EQ(make({"a dog is here"}, size).words, all);
  EXPECT_EQ(translation_.left_out, 0u);
  EXPECT_EQ(make({"a dog is here"}, size - 2).words,
            (std::vector<int64_t>{all.begin(), all.end() - 2}));
  EXPECT_EQ(translation_.left_out, 2u);
  EXPECT_EQ(translation_.source.size(), all.size() - 2);
}

TEST_F(SourceMakers, OfNothingTheTranslationIsItsPrefix) {
  EXPECT_TRUE(make({"", "dog"}, 10).words.empty());
  EXPECT_EQ(translation_.text, "dog");
  const SearchSource source = make({"a", "dog"}, 10);
  EXPECT_EQ(source.given_length, static_cast<int64_t>(vocabulary_.encode("dog").size()));
  EXPECT_EQ(source.rules.size(), 1u);
}

TEST_F(SourceMakers, CanWriteWhatTheVocabularySpells) {
  EXPECT_TRUE(can_write(vocabulary_, "dog"));
  EXPECT_FALSE(can_write(vocabulary_, "dög"));
  EXPECT_FALSE(can_write(vocabulary_, ""));
}

}  // namespace
}  // namespace dragoman
