#include "dragoman/text/vocabulary.h"

#include <algorithm>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>

#include "text/sample.h"
#include "text/scratch.h"
#include "text/sentencepiece_library.h"

namespace dragoman {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;

class VocabularyOfKind : public testing::TestWithParam<SubwordKind> {
 protected:
  const Vocabulary vocabulary_ =
      Vocabulary::train(sample_config(GetParam()), sample_corpus().source);
};

TEST_P(VocabularyOfKind, GivesRawTextBack) {
  for (const std::string text :
       {"two dogs run across the green field", "Ünseen Ärger – “quoted” 100 %", "漢字 и кириллица",
        "dogs 🐕‍🦺 and 👩‍👩‍👧 emoji", "</s> <s> <pad> <unk> <0x41>", "a", "",
        "x\u2585y"}) {
    EXPECT_EQ(vocabulary_.decode(vocabulary_.encode(text)), text);
  }
}

TEST_P(VocabularyOfKind, NormalisesSpaces) {
  EXPECT_EQ(vocabulary_.decode(vocabulary_.encode("  tab\there,  two  spaces ")),
            "tab here, two spaces");
}

TEST_P(VocabularyOfKind, TextNeverBecomesASpecialToken) {
  for (const std::string text : {"</s><s><pad><unk>", "<s> a </s>", "\xFF\xFE broken \xC3", "漢"}) {
    EXPECT_THAT(vocabulary_.encode(text), Each(Ge(4))) << text;
  }
}

TEST_P(VocabularyOfKind, HasItsSymbolsAsOnePieceEach) {
  VocabularyConfig config = sample_config(GetParam());
  config.symbols = {"<BT>"};
  const Vocabulary tagged = Vocabulary::train(config, sample_corpus().source);
  const auto count = [](const std::vector<std::string>& pieces, const std::string& piece) {
    return std::count(pieces.begin(), pieces.end(), piece);
  };
  const std::string text = "<BT> two dogs<BT>";
  EXPECT_EQ(count(tagged.pieces(tagged.encode(text)), "<BT>"), 2);
  EXPECT_EQ(count(tagged.pieces(tagged.sample({text}, 0.2, 3)[0]), "<BT>"), 2);
  EXPECT_EQ(count(vocabulary_.pieces(vocabulary_.encode(text)), "<BT>"), 0);
  EXPECT_EQ(tagged.decode(tagged.encode(text)), text);
  EXPECT_EQ(tagged.size(), vocabulary_.size());
}

TEST_P(VocabularyOfKind, RefusesSymbolsThatAreNoWords) {
  for (const std::string bad : {"", "two words", "a,b", "say \"it\"", "\xFF"}) {
    VocabularyConfig config = sample_config(GetParam());
    config.symbols = {"<BT>", bad};
    EXPECT_THAT(input_error([&] { Vocabulary::train(config, sample_corpus().source); }),
                HasSubstr("vocabulary.symbols: number 2"));
  }
}

TEST_P(VocabularyOfKind, EncodesAVeryLongLine) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(vocabulary_.decode(vocabulary_.encode(text)), text);
}

TEST_P(VocabularyOfKind, SamplesSegmentationsOfTheSameText) {
  const std::vector<std::string> lines = {"two dogs run across the green field", "",
                                          "Ünseen Ärger 漢"};
  size_t pieces = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const auto sampled = vocabulary_.sample(lines, 0.2, seed);
    ASSERT_EQ(sampled.size(), lines.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(vocabulary_.decode(sampled[i]), lines[i]);
      EXPECT_THAT(sampled[i], Each(Ge(4)));
    }
    pieces += sampled[0].size();
  }
  EXPECT_GT(pieces, 50 * vocabulary_.encode(lines[0]).size());
}

TEST_P(VocabularyOfKind, DrawsTheSameFromTheSameSeed) {
  const std::vector<std::string> lines = sample_corpus().target;
  const auto first = vocabulary_.sample(lines, 0.2, 7);
  EXPECT_NE(vocabulary_.sample(lines, 0.2, 8), first);
  EXPECT_EQ(vocabulary_.sample(lines, 0.2, 7), first);
}

TEST_P(VocabularyOfKind, TrainsTheSameModelAgain) {
  EXPECT_EQ(Vocabulary::train(sample_config(GetParam()), sample_corpus().source).bytes(),
            vocabulary_.bytes());
}

INSTANTIATE_TEST_SUITE_P(Kinds, VocabularyOfKind,
                         testing::Values(SubwordKind::unigram, SubwordKind::bpe),
                         [](const auto& kind) {
                           return kind.param == SubwordKind::bpe ? "bpe" : "unigram";
                         });

class VocabularyFile : public Scratch {};

TEST_F(VocabularyFile, IsTheSameVocabulary) {
  const Vocabulary saved = sample_vocabularies().source;
  saved.save(directory_ / "v.model");
  const Vocabulary loaded = Vocabulary::load(directory_ / "v.model");
  EXPECT_EQ(loaded.bytes(), saved.bytes());
  EXPECT_EQ(loaded.size(), 300);
  EXPECT_EQ(loaded.encode("ein Hund"), saved.encode("ein Hund"));
}

