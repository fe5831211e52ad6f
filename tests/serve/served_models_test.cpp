#include "dragoman/serve/served_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_EQ(models.find({"en", "fr"}).target, "fr");
  EXPECT_EQ(models.find({"de", ""}).target, "en");
  EXPECT_EQ(complaint([&] { models.find({"en", ""}); }), "target: got '', expected one of de, fr");
  EXPECT_EQ(complaint([&] { models.find({"", "de"}); }), "source: got '', expected one of en, de");
  EXPECT_THAT(complaint([&] { models.find({"de", "fr"}); }), HasSubstr("expected one of en"));
}

TEST(ServedModels, OfOnePairAreFoundByTheirNames) {
  const auto translator = small_translator();
  const ServedModels models({served("en", "de", translator, "small"),
                             served("en", "de", translator, "big"),
                             served("de", "en", translator, "big")});
  EXPECT_EQ(models.find({"en", "de"}).name, "small");
  EXPECT_EQ(models.find({"en", "de", "big"}).name, "big");
  EXPECT_EQ(models.find({"de", "", "big"}).target, "en");
  EXPECT_EQ(models.find({"", "", "small"}).source, "en");
  EXPECT_THAT(models.targets("en"), ElementsAre("de"));
  EXPECT_EQ(complaint([&] {
              models.find({"en", "de", "bg"});
            }),
            "model: got 'bg', expected one of small, big");
  EXPECT_EQ(complaint([&] {
              models.find({"de", "en", "small"});
            }),
            "source: got 'de', expected one of en");
}

TEST(ServedModels, AreOneAtLeastAndOneOfAName) {
  const auto translator = small_translator();
  EXPECT_THAT(complaint([] { ServedModels({}); }), HasSubstr("no model"));
  EXPECT_THAT(complaint([&] {
                ServedModels({served("en", "de", translator), served("en", "de", translator)});
              }),
              HasSubstr("two models that translate en-de are named 'small'"));
}

}  // namespace
}  // namespace dragoman
