#include <algorithm>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/field_reader.h"
#include "config/for_each_field.h"
#include "config/messages.h"

namespace dragoman {
namespace {

using testing::HasSubstr;

// Another valid value for a member of each type.
void perturb(const Constraint&, bool& member) {
  member = !member;
}

void perturb(const Constraint& constraint, int64_t& member) {
  constexpr int64_t widest_gap = 8;
  for (const int64_t last = member + widest_gap; member < last;) {
    if (holds(constraint, static_cast<double>(++member))) return;
  }
  FAIL() << "no value found";
}

void perturb(const Constraint& constraint, double& member) {
  // One in every interval of the table, and not a short decimal.
  const double third = 1.0 / 3;
  for (const double value : {third, 1 - third / 100, 1 + third}) {
    if (holds(constraint, value)) {
      member = value;
      return;
    }
  }
  FAIL() << "no value found";
}

void perturb(const Constraint& constraint, std::string& member) {
  const Choices choices = some_choices();
  const auto& names = valid_names(constraint, choices);
  const auto other =
      std::find_if(names.begin(), names.end(), [&](const auto& name) { return name != member; });
  member = other != names.end() ? *other : "a \"b\"\\c\n\t# ü = [1]";
}

template <class Enum>
requires std::is_enum_v<Enum>
void perturb(const Constraint&, Enum& member) {
  const auto& table = name_table<Enum>;
  member = table[(static_cast<size_t>(member) + 1) % table.size()].value;
}

void perturb(const Constraint&, DeviceChoice& member) {
  member = {DeviceKind::cuda, 3};
}

template <class Value>
void perturb(const Constraint& constraint, std::vector<Value>& member) {
  member.resize(2);
  perturb(constraint, member.back());
  member.front() = member.back();
}

/// Reads without the rules between settings, as a single changed field may break them.
Config read_back(const Config& config) {
  return read_fields(parse_entries(write_config(config), "written"), some_choices());
}

TEST(WriteConfig, RoundTripsEveryField) {
  const Config defaults;
  for_each_field(defaults, [&](const Field& listed, const auto&) {
    SCOPED_TRACE(listed.key());
    Config config;
    for_each_field(config, [&](const Field& field, auto& member) {
      if (field.key() == listed.key()) perturb(field.constraint, member);
    });
    EXPECT_NE(config, defaults);
    EXPECT_EQ(read_back(config), config);
  });
}

TEST(WriteConfig, RoundTripsAllFieldsTogether) {
  Config config;
  for_each_field(config,
                 [](const Field& field, auto& member) { perturb(field.constraint, member); });
  EXPECT_EQ(read_back(config), config);
}

TEST(WriteConfig, RoundTripsEveryEnumValue) {
  const Config defaults;
  for_each_field(defaults, [&]<class Member>(const Field& listed, const Member&) {
    if constexpr (std::is_enum_v<Member>) {
      for (const auto& [value, name] : name_table<Member>) {
        Config config;
        for_each_field(config, [&, chosen = value](const Field& field, auto& member) {
          if constexpr (std::is_same_v<std::decay_t<decltype(member)>, Member>) {
            if (field.key() == listed.key()) member = chosen;
          }
        });
        EXPECT_THAT(write_config(config), HasSubstr("\n" + std::string(listed.name) + " = \"" +
                                                    std::string(name) + "\"\n"));
        EXPECT_EQ(read_back(config), config);
      }
    }
  });
}

TEST(WriteConfig, OfTheDefaultsIsValid) {
  EXPECT_EQ(parse_config(write_config(Config{}), "written", {}, some_choices()), Config{});
}

TEST(WriteConfig, IsStable) {
  Config config;
  config.optimizer.learning_rate = 0.1 + 0.2;
  EXPECT_EQ(write_config(read_back(config)), write_config(config));
}

TEST(WriteConfig, DocumentsEachKeyAboveIt) {
  const std::string text = write_config(Config{});
  EXPECT_THAT(text, HasSubstr("\n# Reads the source into the memory.\n[model.encoder]\n"));
  EXPECT_THAT(text, HasSubstr("\n# Memory width M, both directions together [from 1 to 65536]\n"
                              "width = 512\n"));
  EXPECT_THAT(text, HasSubstr("\nlearning_rate = 0.001\n"));
}

TEST(WriteConfig, KeepsItsLinesShort) {
  std::istringstream lines(describe_config(some_choices()));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
}

TEST(DescribeConfig, IsTheDefaultsWithTheNamesOfOtherRooms) {
  EXPECT_EQ(describe_config(), write_config(Config{}));
  EXPECT_THAT(describe_config(some_choices()),
              HasSubstr("[one of none, dot, scaled_dot, general, additive]\nkind = \"additive\""));
  EXPECT_EQ(parse_config(describe_config(some_choices()), "help", {}, some_choices()), Config{});
}

}  // namespace
}  // namespace dragoman
