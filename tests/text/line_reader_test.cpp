#include "dragoman/text/line_reader.h"

#include "text/scratch.h"

namespace dragoman {
namespace {

class LineReaders : public Scratch {};

TEST_F(LineReaders, GiveOneLineAfterTheOther) {
  LineReader reader(write("text",
                          "\xEF\xBB\xBF"
                          "one\r\n\n" +
                              std::string(200'000, 'x') + "\nlast"));
  std::string line;
  for (const std::string& expected :
       {std::string("one"), std::string(), std::string(200'000, 'x'), std::string("last")}) {
    ASSERT_TRUE(reader.next(line));
    EXPECT_EQ(line, expected);
  }
  EXPECT_FALSE(reader.next(line));
  EXPECT_EQ(reader.count(), 4U);
}

TEST_F(LineReaders, OfAnEmptyFileGiveNone) {
  LineReader reader(write("empty", ""));
  std::string line;
  EXPECT_FALSE(reader.next(line));
}

TEST_F(LineReaders, NameTheLineThatIsNoText) {
  LineReader reader(write("binary", "one\ntwo\n" + std::string("a\0b", 3)));
  std::string line;
  EXPECT_TRUE(reader.next(line));
  EXPECT_TRUE(reader.next(line));
  EXPECT_NE(input_error([&] { reader.next(line); }).find("binary, line 3: a NUL byte"),
            std::string::npos);
}

}  // namespace
}  // namespace dragoman
