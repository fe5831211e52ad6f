#include "dragoman/report/seeds_table.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

SeedResult result(int64_t seed, int64_t epoch, double perplexity, double bleu, double chrf) {
  SeedResult made{.seed = seed};
  made.best.epoch = epoch;
  made.best.perplexity = perplexity;
  made.best.bleu = bleu;
  made.best.chrf = chrf;
  return made;
}

TEST(SeedsTable, HasMeansAndDeviations) {
  EXPECT_EQ(
      seeds_table({result(1, 30, 5, 40, 60), result(2, 28, 6, 42, 60), result(3, 9, 7, 44, 60)}),
      "seed       epoch  perplexity   BLEU   chrF\n"
      "1             30        5.00  40.00  60.00\n"
      "2             28        6.00  42.00  60.00\n"
      "3              9        7.00  44.00  60.00\n"
      "mean                    6.00  42.00  60.00\n"
      "deviation               1.00   2.00   0.00\n");
}

TEST(SeedsTable, OneSeedHasNoDeviation) {
  EXPECT_EQ(seeds_table({result(7, 2, 5, 40, 60)}),
            "seed       epoch  perplexity   BLEU   chrF\n"
            "7              2        5.00  40.00  60.00\n"
            "mean                    5.00  40.00  60.00\n");
}

}  // namespace
}  // namespace dragoman
