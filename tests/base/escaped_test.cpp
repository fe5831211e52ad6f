#include "dragoman/base/escaped.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(Escaped, ShowsMarkupLiterally) {
  EXPECT_EQ(escaped("a < b & \"c\" > d"), "a &lt; b &amp; &quot;c&quot; &gt; d");
  EXPECT_EQ(escaped("Bäume 漢"), "Bäume 漢");
}

TEST(Escaped, LeavesWhatIsNotSaidToBeSpecial) {
  EXPECT_EQ(escaped("<a & \"b\">", "&<>"), "&lt;a &amp; \"b\"&gt;");
}

}  // namespace
}  // namespace dragoman
