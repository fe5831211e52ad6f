#include "dragoman/config/changed_keys.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(ChangedKeys, AreNamedWithBothValuesAndWhetherARunMayChangeThem) {
  const Config before;
  Config after;
  EXPECT_TRUE(changed_keys(before, after).empty());
  after.optimizer.learning_rate = 0.5;
  after.model.decoder.cell = CellKind::lstm;
  after.model.encoder.width = 12;
  const std::vector<ChangedKey> keys = changed_keys(before, after);
  ASSERT_GE(keys.size(), 2u);
  EXPECT_EQ(keys.front().key, "model.encoder.width");
  EXPECT_EQ(keys.front().after, "12");
  EXPECT_FALSE(keys.front().changeable);
  EXPECT_EQ(keys.back().key, "optimizer.learning_rate");
  EXPECT_EQ(keys.back().before, "0.001");
  EXPECT_EQ(keys.back().after, "0.5");
  EXPECT_TRUE(keys.back().changeable);
  EXPECT_FALSE(keys.back().equivalent);
}

TEST(ChangedKeys, TellWhatTrainsTheSameModel) {
  const Config before;
  Config after;
  after.training.keep = 9;
  after.runtime.threads = 3;
  for (const ChangedKey& key : changed_keys(before, after)) {
    EXPECT_TRUE(key.equivalent && key.changeable) << key.key;
  }
}

}  // namespace
}  // namespace dragoman