TEST_F(VocabularyFile, MustBeASentencePieceModel) {
  const std::string bytes = sample_vocabularies().source.bytes();
  for (const std::string& content :
       {std::string(), std::string("text\n"), bytes.substr(0, bytes.size() / 2)}) {
    const auto path = write("bad.model", content);
    EXPECT_THAT(input_error([&] { Vocabulary::load(path); }),
                HasSubstr("bad.model is not a SentencePiece model"));
  }
}

TEST_F(VocabularyFile, IsRefusedInOneLineWhereverAByteOfAPieceIsLost) {
  const Vocabulary whole = sample_vocabularies().source;
  int refused = 0;
  for (const std::string& piece : whole.pieces(whole.encode("two dogs run across the field"))) {
    std::string bytes = whole.bytes();
    bytes[bytes.find(piece) + piece.size() - 1] = '\0';
    try {
      Vocabulary::from_bytes(bytes, "bad.model").encode("two dogs run");
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("bad.model"));
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(VocabularyFile, WithoutEndIsNotRead) {
  EXPECT_THAT(input_error([&] { Vocabulary::load("/dev/zero"); }), HasSubstr("/dev/zero has over"));
}

TEST_F(VocabularyFile, MustExistAndBeAFile) {
  EXPECT_THAT(input_error([&] { Vocabulary::load(directory_ / "none"); }), HasSubstr("none"));
  EXPECT_THAT(input_error([&] { Vocabulary::load(directory_); }), HasSubstr("directory"));
}

TEST_F(VocabularyFile, MustHaveOurSpecialIds) {
  const std::vector<SentencePieceLibrary::Option> options = {
      {"vocab_size", "300"}, {"minloglevel", "3"}, {"byte_fallback", "true"}};
  std::string foreign;
  const std::vector<std::string> lines = sample_corpus().source;
  size_t next = 0;
  ASSERT_TRUE(sentencepiece_library().train(
      options, [&] { return next < lines.size() ? &lines[next++] : nullptr; },
      [&](std::string_view bytes) { foreign = bytes; }));
  EXPECT_THAT(input_error([&] { Vocabulary::from_bytes(foreign, "foreign.model"); }),
              HasSubstr("foreign.model: the special ids are padding -1, unknown 0, begin 1, end 2; "
                        "expected 0, 1, 2, 3"));
}

TEST(Vocabulary, DecodingPassesOverBeginEndAndPadding) {
  const Vocabulary vocabulary = sample_vocabularies().source;
  std::vector<int64_t> ids = vocabulary.encode("a red dog");
  ids.insert(ids.begin(), TokenIds::begin);
  ids.insert(ids.end(), {TokenIds::end, TokenIds::padding, TokenIds::padding});
  EXPECT_EQ(vocabulary.decode(ids), "a red dog");
}

TEST(Vocabulary, RefusesIdsOutsideIt) {
  const Vocabulary vocabulary = sample_vocabularies().source;
  EXPECT_THROW(vocabulary.decode({-1}), Error);
  EXPECT_THROW(vocabulary.decode({vocabulary.size()}), Error);
  EXPECT_THROW(vocabulary.pieces({vocabulary.size()}), Error);
}

TEST(Vocabulary, NamesThePieces) {
  const Vocabulary vocabulary = sample_vocabularies().source;
  EXPECT_THAT(vocabulary.pieces({0, 1, 2, 3}), ElementsAre("<pad>", "<unk>", "<s>", "</s>"));
  std::string joined;
  for (const std::string& piece : vocabulary.pieces(vocabulary.encode("a dog"))) joined += piece;
  EXPECT_EQ(joined, "▁a▁dog");
}

TEST(Vocabulary, ServesSeveralThreads) {
  const Vocabulary vocabulary = sample_vocabularies().source;
  const std::string text = "the old woman reads under the tree";
  const auto expected = vocabulary.encode(text);
  std::vector<std::thread> threads;
  std::vector<int> equal(4);
  for (int& count : equal) {
    threads.emplace_back([&, own = vocabulary] {
      for (int i = 0; i < 200; ++i) {
        const auto ids = own.encode(text);
        count += ids == expected && own.decode(ids) == text;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(equal, Each(200));
}

TEST(Vocabulary, DecodesEvenBytesThatEndLinesToOneLine) {
  VocabularyConfig config;
  config.size = 0;
  const Vocabulary vocabulary = Vocabulary::train(config, {"ab ab ba", "ba ab", "a b"});
  std::vector<int64_t> ids(static_cast<size_t>(vocabulary.size()));
  std::iota(ids.begin(), ids.end(), int64_t{0});
  const std::string text = vocabulary.decode(ids);  // of all bytes
  EXPECT_NE(text.find('\x05'), std::string::npos);
  for (const char end : {'\n', '\r', '\0'}) EXPECT_EQ(text.find(end), std::string::npos);
}

}  // namespace
}  // namespace dragoman
