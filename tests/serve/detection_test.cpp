#include "serve/detection.h"

#include <gtest/gtest.h>

#include "serve/small_translator.h"

namespace dragoman {
namespace {

/// Over a vocabulary of two languages, a model whose decoder expects the words of some text.
std::shared_ptr<const Translator> writer_of(const std::string& text) {
  const auto translator = small_translator({"der Hund sieht", "the dog sees"});
  const Vocabularies& vocabularies = translator->vocabularies();
  const auto size = static_cast<int64_t>(vocabularies.target.size());
  const auto model = make_model(small_model(), {size, size}, 3);
  const torch::NoGradGuard no_gradients;
  torch::Tensor bias = model->named_parameters()["output_bias"];
  for (const int64_t word : vocabularies.target.encode(text)) bias[word] = 5;
  return std::make_shared<Translator>(model->stepper(), vocabularies, translator->config());
}

TEST(DetectLanguage, TakesTheVocabularyThatFindsTheTextMoreProbable) {
  const std::vector<std::string> german(30, "Ein großer Hund läuft schnell über die Straße");
  const std::vector<std::string> english(30, "A big dog runs fast across the street here");
  const ServedModels models({served("de", "en", small_translator(german)),
                             served("en", "de", small_translator(english))});
  const auto of_german = detect_language(models, "Ein Hund läuft");
  EXPECT_EQ(of_german[0].code, "de");
  EXPECT_GT(of_german[0].confidence, 90);
  EXPECT_NEAR(of_german[0].confidence + of_german[1].confidence, 100, 1e-9);
  EXPECT_EQ(detect_language(models, "A dog runs fast")[0].code, "en");
}

TEST(DetectLanguage, TakesTheDecoderThatExpectsTheTextWhereVocabulariesAreAlike) {
  const auto to_german = writer_of("der Hund sieht"), to_english = writer_of("the dog sees");
  const ServedModels models({served("en", "de", to_german), served("de", "en", to_english)});
  const auto of_german = detect_language(models, "der Hund");
  EXPECT_EQ(of_german[0].code, "de");
  EXPECT_GT(of_german[0].confidence, 90);
  EXPECT_NEAR(of_german[0].confidence + of_german[1].confidence, 100, 1e-9);
  EXPECT_EQ(detect_language(models, "the dog")[0].code, "en");
  EXPECT_EQ(detect_language(models, "")[0].confidence, 50);
}

TEST(DetectLanguage, CannotTellLanguagesApartThatNoDecoderWrites) {
  const auto translator = writer_of("the dog sees");
  const ServedModels models({served("de", "en", translator), served("nl", "en", translator)});
  EXPECT_EQ(detect_language(models, "der Hund")[0].confidence, 50);
}

}  // namespace
}  // namespace dragoman
