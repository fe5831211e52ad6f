#include "text/sentencepiece_library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "base/bindings.h"

namespace dragoman {
namespace {

TEST(SentencePieceLibrary, CallsItsOwnProtobufAndLeavesLibTorchsAlone) {
  EXPECT_FALSE(sentencepiece_library().make_model()->parse("no model"));
  EXPECT_EQ(torch::ones({2}).sum().item<float>(), 2.0F);
  const std::vector<Binding> bindings = bindings_of(
      [](std::string_view symbol) { return symbol.find("google8protobuf") != symbol.npos; });
  const auto is_ours = [](const std::string& library) {
    return library.find("sentencepiece") != std::string::npos ||
           library.find("protobuf-lite") != std::string::npos;
  };
  size_t ours = 0;
  for (const Binding& binding : bindings) {
    ours += is_ours(binding.from) ? 1 : 0;
    EXPECT_EQ(is_ours(binding.from), is_ours(binding.to))
        << binding.from << " calls " << binding.symbol << " of " << binding.to;
  }
  EXPECT_GT(ours, 0u) << "SentencePiece calls no protobuf";
}

}  // namespace
}  // namespace dragoman
