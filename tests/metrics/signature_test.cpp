#include "metrics/signature.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Signature, NamesReferencesFieldsAndVersion) {
  EXPECT_EQ(make_signature({{"a", "b"}, {"c", "d"}}, {{"case", "lc"}, {"nc", "6"}}),
            "nrefs:2|case:lc|nc:6|version:dragoman-" DRAGOMAN_VERSION);
}

TEST(Signature, SaysWhenTheNumberOfReferencesVaries) {
  EXPECT_EQ(make_signature({{"a", "b"}, {"c"}}, {}),
            "nrefs:var|version:dragoman-" DRAGOMAN_VERSION);
}

TEST(Signature, SaysYesOrNo) {
  EXPECT_EQ(yes_or_no(true), "yes");
  EXPECT_EQ(yes_or_no(false), "no");
}

}  // namespace
}  // namespace dragoman
