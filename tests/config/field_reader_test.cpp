#include "config/field_reader.h"

#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

std::string message(std::string_view toml) {
  return message_of([&] { read_fields(parse_entries(toml, "c.toml"), some_choices()); });
}

Config read(std::string_view toml) {
  return read_fields(parse_entries(toml, "c.toml"), some_choices());
}

TEST(FieldReader, KeepsTheDefaultsOfWhatIsNotGiven) {
  EXPECT_EQ(read(""), Config{});
  Config expected;
  expected.model.encoder.width = 256;
  expected.runtime.device = {DeviceKind::cpu, {}};
  EXPECT_EQ(read("[model.encoder]\nwidth = 256\n[runtime]\ndevice = \"cpu\""), expected);
}

TEST(FieldReader, AcceptsAnIntegerForANumberAndNotTheReverse) {
  EXPECT_EQ(read("optimizer.learning_rate = 1").optimizer.learning_rate, 1.0);
  EXPECT_EQ(message("training.seed = 1.0"),
            "c.toml:1: training.seed: got float 1.0, expected integer, at least 0");
}

TEST(FieldReader, NamesAWrongType) {
  EXPECT_EQ(message("model.encoder.bidirectional = 1"),
            "c.toml:1: model.encoder.bidirectional: got integer 1, expected true or false");
  EXPECT_EQ(message("training.seed = \"1\""),
            "c.toml:1: training.seed: got string \"1\", expected integer, at least 0");
  EXPECT_EQ(message("training.label_smoothing = \"none\""),
            "c.toml:1: training.label_smoothing: got string \"none\", expected number, at least 0 "
            "and below 1");
  EXPECT_EQ(message("data.train_source = [\"a\", \"b\"]"),
            "c.toml:1: data.train_source: got array, expected string in quotes");
  EXPECT_EQ(message("model.encoder.cell = true"),
            "c.toml:1: model.encoder.cell: got boolean true, expected string in quotes, one of "
            "gru, lstm");
  EXPECT_EQ(message("[training.seed]"),
            "c.toml:1: training.seed: got table, expected integer, at least 0");
}

TEST(FieldReader, NamesTheRange) {
  EXPECT_EQ(message("[model.encoder]\nwidth = 0"),
            "c.toml:2: model.encoder.width: got 0, expected from 1 to 65536");
  EXPECT_EQ(message("search.beam_size = 101"),
            "c.toml:1: search.beam_size: got 101, expected from 1 to 100");
  EXPECT_EQ(message("model.dropout.input = 1"),
            "c.toml:1: model.dropout.input: got 1.0, expected at least 0 and below 1");
  EXPECT_EQ(message("training.directory = \"\""),
            "c.toml:1: training.directory: got \"\", expected not empty");
}

TEST(FieldReader, TakesAListOrItsOneValue) {
  const auto folders = [](std::string_view toml) { return read(toml).data.prepared; };
  EXPECT_EQ(folders("data.prepared = [\"a\", \"b\"]"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(folders("data.prepared = \"a\""), std::vector<std::string>{"a"});
  EXPECT_TRUE(folders("data.prepared = \"\"").empty());
  EXPECT_TRUE(folders("data.prepared = []").empty());
  EXPECT_EQ(read("data.weights = [1, 0.5]").data.weights, (std::vector<double>{1, 0.5}));
}

TEST(FieldReader, ChecksEachValueOfAList) {
  EXPECT_EQ(message("[data]\nprepared = [\"a\", 1]"),
            "c.toml:2: data.prepared: got integer 1, expected string in quotes");
  EXPECT_EQ(message("data.weights = [1, 0]"),
            "c.toml:1: data.weights: got 0.0, expected above 0 and at most 1000000");
  EXPECT_EQ(message("data.weights = [1, [2]]"),
            "c.toml:1: data.weights: got array, expected number, above 0 and at most 1000000");
  EXPECT_EQ(message("data.weights = [{a = 1}]"),
            "c.toml:1: data.weights: got table, expected number, above 0 and at most 1000000");
  EXPECT_EQ(message("data.weights = {a = 1}"),
            "c.toml:1: data.weights.a: unknown key; did you mean 'data.weights'?");
}

TEST(FieldReader, ReadsADeviceByItsName) {
  EXPECT_EQ(read("runtime.device = \"cuda:1\"").runtime.device,
            (DeviceChoice{DeviceKind::cuda, 1}));
  EXPECT_EQ(message("runtime.device = \"cuda1\""),
            "c.toml:1: runtime.device: got \"cuda1\", expected one of auto, cpu, cuda, cuda:N; did "
            "you mean 'cuda'?");
  EXPECT_EQ(message("runtime.device = 1"),
            "c.toml:1: runtime.device: got integer 1, expected string in quotes, one of auto, cpu, "
            "cuda, cuda:N");
}

TEST(FieldReader, RejectsWhatIsNotFinite) {
  EXPECT_EQ(message("optimizer.learning_rate = nan"),
            "c.toml:1: optimizer.learning_rate: got nan, expected finite number, above 0 and "
            "at most 1000");
  EXPECT_EQ(message("optimizer.clip_norm = inf"),
            "c.toml:1: optimizer.clip_norm: got inf, expected finite number, from 0 to "
            "1000000000000");
}

TEST(FieldReader, NamesTheNearestValidName) {
  EXPECT_EQ(message("model.encoder.cell = \"gur\""),
            "c.toml:1: model.encoder.cell: got \"gur\", expected one of gru, lstm; did you mean "
            "'gru'?");
  EXPECT_EQ(message("model.attention.kind = \"genral\""),
            "c.toml:1: model.attention.kind: got \"genral\", expected one of none, dot, "
            "scaled_dot, general, additive; did you mean 'general'?");
  EXPECT_EQ(message("vocabulary.normalization = \"lowercase\""),
            "c.toml:1: vocabulary.normalization: got \"lowercase\", expected one of nmt_nfkc, "
            "nmt_nfkc_cf, nfkc, nfkc_cf, identity");
}

TEST(FieldReader, KnowsWhatKindsAreCalledElsewhere) {
  const std::string kinds = "expected one of none, dot, scaled_dot, general, additive";
  EXPECT_EQ(message("model.attention.kind = \"bahdanau\""),
            "c.toml:1: model.attention.kind: got \"bahdanau\", " + kinds +
                "; 'bahdanau' is additive here");
  EXPECT_EQ(message("model.attention.kind = \"luong\""),
            "c.toml:1: model.attention.kind: got \"luong\", " + kinds +
                "; 'luong' is dot or general here");
  EXPECT_EQ(message("model.encoder.cell = \"luong\""),
            "c.toml:1: model.encoder.cell: got \"luong\", expected one of gru, lstm");
}

TEST(FieldReader, TakesTheLastEntryOfAKey) {
  auto entries = parse_entries("training.seed = \"wrong type\"", "c.toml");
  for (const auto* text : {"training.seed=2", "training.seed=3"}) {
    entries.push_back(parse_override(text)[0]);
  }
  EXPECT_EQ(read_fields(entries, some_choices()).training.seed, 3);
}

}  // namespace
}  // namespace dragoman
