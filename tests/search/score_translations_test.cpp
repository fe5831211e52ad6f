#include "dragoman/search/score_translations.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dragoman/nn/model.h"

namespace dragoman {
namespace {

std::vector<std::string> lines() {
  return {"a dog sees a cat", "the cat sees dogs", "cats", "", "the dog and the cat see a dog"};
}

/// Of a model that writes words, and ends before the length limit ends them.
Translator make_translator() {
  const Vocabulary joint = Vocabulary::train({}, lines());
  ModelConfig model;
  model.embedding = {.width = 16, .tie = TyingKind::none};
  model.encoder.width = model.decoder.width = model.attention.width = 32;
  const auto made = make_model(model, {joint.size(), joint.size()}, 3);
  const torch::NoGradGuard no_grad;
  const Tensor bias = made->named_parameters()["output_bias"];
  bias[TokenIds::end] += 3;
  bias.slice(0, TokenIds::end + 1, TokenIds::end + 257) -= 10;  // single bytes
  return {made->stepper(), {joint, joint, true}, {}};
}

double sum_of(const ScoredTranslation& scored) {
  return std::accumulate(
      scored.words.begin(), scored.words.end(), 0.0,
      [](double sum, const WordLogProbability& word) { return sum + word.log_probability; });
}

TEST(ScoreTranslations, AreTheSearchsOwnForEveryScoring) {
  const Translator translator = make_translator();
  for (const LengthPenalty penalty :
       {LengthPenalty::none, LengthPenalty::average, LengthPenalty::gnmt}) {
    SearchSettings settings = translator.settings();
    settings.config.scoring = {penalty, 0.7, 0.4, 0.2};
    settings.n_best = settings.config.beam_size;
    std::vector<SourceText> sources;
    for (const std::string& line : lines()) sources.push_back({line, "the cat sees "});
    int compared = 0;
    for (const Translation& translation : translator.translate(sources, settings)) {
      const std::string source = translator.vocabularies().source.decode(translation.source);
      for (const Hypothesis& found : translation.hypotheses) {
        const std::string text = translator.vocabularies().target.decode(found.words);
        // A hypothesis may spell a text in other pieces than the vocabulary does.
        if (translator.vocabularies().target.encode(text) != found.words) continue;
        const auto scored = score_translations(translator, {source}, {text}, settings).front();
        EXPECT_NEAR(scored.log_probability, found.log_probability, 1e-5);
        EXPECT_NEAR(scored.score, found.score, 1e-5);
        ++compared;
      }
    }
    EXPECT_GT(compared, 5);
  }
}

TEST(ScoreTranslations, WordsAddUpToTheSentence) {
  const Translator translator = make_translator();
  const auto scored = score_translations(translator, lines(), lines(), translator.settings());
  ASSERT_EQ(scored.size(), lines().size());
  for (const ScoredTranslation& translation : scored) {
    EXPECT_NEAR(sum_of(translation), translation.log_probability, 1e-9);
    EXPECT_EQ(translation.words.back().word, "</s>");
  }
  EXPECT_EQ(scored[0].words.size(), 6);
  EXPECT_EQ(scored[0].words[1].word, "dog");
  EXPECT_EQ(scored[3].words.size(), 1);
}

TEST(ScoreTranslations, CutSourcesWhereTheSearchDoes) {
  const Translator translator = make_translator();
  SearchSettings settings = translator.settings();
  const auto whole = score_translations(translator, {"cats"}, {"dogs"}, settings).front();
  settings.config.max_source_length =
      static_cast<int64_t>(translator.vocabularies().source.encode("cats").size());
  const auto cut = score_translations(translator, {"cats and dogs"}, {"dogs"}, settings).front();
  EXPECT_GT(cut.left_out, 0);
  EXPECT_EQ(cut.log_probability, whole.log_probability);
}

TEST(ScorePairs, ScoresThePiecesThatASearchFound) {
  const Translator translator = make_translator();
  for (const Translation& found : translator.translate(lines())) {
    if (found.target.empty()) continue;
    const EncodedPair pair = {{found.source.begin(), found.source.end()},
                              {found.target.begin(), found.target.end()}};
    const auto scored = score_pairs(translator, {pair}, translator.settings()).front();
    EXPECT_NEAR(scored.log_probability, found.hypotheses.front().log_probability, 1e-5);
  }
}

}  // namespace
}  // namespace dragoman
