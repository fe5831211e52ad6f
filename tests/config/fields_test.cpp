#include "config/fields.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "config/for_each_field.h"

namespace dragoman {
namespace {

TEST(Fields, HaveAKeyOfTheirOwn) {
  std::set<std::string> keys;
  const Config config;
  for_each_field(config, [&](const Field& field, const auto&) {
    EXPECT_TRUE(keys.insert(field.key()).second) << field.key();
  });
  EXPECT_EQ(keys.count("model.encoder.width"), 1u);
}

TEST(Fields, AreDocumented) {
  const Config config;
  for_each_field(config, [&](const Field& field, const auto&) {
    EXPECT_FALSE(field.documentation.empty()) << field.key();
    EXPECT_FALSE(field.section_documentation.empty()) << field.section;
    EXPECT_EQ(field.documentation.find('\n'), std::string_view::npos) << field.key();
    EXPECT_NE(field.documentation.back(), '.') << field.key();
  });
}

TEST(Fields, HaveValidDefaults) {
  const Config config;
  for_each_field(config, [&](const Field& field, const auto& member) {
    if constexpr (requires { static_cast<double>(member); }) {
      EXPECT_TRUE(holds(field.constraint, static_cast<double>(member))) << field.key();
    }
  });
}

TEST(Fields, OfNumbersHaveAnUpperBound) {
  const Config config;
  int numbers = 0;
  for_each_field(config, [&](const Field& field, const auto& member) {
    using Member = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Member, int64_t> || std::is_same_v<Member, double>) {
      ++numbers;
      if (field.key() == "training.seed") return;  // costs the same whatever it is
      EXPECT_FALSE(holds(field.constraint, 1.1e12)) << field.key();
      if (field.key() == "search.word_reward") return;  // may be a penalty
      EXPECT_FALSE(holds(field.constraint, -1e-9)) << field.key();
    }
  });
  EXPECT_GT(numbers, 40);
}

// Converts to any type, so that the number of initialisers that a struct takes can be counted.
struct Any {
  template <class Type>
  operator Type() const;
};

template <class Struct, class... Members>
constexpr size_t member_count() {
  if constexpr (requires { Struct{Members{}..., Any{}}; }) {
    return member_count<Struct, Members..., Any>();
  } else {
    return sizeof...(Members);
  }
}

template <class Struct>
constexpr size_t line_count() {
  return member_count<Struct>();
}

/// The keys of two of its members stand among its own.
template <>
constexpr size_t line_count<SearchConfig>() {
  return member_count<SearchConfig>() - 2 + member_count<Scoring>() + member_count<Repetitions>();
}

struct Count {
  size_t lines = 0;
  template <class... Line>
  void operator()(const Line&...) {
    ++lines;
  }
  template <class Section>
  void section(std::string_view, Section&, std::string_view) {
    ++lines;
  }
};

template <class Struct>
class Table : public testing::Test {};
using Structs = testing::Types<DataConfig, VocabularyConfig, BatchConfig, EmbeddingConfig,
                               EncoderConfig, AttentionConfig, DecoderConfig, DropoutConfig,
                               ModelConfig, OptimizerConfig, ScheduleConfig, TrainingConfig,
                               ValidationConfig, SearchConfig, RuntimeConfig, Config>;
TYPED_TEST_SUITE(Table, Structs);

TYPED_TEST(Table, HasALineForEveryMember) {
  Count count;
  TypeParam config;
  visit_fields(count, config);
  EXPECT_EQ(count.lines, line_count<TypeParam>());
}

}  // namespace
}  // namespace dragoman
