#include "config/known_keys.h"

#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

std::string message(std::string_view toml) {
  return message_of([&] { check_keys(parse_entries(toml, "c.toml")); });
}

TEST(UnknownKey, IsATypingErrorInTheSameSection) {
  EXPECT_EQ(message("[model.encoder]\n\nwidht = 3"),
            "c.toml:3: model.encoder.widht: unknown key; did you mean 'model.encoder.width'?");
  EXPECT_EQ(message("\"model.encoder.width\" = 3"),
            "c.toml:1: \"model.encoder.width\": unknown key; did you mean 'model.encoder.width'?");
}

TEST(UnknownKey, StandsInAnotherSection) {
  EXPECT_EQ(message("training.beam_size = 3"),
            "c.toml:1: training.beam_size: unknown key; did you mean 'search.beam_size'?");
  EXPECT_EQ(message("width = 3"),
            "c.toml:1: width: unknown key; valid: model.embedding.width, model.encoder.width, "
            "model.attention.width, model.decoder.width");
}

TEST(UnknownKey, ListsTheKeysOfItsSection) {
  EXPECT_EQ(message("runtime.colour = 16"),
            "c.toml:1: runtime.colour: unknown key; valid in runtime: device, threads, kernels, "
            "precision");
}

TEST(UnknownKey, OutsideAllSectionsListsThem) {
  EXPECT_EQ(message("colour = 1"),
            "c.toml:1: colour: unknown key; valid sections: data, vocabulary, batch, model, "
            "optimizer, schedule, training, risk, validation, search, runtime");
}

TEST(UnknownKey, OfAnOverrideMayHaveTheErrorInItsSection) {
  EXPECT_EQ(message_of([] { check_keys(parse_override("modle.encoder.width=3")); }),
            "--set modle.encoder.width=3: modle.encoder.width: unknown key; did you mean "
            "'model.encoder.width'?");
}

TEST(UnknownSection, IsATypingError) {
  EXPECT_EQ(message("[modle]\nx = 1"), "c.toml:1: modle: unknown section; did you mean 'model'?");
  EXPECT_EQ(message("[encoder]"),
            "c.toml:1: encoder: unknown section; did you mean 'model.encoder'?");
  EXPECT_EQ(message("[model.coverage]"),
            "c.toml:1: model.coverage: unknown section; valid in model: embedding, encoder, "
            "attention, decoder, lexical_prior, dropout");
}

TEST(Section, IsNotAValue) {
  EXPECT_EQ(message("model = 3"), "c.toml:1: model: got integer 3, expected a section");
  EXPECT_EQ(message("[[model]]"), "c.toml:1: model: got array, expected a section");
}

}  // namespace
}  // namespace dragoman
