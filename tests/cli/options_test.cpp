#include <map>
#include <ostream>
#include <regex>
#include <set>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

/// An option, and what it is added to and must change.
struct Effect {
  std::string command, option;
};

std::ostream& operator<<(std::ostream& out, const Effect& effect) {
  return out << effect.command << effect.option;
}

class OptionEffects : public Commands {
 protected:
  static void expect_changes(const std::vector<Effect>& effects) {
    std::map<std::string, std::string> without;
    for (const Effect& effect : effects) {
      if (!without.contains(effect.command)) without[effect.command] = output_of(effect.command);
      EXPECT_TRUE(output_of(effect.command + effect.option) != without[effect.command]) << effect;
    }
  }

  static std::string output_of(const std::string& command) {
    const Outcome outcome = run_command(folder_, command);
    EXPECT_EQ(outcome.exit_code, 0) << command << "\n" << outcome.errors;
    EXPECT_NE(outcome.output, "") << command;
    return outcome.output;
  }
};

TEST_F(OptionEffects, OfSearch) {
  const std::string translate = "translate run/best.safetensors --input valid.en --n-best 3";
  const std::string summed = translate + " --length-penalty none";
  expect_changes({{translate, " --beam-size 12"},
                  {translate, " --length-penalty gnmt"},
                  {translate, " --length-normalization 0.5"},
                  {translate, " --repetition-penalty 5"},
                  {translate, " --no-repeat-ngram 1"},
                  {summed, " --word-reward 2"},
                  {translate, " --max-source-length 2"},
                  {translate + " --max-length-offset 0", " --max-length-ratio 0"},
                  {translate + " --max-length-ratio 0", " --max-length-offset 1"}});
  write_file(folder_ / "short", "0 ||| Tier ||| 0\n1 ||| Tier ||| 0\n");
  expect_changes(
      {{"score run/best.safetensors --source valid.en --n-best short", " --coverage-penalty 1"}});
}

TEST_F(OptionEffects, StoppingWhenTheResultIsCertainChangesNothing) {
  const std::string translate =
      "translate run/best.safetensors --input valid.en --n-best 3 --stop ";
  EXPECT_EQ(output_of(translate + "exact"), output_of(translate + "full"));
  EXPECT_NE(output_of(translate + "first"), "");
}

TEST_F(OptionEffects, OfSampling) {
  const std::string sample = "translate run/best.safetensors --input valid.en --sample";
  expect_changes({{sample, " --seed 2"},
                  {sample, " --top-k 1"},
                  {sample, " --top-p 0.01"},
                  {sample, " --temperature 0.01"},
                  {sample, " --min-length 12"}});
}

TEST_F(OptionEffects, OfMetrics) {
  write_file(folder_ / "other.de",
             std::regex_replace(read_file(folder_ / "valid.de"), std::regex("Tier|B"), "b"));
  write_file(folder_ / "worse.de",
             std::regex_replace(read_file(folder_ / "valid.de"), std::regex("sieht"), "x y"));
  const std::vector<std::string> options = {
      " --lowercase",       " --smooth-method add-k", " --smooth-method floor --smooth-value 0.3",
      " --effective-order", " --chrf-word-order 2",   " --chrf-whitespace",
      " --ter-normalized",  " --ter-case-sensitive",  " --tokenize char"};
  std::vector<Effect> effects = {
      {"compare other.de worse.de --references valid.de", " --randomisations 1"},
      {"compare other.de worse.de --references valid.de", " --samples 3"}};
  for (const std::string& option : options) {
    effects.push_back({"evaluate --hypotheses other.de --references valid.de", option});
    effects.push_back({"compare other.de worse.de --references valid.de", option});
  }
  expect_changes(effects);
}

TEST_F(OptionEffects, OfAligning) {
  for (const std::string side : {"en", "de"}) {
    const auto lines = lines_of(read_file(DRAGOMAN_SOURCE_DIR "/data/sample/train." + side));
    std::string some;
    for (size_t line = 0; line < 200; ++line) some += lines.at(line) + "\n";
    write_file(folder_ / ("sample." + side), some);
  }
  const std::string align = "align --source sample.en --target sample.de";
  expect_changes({{align, " --diagonal-iterations 1"},
                  {align, " --hmm-iterations 0"},
                  {align, " --null 0.9"},
                  {align, " --max-length 3"},
                  {align, " --symmetrize union"}});
}

TEST_F(OptionEffects, OfModelsThatAreMade) {
  const auto model_of = [](const std::string& command) {
    EXPECT_EQ(run_command(folder_, command).exit_code, 0) << command;
    return read_file(folder_ / "made.model");
  };
  const std::string vocab = "vocab --input train.en train.de valid.de --output made.model ";
  for (const char* option : {"--character-coverage 0.98", "--lines 60", "--normalization nfkc_cf",
                             "--no-byte-fallback"}) {
    EXPECT_NE(model_of(vocab), model_of(vocab + option)) << option;
  }
  const std::string shortlist =
      "shortlist run/best.safetensors made.model --source train.en --target train.de ";
  EXPECT_NE(model_of(shortlist + "--per-piece 1"),
            model_of(shortlist + "--per-piece 1 --frequent 1"));
}

/// What only a slow server shows: tests/serve does.
const std::set<std::string> untried = {"--max-requests", "--max-seconds", "--max-connections"};

TEST(EveryOption, IsTriedByATest) {
  const fs::path folder = fs::path(testing::TempDir()) / "dragoman_every_option";
  fs::create_directories(folder);
  std::string tests;
  for (const auto& entry : fs::recursive_directory_iterator(DRAGOMAN_SOURCE_DIR "/tests")) {
    if (entry.is_regular_file()) tests += read_file(entry.path());
  }
  const std::regex command_line("\n  ([a-z][a-z-]*) "), option_line("\n +(?:-[a-z],)?(--[a-z-]+)");
  const auto found = [](const std::string& text, const std::regex& pattern) {
    return std::set<std::string>(std::sregex_token_iterator(text.begin(), text.end(), pattern, 1),
                                 {});
  };
  const auto commands = found(run_command(folder, "--help").output, command_line);
  EXPECT_GT(commands.size(), 15);
  for (const std::string& command : commands) {
    for (const std::string& option :
         found(run_command(folder, command + " --help").output, option_line)) {
      EXPECT_TRUE(untried.contains(option) || tests.find(option) != std::string::npos)
          << command << " " << option;
    }
  }
}

}  // namespace
}  // namespace dragoman::testing_cli
