#include "dragoman/serve/served_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/detection.h"
#include "serve/messages.h"
#include "serve/small_translator.h"

namespace dragoman {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ServedModels, AreFoundByTheirPair) {
  const auto translator = small_translator();
  const ServedModels models({served("en", "de", translator), served("en", "fr", translator),
                             served("de", "en", translator)});
  EXPECT_THAT(models.sources(), ElementsAre("en", "de"));
  EXPECT_THAT(models.targets("en"), ElementsAre("de", "fr"));
  EXPECT_EQ(models.find("en", "fr").target, "fr");
  EXPECT_EQ(models.find("de", "").target, "en");
  EXPECT_EQ(complaint([&] { models.find("en", ""); }), "target: got '', expected one of de, fr");
  EXPECT_EQ(complaint([&] { models.find("", "de"); }), "source: got '', expected one of en, de");
  EXPECT_THAT(complaint([&] { models.find("de", "fr"); }), HasSubstr("expected one of en"));
}

TEST(ServedModels, AreOneAtLeastAndOneAPair) {
  const auto translator = small_translator();
  EXPECT_THAT(complaint([] { ServedModels({}); }), HasSubstr("no model"));
  EXPECT_THAT(complaint([&] {
                ServedModels({served("en", "de", translator), served("en", "de", translator)});
              }),
              HasSubstr("two models translate en-de"));
}

TEST(DetectLanguage, TakesTheVocabularyThatFindsTheTextMoreProbable) {
  const std::vector<std::string> german(30, "Ein großer Hund läuft schnell über die Straße");
  const std::vector<std::string> english(30, "A big dog runs fast across the street here");
  const ServedModels models({served("de", "en", small_translator(german)),
                             served("en", "de", small_translator(english))});
  const auto of_german = detect_language(models, "Ein Hund läuft");
  EXPECT_EQ(of_german[0].code, "de");
  EXPECT_GT(of_german[0].confidence, 90);
  EXPECT_NEAR(of_german[0].confidence + of_german[1].confidence, 100, 1e-9);
  EXPECT_EQ(detect_language(models, "A dog runs fast")[0].code, "en");
}

TEST(DetectLanguage, CannotTellLanguagesOfOneVocabularyApart) {
  const auto translator = small_translator();
  const ServedModels models({served("en", "de", translator), served("de", "en", translator)});
  EXPECT_EQ(detect_language(models, "sentence")[0].confidence, 50);
}

}  // namespace
}  // namespace dragoman
