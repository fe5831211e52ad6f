#include <regex>

#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

const std::string model = "run/best.safetensors";

class CommandLine : public Commands {
 protected:
  /// The command must be refused with exactly this line.
  static void expect_line(const std::string& arguments, const std::string& line) {
    expect_refused(arguments, {});
    EXPECT_EQ(read_file(folder_ / "stderr.txt"), line + "\n") << arguments;
  }
};

TEST_F(CommandLine, UnknownNamesComeWithTheNearest) {
  expect_line("trian c.toml", "unknown command 'trian'; did you mean 'train'?");
  expect_refused("bogus", {"unknown command 'bogus'; valid: init, prepare, train, vocab"});
  expect_line("translate " + model + " --beam 5",
              "translate: unknown option --beam; did you mean --beam-size?");
  expect_line("translate --beam-sise=5",
              "translate: unknown option --beam-sise; did you mean --beam-size?");
  expect_line("translate " + model + " --quick",
              "translate: unknown option --quick; see dragoman translate --help");
  expect_line("translate " + model + " -b 5",
              "translate: unknown option -b; see dragoman translate --help");
  expect_line("--verison", "unknown option --verison; did you mean --version?");
}

TEST_F(CommandLine, ArgumentsThatAreMissingOrTooMany) {
  expect_line("translate", "translate: MODEL is missing; see dragoman translate --help");
  expect_line("train", "train: CONFIG.toml is missing; see dragoman train --help");
  expect_line("vocab --input train.en",
              "vocab: --output FILE is missing; see dragoman vocab --help");
  expect_line("compare valid.de --references valid.de",
              "compare: BASELINE SYSTEM... has 1 of at least 2; see dragoman compare --help");
  expect_line("translate " + model + " second",
              "translate: unexpected argument 'second'; see dragoman translate --help");
  expect_line("inspect " + model + " train",
              "inspect: unexpected argument 'train'; see dragoman inspect --help");
  expect_line("translate " + model + " --beam-size",
              "translate: --beam-size needs a value: N (1–100)");
  expect_line("translate " + model + " --input --output out.txt",
              "translate: --input needs a value: FILE");
  expect_line("translate " + model + " --input=", "translate: --input needs a value: FILE");
  expect_line("translate " + model + " --beam-size 2 --beam-size 3",
              "translate: --beam-size is given twice");
}

TEST_F(CommandLine, ValuesSayWhatTheOptionTakes) {
  const std::string size = "translate " + model + " --beam-size ";
  const std::string expected = "', expected an integer from 1 to 100";
  for (const std::string got : {"abc", "0", "101", "-5", "2.5", "3x", "99999999999999999999"}) {
    expect_line(size + got, "--beam-size: got '" + got + expected);
  }
  expect_line("translate " + model + " --length-normalization nan",
              "--length-normalization: got 'nan', expected a number from 0 to 10");
  expect_line("vocab --input train.en --output v --kind word",
              "--kind: got 'word', expected unigram or bpe");
  expect_line("translate " + model + " --alignment pharaoh",
              "--alignment: got 'pharaoh', expected hard, soft or json");
  const std::string evaluate = "evaluate --hypotheses valid.de --references valid.de ";
  expect_line(evaluate + "--tokenize 13",
              "--tokenize: got '13', expected none, 13a, intl, char or zh");
  expect_line(evaluate + "--metrics bleu,rouge",
              "--metrics: got 'rouge', expected bleu, chrf or ter");
  expect_line(evaluate + "--length-bounds 5,x",
              "--length-bounds: got 'x', expected an integer from 1 to 1000000");
  const std::string compare = "compare valid.de valid.de --references valid.de ";
  expect_line(compare + "--samples 999999999999",
              "--samples: got '999999999999', expected an integer from 1 to 1000000");
  expect_line(compare + "--seed -1", "--seed: got '-1', expected an integer from 0 on");
}

TEST_F(CommandLine, FilesAreRefusedBeforeTheWork) {
  expect_line("translate c.toml", "c.toml is not a model file: give a best.safetensors");
  // The model does not exist: it would be missed first if the output were not looked at before.
  for (const std::string command :
       {"translate missing.model --output ", "attention missing.model 'A dog' --svg ",
        "vocab --input missing.en --output "}) {
    expect_line(command + "no/dir/f",
                "cannot write no/dir/f: folder no/dir does not exist: create it");
    expect_line(command + "run", "run is a folder: give the name of a file");
  }
}

/// The lines of all commands' help that list an option.
std::vector<std::string> option_lines(const fs::path& folder) {
  std::vector<std::string> lines;
  for (const std::string command :
       {"train", "vocab", "evaluate", "compare", "translate", "study", "attention", "score",
        "average", "init", "inspect", "quantize", "shortlist"}) {
    std::istringstream help(run_command(folder, command + " --help").output);
    for (std::string line; std::getline(help, line);) {
      if (line.find("  -") == 0) lines.push_back(command + line);
    }
  }
  return lines;
}

TEST_F(CommandLine, EveryNumberHasAnUpperBoundInTheHelp) {
  const std::regex number("[a-z]+  --[a-z-]+ N.*"),
      bounded("[a-z]+  --[a-z-]+ N(,…)? \\(-?[0-9.]+–[0-9.]+\\).*");
  int numbers = 0;
  for (const std::string& line : option_lines(folder_)) {
    EXPECT_FALSE(std::regex_search(line, std::regex("INT|FLOAT|NUMBER|TEXT|->|\\{"))) << line;
    if (!std::regex_match(line, number)) continue;
    ++numbers;
    if (line.find("--seed ") == std::string::npos) {  // costs the same whatever it is
      EXPECT_TRUE(std::regex_match(line, bounded)) << line;
    }
  }
  EXPECT_GT(numbers, 15);
}

TEST_F(CommandLine, HelpSaysWhatOptionsTake) {
  const std::string translate = run_command(folder_, "translate --help").output;
  EXPECT_THAT(translate, HasSubstr("--beam-size N (1–100)"));
  EXPECT_THAT(translate, HasSubstr("--device auto|cpu|cuda"));
  EXPECT_THAT(translate, HasSubstr("Usage: dragoman translate [OPTIONS] MODEL"));
  EXPECT_THAT(run_command(folder_, "vocab --help").output, HasSubstr("--kind unigram|bpe"));
  EXPECT_THAT(run_command(folder_, "translate --beam --help").output, HasSubstr("Usage"));
}

}  // namespace
}  // namespace dragoman::testing_cli
