#include "serve/counters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dragoman {
namespace {

using testing::HasSubstr;

TEST(Histogram, CountsUpToEachBound) {
  Histogram histogram({1, 2});
  for (const double number : {0.5, 1.0, 1.5, 7.0}) histogram.add(number);
  EXPECT_EQ(histogram.text("h", "p=\"/\","),
            "h_bucket{p=\"/\",le=\"1\"} 2\n"
            "h_bucket{p=\"/\",le=\"2\"} 3\n"
            "h_bucket{p=\"/\",le=\"+Inf\"} 4\n"
            "h_sum{p=\"/\"} 10\n"
            "h_count{p=\"/\"} 4\n");
}

TEST(Counters, TellWhatWasDoneAndWhatIsNow) {
  Counters counters;
  counters.count_request("/translate", 200, 0.003);
  counters.count_request("/translate", 200, 0.3);
  counters.count_request("/translate", 400, 0.001);
  counters.count_step(3);
  counters.count_sentence(5, 6);
  counters.count_cancelled(2);
  const std::string text = counters.text({.requests = 1, .waiting = 4, .active = 3});
  EXPECT_THAT(text, HasSubstr("dragoman_requests_total{path=\"/translate\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("dragoman_request_seconds_count{path=\"/translate\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("dragoman_batch_sentences_bucket{le=\"4\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE dragoman_waiting_sentences gauge\n"
                              "dragoman_waiting_sentences 4\n"));
  EXPECT_THAT(text, HasSubstr("dragoman_target_pieces_total 6\n"));
  EXPECT_THAT(text, HasSubstr("dragoman_cancelled_sentences_total 2\n"));
}

}  // namespace
}  // namespace dragoman
