#include "dragoman/text/lines.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "dragoman/base/error.h"
#include "dragoman/base/memory.h"
#include "text/scratch.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Lines : public Scratch {
 protected:
  std::string compressed(const std::string& content) {
    const auto path = directory_ / "packed";
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> lines_of(const std::string& content) {
    return read_lines(write("f", content));
  }
  std::string error_of(const std::string& content) {
    return input_error([&] { lines_of(content); });
  }
};

TEST_F(Lines, EndWithLfOrCrlfOrTheFile) {
  EXPECT_THAT(lines_of("a\nb\n"), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of("a\r\nb\r\n"), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of("a\nb"), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of("\n\nb\n\n"), ElementsAre("", "", "b", ""));
  EXPECT_THAT(lines_of(""), IsEmpty());
}

TEST_F(Lines, EndNowhereElse) {
  const std::string line = "form\ffeed \v \r inside \u2028 \u0085 \x1C";
  EXPECT_THAT(lines_of(line + "\n"), ElementsAre(line));
}

TEST_F(Lines, LoseTheByteOrderMarkAtTheStartOnly) {
  EXPECT_THAT(lines_of("\uFEFFa\n\uFEFFb\n"), ElementsAre("a", "\uFEFFb"));
  EXPECT_THAT(lines_of("\uFEFF\r\n"), ElementsAre(""));
}

TEST_F(Lines, KeepInvalidUtf8) {
  EXPECT_THAT(lines_of("\xFF\xC3\n"), ElementsAre("\xFF\xC3"));
}

TEST_F(Lines, AreUnpackedWhateverTheName) {
  EXPECT_THAT(lines_of(compressed("\uFEFFa\r\nb")), ElementsAre("a", "b"));
  EXPECT_THAT(lines_of(compressed("one\n") + compressed("two\n")), ElementsAre("one", "two"));
  EXPECT_THAT(read_lines(write("plain.gz", "not packed\n")), ElementsAre("not packed"));
}

TEST_F(Lines, MayBeLongerThanABuffer) {
  const std::string line(1'000'000, 'x');
  EXPECT_THAT(lines_of(line + "\n" + line), ElementsAre(line, line));
}

TEST_F(Lines, ErrorForTruncatedOrCorruptGzip) {
  std::string content;
  for (int i = 0; i < 20'000; ++i) content += std::to_string(i * 7919) + "\n";
  const std::string packed = compressed(content);
  EXPECT_THAT(error_of(packed.substr(0, packed.size() / 2)), HasSubstr("truncated"));
  EXPECT_THAT(error_of(packed.substr(0, packed.size() - 3)), HasSubstr("truncated"));
  std::string corrupt = packed;
  corrupt[packed.size() / 2] ^= 0x55;
  EXPECT_THAT(error_of(corrupt), HasSubstr("corrupt"));
}

TEST_F(Lines, ErrorForANulByteNamesTheLine) {
  EXPECT_THAT(error_of(std::string("a\nb\0c\n", 6)), HasSubstr("f, line 2: a NUL byte"));
  EXPECT_THAT(error_of(std::string("\xFF\xFE"
                                   "a\0\n\0",
                                   6)),
              HasSubstr("line 1"));
}

TEST_F(Lines, ErrorForALineThatIsNoText) {
  const std::string longest(longest_line, 'x');
  EXPECT_THAT(lines_of(longest + "\na"), ElementsAre(longest, "a"));
  EXPECT_THAT(error_of("a\n" + longest + "x\nb\n"), HasSubstr("f, line 2: over 1048576 bytes"));
}

TEST_F(Lines, ErrorForEmptyLinesWithoutEnd) {
  const std::string most(1'000'000, '\n');
  EXPECT_EQ(lines_of(most + "a\n" + most).size(), 2'000'001u);
  EXPECT_THAT(error_of("a\n" + most + "\n"),
              HasSubstr("f, line 1000002: 1000001 empty lines in a row"));
}

TEST_F(Lines, OfAPackedGigabyteTakeLittleMemory) {
  // A million empty lines, and what AddressSanitizer keeps for a while.
  constexpr int64_t most = 256 << 20;
  for (const char byte : {'\0', '\n', 'x'}) {
    const std::string part(1 << 20, byte);
    const auto path = directory_ / "packed";
    gzFile file = gzopen(path.c_str(), "wb1");
    for (int i = 0; i < 1024; ++i) gzwrite(file, part.data(), part.size());
    gzclose(file);
    const int64_t before = peak_memory();
    EXPECT_THAT(input_error([&] { read_lines(path); }), HasSubstr("packed, line "));
    EXPECT_LT(peak_memory() - before, most);
  }
}

TEST_F(Lines, ErrorForAMissingFileOrADirectory) {
  EXPECT_THAT(input_error([&] { read_lines(directory_ / "none.en"); }),
              HasSubstr("none.en: No such file"));
  EXPECT_THAT(input_error([&] { read_lines(directory_); }), HasSubstr("is a directory"));
}

TEST(JoinedLines, PutsEveryFewTogetherAndLeavesOutTheRest) {
  const std::vector<std::string> lines = {"a b", "c", "d", "e", "f"};
  EXPECT_EQ(joined_lines(lines, 1), lines);
  EXPECT_EQ(joined_lines(lines, 2), (std::vector<std::string>{"a b c", "d e"}));
  EXPECT_TRUE(joined_lines(lines, 6).empty());
}

TEST_F(Lines, ArePackedWhereTheNameSaysSo) {
  std::string text;
  for (int line = 0; line < 50'000; ++line) text += "line " + std::to_string(line) + '\n';
  const auto write_lines = [&](std::ostream& out) {
    for (size_t begin = 0; begin < text.size(); begin += 1000) {
      out << text.substr(begin, 1000) << std::flush;
    }
  };
  for (const char* name : {"f.gz", "f"}) write_text(directory_ / name, write_lines);
  EXPECT_EQ(read_lines(directory_ / "f.gz"), read_lines(directory_ / "f"));
  EXPECT_EQ(std::filesystem::file_size(directory_ / "f"), text.size());
  EXPECT_LT(std::filesystem::file_size(directory_ / "f.gz"), text.size() / 3);
  EXPECT_THROW(write_text(directory_ / "f.gz", [](std::ostream&) { fail("no more"); }), Error);
  EXPECT_EQ(read_lines(directory_ / "f.gz").size(), 50'000u);
}

TEST_F(Lines, OfAPackedFileFailWithTheStreamBelow) {
  std::filesystem::create_symlink("/dev/full", directory_ / "full.gz");
  EXPECT_THROW(write_text(directory_ / "full.gz", [](std::ostream& out) { out << "text"; }), Error);
}

}  // namespace
}  // namespace dragoman
