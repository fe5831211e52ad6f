#include "dragoman/text/taught_texts.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using All = std::vector<TaughtTexts::Texts>;

class TaughtTextsFile : public testing::Test {
 protected:
  TaughtTextsFile() { fs::remove(path_); }

  TaughtTexts open(const std::string& work = "work") const { return {path_, work, 2}; }

  static All all_of(const TaughtTexts& texts) {
    All all;
    texts.read([&](size_t line, const TaughtTexts::Texts& of_line) {
      EXPECT_EQ(line, all.size());
      all.push_back(of_line);
    });
    return all;
  }

  const fs::path path_ = fs::path(testing::TempDir()) / "taught_texts";
  const All first_ = {{"a", ""}, {}}, second_ = {{"b\xFF"}, {"c d", "e", "3"}};
};

TEST_F(TaughtTextsFile, HoldsWhatWasAdded) {
  TaughtTexts texts = open();
  EXPECT_EQ(texts.lines(), 0U);
  texts.add(first_);
  texts.add(second_);
  EXPECT_EQ(texts.lines(), 4U);
  EXPECT_EQ(all_of(texts), (All{first_[0], first_[1], second_[0], second_[1]}));
  texts.remove();
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(TaughtTextsFile, IsGoneOnWithAfterTheLastWholeGroup) {
  open().add(first_);
  open().add(second_);
  const auto whole = fs::file_size(path_);
  EXPECT_EQ(open().lines(), 4U);
  for (auto size = whole - 1; size > whole - 5; --size) {  // however it was torn
    fs::resize_file(path_, size);
    TaughtTexts texts = open();
    ASSERT_EQ(texts.lines(), 2U) << size;
    texts.add(second_);
    ASSERT_EQ(all_of(texts).back(), second_[1]) << size;
    ASSERT_EQ(fs::file_size(path_), whole) << size;
  }
}

TEST_F(TaughtTextsFile, BeginsAnewWhereItHadHardlyBegun) {
  std::ofstream(path_) << "dragoman dis";
  TaughtTexts texts = open();
  EXPECT_EQ(texts.lines(), 0U);
  texts.add(first_);
  EXPECT_EQ(open().lines(), 2U);
}

TEST_F(TaughtTextsFile, OfOtherWorkIsRefusedAndLeft) {
  open().add(first_);
  EXPECT_THAT([&] { open("other"); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr(
                  "taught_texts is of a distillation with other options, models or text")));
  EXPECT_EQ(open().lines(), 2U);
}

}  // namespace
}  // namespace dragoman
