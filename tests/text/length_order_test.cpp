#include "text/length_order.h"

#include <gmock/gmock.h>

namespace dragoman {
namespace {

using testing::ElementsAre;

BatchConfig batches_of(int64_t size) {
  BatchConfig config;
  config.size = size;
  return config;
}

TEST(LengthOrder, CutsBySideThatSavesMore) {
  // By source, {0, 2} and {1, 3} need 2 * (3 + 6) + 2 * (20 + 6) positions; by target, {0, 1} and
  // {2, 3} need 2 * (20 + 5) + 2 * (20 + 6).
  const std::vector<PairLength> lengths = {{3, 5}, {20, 5}, {2, 6}, {19, 6}};
  std::vector<int64_t> rows = {0, 1, 2, 3};
  order_by_length(rows, lengths, batches_of(2));
  EXPECT_THAT((std::vector<int64_t>(rows.begin(), rows.begin() + 2)),
              testing::UnorderedElementsAre(0, 2));
}

TEST(LengthOrder, LeavesOneBatchAsItIs) {
  const std::vector<PairLength> lengths = {{9, 9}, {1, 1}, {5, 5}};
  std::vector<int64_t> rows = {0, 1, 2};
  order_by_length(rows, lengths, batches_of(3));
  EXPECT_THAT(rows, ElementsAre(0, 1, 2));
}

TEST(LengthOrder, WeighsAPairByTheUnit) {
  BatchConfig config;
  EXPECT_EQ(batch_weight({3, 7}, config), 1);
  config.unit = BatchUnit::tokens;
  EXPECT_EQ(batch_weight({3, 7}, config), 7);
}

TEST(LengthOrder, IsQuickForEqualLengths) {
  const std::vector<PairLength> lengths(50'000, {10, 10});
  std::vector<int64_t> rows(lengths.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<int64_t>(i);
  order_by_length(rows, lengths, batches_of(2));  // cutting at an end each time would take hours
  SUCCEED();
}

}  // namespace
}  // namespace dragoman
