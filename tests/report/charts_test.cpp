#include "report/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/chart_library.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Charts, HaveACanvasEachAndNoEndOfAScriptWithin) {
  if (chart_library().empty()) GTEST_SKIP() << "this build has no chart library";
  const std::string html = charts_html({{{"name", "</script>"}}, {{"name", "other"}}});
  EXPECT_THAT(html, HasSubstr("<canvas id=\"chart-1\">"));
  EXPECT_THAT(html, Not(HasSubstr("<canvas id=\"chart-2\">")));
  EXPECT_THAT(html, HasSubstr("{\"name\":\"\\u003c/script>\"}"));
}

}  // namespace
}  // namespace dragoman
