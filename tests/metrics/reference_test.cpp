#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dragoman/metrics/bleu.h"
#include "dragoman/metrics/chrf.h"
#include "dragoman/metrics/ter.h"

namespace dragoman {
namespace {

using nlohmann::json;

constexpr double tolerance = 1e-6;

std::filesystem::path cases_file() {
  if (const char* given = std::getenv("DRAGOMAN_REFERENCE_SCORES")) return given;
  return std::filesystem::path(DRAGOMAN_SOURCE_DIR) / "../shared/metrics/cases.jsonl";
}

struct Case {
  std::vector<std::string> hypotheses;
  References references;
};

/// The reference's signature, with our version for its own.
std::string expected_signature(const json& expected) {
  const auto signature = expected.at("signature").get<std::string>();
  return signature.substr(0, signature.rfind(':') + 1) + "dragoman-" DRAGOMAN_VERSION;
}

void expect_score(const Score& score, const json& expected) {
  EXPECT_NEAR(score.score, expected.at("score").get<double>(), tolerance);
  EXPECT_EQ(score.signature, expected_signature(expected));
}

BleuOptions bleu_options(const json& options) {
  BleuOptions result;
  result.tokenizer = value_of<BleuTokenizer>(options.value("tokenize", "13a")).value();
  result.lowercase = options.value("lowercase", false);
  result.smoothing = value_of<BleuSmoothing>(options.value("smooth_method", "exp")).value();
  if (options.contains("smooth_value") && !options["smooth_value"].is_null()) {
    result.smooth_value = options["smooth_value"].get<double>();
  }
  result.effective_order = options.value("effective_order", false);
  return result;
}

void check_bleu(const Case& texts, const json& expected) {
  const BleuScore bleu =
      corpus_bleu(texts.hypotheses, texts.references, bleu_options(expected.at("options")));
  expect_score(bleu, expected);
  const json& detail = expected.at("detail");
  for (int n = 0; n < bleu_order; ++n) {
    EXPECT_NEAR(bleu.precisions[n], detail.at("precisions")[n].get<double>(), tolerance);
    EXPECT_NEAR(bleu.counts[n], detail.at("counts")[n].get<double>(), tolerance);
    EXPECT_NEAR(bleu.totals[n], detail.at("totals")[n].get<double>(), tolerance);
  }
  EXPECT_NEAR(bleu.brevity_penalty, detail.at("bp").get<double>(), tolerance);
  EXPECT_EQ(bleu.hypothesis_length, detail.at("sys_len").get<int64_t>());
  EXPECT_EQ(bleu.reference_length, detail.at("ref_len").get<int64_t>());
}

void check_sentence_bleu(const Case& texts, const json& expected) {
  const BleuOptions options = bleu_options(expected.at("options"));
  for (size_t i = 0; i < texts.hypotheses.size(); ++i) {
    const BleuScore bleu = sentence_bleu(texts.hypotheses[i], texts.references[i], options);
    EXPECT_NEAR(bleu.score, expected.at("score")[i].get<double>(), tolerance) << "sentence " << i;
    EXPECT_EQ(bleu.signature, expected_signature(expected));
  }
}

void check_chrf(const Case& texts, const json& expected) {
  const json& given = expected.at("options");
  ChrfOptions options;
  options.word_order = given.value("word_order", 0);
  options.lowercase = given.value("lowercase", false);
  options.whitespace = given.value("whitespace", false);
  options.eps_smoothing = given.value("eps_smoothing", false);
  expect_score(corpus_chrf(texts.hypotheses, texts.references, options), expected);
}

void check_ter(const Case& texts, const json& expected) {
  const json& given = expected.at("options");
  TerOptions options;
  options.normalized = given.value("normalized", false);
  options.no_punctuation = given.value("no_punct", false);
  options.asian_support = given.value("asian_support", false);
  options.case_sensitive = given.value("case_sensitive", false);
  const TerScore ter = corpus_ter(texts.hypotheses, texts.references, options);
  expect_score(ter, expected);
  EXPECT_EQ(ter.edits, expected.at("detail").at("num_edits").get<int64_t>());
  EXPECT_NEAR(ter.reference_length, expected.at("detail").at("ref_length").get<double>(),
              tolerance);
}

void check(const Case& texts, const json& expected) {
  const auto metric = expected.at("metric").get<std::string>();
  if (metric == "bleu") {
    check_bleu(texts, expected);
  } else if (metric == "sentence_bleu") {
    check_sentence_bleu(texts, expected);
  } else if (metric == "chrf") {
    check_chrf(texts, expected);
  } else if (metric == "ter") {
    check_ter(texts, expected);
  } else {
    ADD_FAILURE() << "no such metric";
  }
}

/// Checks every score of every case, and answers how many there are.
int check_cases(std::istream& file) {
  int checked = 0;
  for (std::string line; std::getline(file, line);) {
    const json entry = json::parse(line);
    const Case texts = {entry.at("hypotheses").get<std::vector<std::string>>(),
                        entry.at("references").get<References>()};
    for (const json& expected : entry.at("expected")) {
      SCOPED_TRACE(entry.at("name").get<std::string>() + " " +
                   expected.at("metric").get<std::string>() + " " + expected.at("options").dump());
      check(texts, expected);
      ++checked;
    }
  }
  return checked;
}

TEST(Reference, EqualsThePublishedImplementation) {
  std::ifstream file(cases_file());
  if (!file) {
    GTEST_SKIP() << "no reference scores at " << cases_file()
                 << "; DRAGOMAN_REFERENCE_SCORES names the file to compare with";
  }
  const int checked = check_cases(file);
  EXPECT_GT(checked, 0);
  RecordProperty("scores_compared", checked);
}

// The project's own cases: their scores come from the formulas and regular expressions of the
// papers and mteval, written a second time in Python on its re, regex and str.
TEST(Reference, EqualsASecondImplementation) {
  std::ifstream file(std::filesystem::path(DRAGOMAN_SOURCE_DIR) / "tests/metrics/cases.jsonl");
  EXPECT_EQ(check_cases(file), 168);
}

}  // namespace
}  // namespace dragoman
