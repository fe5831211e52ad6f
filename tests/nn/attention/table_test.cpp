#include "dragoman/nn/attention/table.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

TEST(AttentionTable, NamesAreUniqueAndEveryKindNamesItsPaper) {
  std::set<std::string> names;
  for (const AttentionKind& kind : attention_kinds()) {
    EXPECT_TRUE(names.emplace(kind.name).second) << kind.name;
    EXPECT_THAT(std::string(kind.paper), testing::ContainsRegex("[12][0-9][0-9][0-9]"))
        << kind.name;
  }
  EXPECT_EQ(names.size(), attention_names().size());
}

TEST(AttentionTable, HoldsTheKindsConfigurationsRelyOn) {
  EXPECT_THAT(attention_names(), testing::IsSupersetOf({"none", "dot", "scaled_dot", "general",
                                                        "concat", "additive"}));
}

TEST(AttentionTable, OtherNamesAreNoKindsOwn) {
  const Choices choices = attention_choices();
  EXPECT_EQ(choices.attention_kinds, attention_names());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"luong", "dot"}, {"luong", "general"}, {"bahdanau", "additive"}};
  EXPECT_THAT(choices.other_names, testing::IsSupersetOf(expected));
  for (const auto& [other, kind] : choices.other_names) {
    EXPECT_THAT(attention_names(), testing::Not(testing::Contains(other)));
    EXPECT_THAT(attention_names(), testing::Contains(kind));
  }
}

TEST(AttentionTable, AnUnknownNameIsTheUsersErrorAndNamesTheNearest) {
  try {
    make_attention("aditive", {4, 4, 4});
    FAIL() << "made an attention of an unknown kind";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'aditive'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'additive'?"));
  }
}

}  // namespace
}  // namespace dragoman
