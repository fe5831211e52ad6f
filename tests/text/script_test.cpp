#include "text/script.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dragoman/config/names.h"

namespace dragoman {
namespace {

struct Line {
  Script script;
  std::string text;
};

/// "Welcome", "peace", or a pangram's beginning, as each script writes it.
const std::vector<Line> lines = {
    {Script::latin, "Größe, naïve Łódź; ﬁn, Việt Nam"},
    {Script::greek, "Καλώς ήρθατε ἀγαθός"},
    {Script::cyrillic, "Ласкаво просимо, Ђорђе"},
    {Script::armenian, "Բարի գալուստ"},
    {Script::hebrew, "ברוכים הבאים"},
    {Script::arabic, "أهلا وسهلا، خوش آمدید"},
    {Script::devanagari, "स्वागत है"},
    {Script::bengali, "স্বাগতম"},
    {Script::gurmukhi, "ਜੀ ਆਇਆਂ ਨੂੰ"},
    {Script::gujarati, "સ્વાગત છે"},
    {Script::odia, "ସ୍ୱାଗତ"},
    {Script::tamil, "வரவேற்பு"},
    {Script::telugu, "స్వాగతం"},
    {Script::kannada, "ಸ್ವಾಗತ"},
    {Script::malayalam, "സ്വാഗതം"},
    {Script::sinhala, "ආයුබෝවන්"},
    {Script::thai, "ยินดีต้อนรับ"},
    {Script::lao, "ຍິນດີຕ້ອນຮັບ"},
    {Script::tibetan, "བཀྲ་ཤིས"},
    {Script::myanmar, "ကြိုဆိုပါတယ်"},
    {Script::georgian, "კეთილი მობრძანება"},
    {Script::ethiopic, "እንኳን ደህና መጣህ"},
    {Script::khmer, "សូមស្វាគមន៍"},
    {Script::han, "欢迎光临"},
    {Script::japanese, "ようこそ、東京タワーへ"},
    {Script::korean, "환영합니다"},
};

TEST(ScriptTest, KnowsEveryScriptFromEveryOther) {
  std::set<Script> seen;
  for (const Line& line : lines) {
    seen.insert(line.script);
    EXPECT_FALSE(ScriptTest(line.script).is_other(line.text)) << line.text;
    for (const Line& other : lines) {
      const bool with_han = other.script == Script::japanese || other.script == Script::korean;
      if (other.script == line.script || (line.script == Script::han && with_han)) continue;
      EXPECT_TRUE(ScriptTest(other.script).is_other(line.text))
          << line.text << " as " << name_of(other.script);
    }
  }
  EXPECT_EQ(seen.size() + 1, names_of<Script>().size());
}

TEST(ScriptTest, TakesHanForJapaneseAndKorean) {
  EXPECT_FALSE(ScriptTest(Script::japanese).is_other("東京都"));
  EXPECT_FALSE(ScriptTest(Script::korean).is_other("大韓民國"));
  EXPECT_TRUE(ScriptTest(Script::japanese).is_other("환영합니다"));
}

TEST(ScriptTest, AsksForHalfOfTheLetters) {
  const ScriptTest cyrillic(Script::cyrillic);
  EXPECT_FALSE(cyrillic.is_other("абв xyz"));
  EXPECT_TRUE(cyrillic.is_other("аб xyz"));
  EXPECT_FALSE(cyrillic.is_other("абв 12345, 67890!?"));
}

TEST(ScriptTest, HasNothingAgainstWhatHasNoLetters) {
  EXPECT_FALSE(ScriptTest(Script::thai).is_other(""));
  EXPECT_FALSE(ScriptTest(Script::thai).is_other("1234 – 5678 %"));
  EXPECT_FALSE(ScriptTest(Script::any).is_other("Größe"));
}

}  // namespace
}  // namespace dragoman
