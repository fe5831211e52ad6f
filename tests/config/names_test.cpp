#include "dragoman/config/names.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

template <class Enum>
class EnumNames : public testing::Test {};
using Enums = testing::Types<DeviceKind, SubwordKind, BatchUnit, CellKind, DecoderKind, BridgeKind,
                             TyingKind, OptimizerKind, ScheduleKind, Metric>;
TYPED_TEST_SUITE(EnumNames, Enums);

TYPED_TEST(EnumNames, RoundTripForEveryValue) {
  const auto names = names_of<TypeParam>();
  ASSERT_FALSE(names.empty());
  for (size_t i = 0; i < names.size(); ++i) {
    const auto value = static_cast<TypeParam>(i);
    EXPECT_EQ(name_of(value), names[i]) << "the table is in the order of the enum";
    EXPECT_EQ(value_of<TypeParam>(names[i]), value);
  }
}

TYPED_TEST(EnumNames, RejectAnUnknownName) {
  EXPECT_EQ(value_of<TypeParam>("unknown"), std::nullopt);
  EXPECT_EQ(value_of<TypeParam>(""), std::nullopt);
}

TEST(EnumTables, HoldTheLastValueOfTheEnum) {
  EXPECT_EQ(name_of(DeviceKind::automatic), "auto");
  EXPECT_EQ(name_of(DeviceKind::cuda), "cuda");
  EXPECT_EQ(name_of(SubwordKind::bpe), "bpe");
  EXPECT_EQ(name_of(BatchUnit::tokens), "tokens");
  EXPECT_EQ(name_of(CellKind::lstm), "lstm");
  EXPECT_EQ(name_of(DecoderKind::conditional), "conditional");
  EXPECT_EQ(name_of(BridgeKind::mean), "mean");
  EXPECT_EQ(name_of(TyingKind::all), "all");
  EXPECT_EQ(name_of(OptimizerKind::sgd), "sgd");
  EXPECT_EQ(name_of(ScheduleKind::luong), "luong");
  EXPECT_EQ(name_of(Metric::loss), "loss");
}

}  // namespace
}  // namespace dragoman
