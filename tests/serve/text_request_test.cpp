#include "serve/text_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/messages.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string wrong(const std::string& body, const RequestLimits& limits = {}) {
  return complaint([&] { parse_text_request(Fields::of_json(body), limits); });
}

TEST(TextRequest, HasWhatLibreTranslateTakes) {
  const TextRequest request =
      parse_text_request(Fields::of_json(R"({"q": "A <b>dog</b>", "source": "auto", "target": "de",
                          "format": "html", "alternatives": 2, "api_key": "", "secret": 1})"),
                         {});
  EXPECT_THAT(request.texts.items, ElementsAre("A <b>dog</b>"));
  EXPECT_FALSE(request.texts.is_array);
  EXPECT_EQ(request.source, "auto");
  EXPECT_EQ(request.target, "de");
  EXPECT_EQ(request.format, TextFormat::html);
  EXPECT_EQ(request.alternatives, 2);
}

TEST(TextRequest, SaysWhatIsMissingOrWrong) {
  EXPECT_EQ(wrong(R"({"source": "en", "target": "de"})"),
            "q: missing, expected a string or an array of strings");
  EXPECT_EQ(wrong(R"({"q": "a", "target": "de"})"), "source: missing, expected a language code");
  EXPECT_THAT(wrong(R"({"q": "a", "source": "en", "target": ""})"), HasSubstr("target: missing"));
  EXPECT_THAT(wrong(R"({"q": "a", "source": "en", "target": "de", "format": "pdf"})"),
              HasSubstr("format: got \"pdf\", expected one of text, html"));
  EXPECT_THAT(wrong(R"({"q": "a", "source": "en", "target": "de", "alternatives": 21})"),
              HasSubstr("alternatives: got 21, expected an integer from 0 to 20"));
}

TEST(TextRequest, IsBounded) {
  const RequestLimits limits = {.texts = 2, .characters = 3};
  EXPECT_THAT(wrong(R"({"q": ["a", "b", "c"], "source": "en", "target": "de"})", limits),
              HasSubstr("q: got 3 texts, expected at most 2"));
  EXPECT_THAT(wrong(R"({"q": ["üü", "üü"], "source": "en", "target": "de"})", limits),
              HasSubstr("q: got 4 characters, expected at most 3"));
  EXPECT_EQ(wrong(R"({"q": ["üü", "ü"], "source": "en", "target": "de"})", limits), "");
}

}  // namespace
}  // namespace dragoman
