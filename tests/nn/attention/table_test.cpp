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
