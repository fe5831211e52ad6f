#include "dragoman/search/load_translator.h"

#include <gtest/gtest.h>

#include "dragoman/base/error.h"
#include "dragoman/nn/model.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// Files of two models over the vocabulary of a few words, and of one over another.
class LoadedTranslators : public testing::Test {
 protected:
  LoadedTranslators() { fs::create_directories(folder_); }

  fs::path write(const std::string& name, uint64_t seed, const std::string& word = "dog",
                 int64_t more_embedded = 0) const {
    VocabularyConfig vocabulary;
    vocabulary.size = 0;
    const Vocabulary joint =
        Vocabulary::train(vocabulary, std::vector<std::string>(20, "a " + word + " is here"));
    ModelFile file;
    ModelConfig& model = file.config.model;
    model.embedding = {.width = 8, .tie = TyingKind::none};
    model.encoder.width = model.decoder.width = model.attention.width = 8;
    file.config.search.beam_size = 3;
    file.source_vocabulary = file.target_vocabulary = joint.bytes();
    const int64_t size = joint.size() + more_embedded;
    for (const auto& item : make_model(model, {size, size}, seed)->named_parameters()) {
      file.tensors[item.key()] = item.value().detach();
    }
    write_model_file(folder_ / name, file);
    return folder_ / name;
  }

  static std::string refusal(const std::vector<fs::path>& paths) {
    try {
      load_ensemble(paths, [](Config&) {});
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  const fs::path folder_ = fs::path(testing::TempDir()) / "dragoman_load_translator";
};

TEST_F(LoadedTranslators, TranslateByTheFilesSettingsUnlessChanged) {
  const auto translator = load_translator(write("one", 1), [](Config& config) {
    EXPECT_EQ(config.search.beam_size, 3);
    config.search.max_length_ratio = 1;
  });
  EXPECT_EQ(translator->settings().config.beam_size, 3);
  const auto translations = translator->translate({"a dog"}, translator->settings());
  EXPECT_EQ(translations.front().hypotheses.size(), 1u);
}

TEST_F(LoadedTranslators, AreOfOneRun) {
  const std::string other = refusal({write("more", 1, "dog", 1)});
  EXPECT_NE(other.find("the model embeds"), std::string::npos) << other;
  EXPECT_NE(other.find("they are not of one run"), std::string::npos);
}

TEST_F(LoadedTranslators, ShareTheirVocabulariesWhereTheyTranslateTogether) {
  const fs::path one = write("one", 1), two = write("two", 2), cat = write("cat", 1, "cat");
  EXPECT_EQ(refusal({one, two}), "");
  EXPECT_EQ(refusal({one, cat}), cat.string() + " has other vocabularies than " + one.string() +
                                     ": models that translate together share theirs");
}

}  // namespace
}  // namespace dragoman
