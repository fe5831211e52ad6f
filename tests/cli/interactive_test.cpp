#include "cli/pseudo_terminal.h"
#include "cli/trained_model.h"

namespace dragoman::testing_cli {
namespace {

using testing::ContainsRegex;
using testing::Not;

/// A model that has learnt its corpus.
class PromptOf : public Commands {
 protected:
  static void SetUpTestSuite() {
    Commands::SetUpTestSuite();
    const Outcome trained = run_command(
        folder_,
        "train c.toml --set training.directory=learnt --set training.max_epochs=40 --set "
        "optimizer.learning_rate=0.01");
    ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  }

  void SetUp() override {
    home_ = folder_ / "home";
    fs::remove_all(home_);
    fs::create_directories(home_);
    open({});
  }

  void open(const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"translate", "learnt/best.safetensors"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    terminal_.emplace(folder_, home_, arguments);
    EXPECT_THAT(terminal_->read_until("> "), HasSubstr(":help lists commands"));
  }

  std::string answer(const std::string& line) { return terminal_->answer(line); }

  static std::string translation_of(const std::string& source, const std::string& options = "") {
    write_file(folder_ / "typed.txt", source + "\n");
    const Outcome outcome = run_command(
        folder_, "translate learnt/best.safetensors --precision int8 " + options, "typed.txt");
    return outcome.output.substr(0, outcome.output.find('\n'));
  }

  static inline fs::path home_;
  std::optional<PseudoTerminal> terminal_;
};

constexpr const char* dog = "The dog sees 7 trees.";

/// A beginning after which no translation is quick.
std::string many_words() {
  std::string words;
  for (int pair = 0; pair < 300; ++pair) words += "Vogel sieht ";
  return words;
}

TEST_F(PromptOf, TranslatesWhatIsTypedSentenceBySentence) {
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
  const std::string both = answer("The dog sees 7 trees. The cat sees 8 trees.");
  EXPECT_THAT(both, HasSubstr(translation_of(dog)));
  EXPECT_THAT(both, HasSubstr(translation_of("The cat sees 8 trees.")));
}

TEST_F(PromptOf, IsQuickUnlessAPrecisionIsAskedFor) {
  const auto greeting = [&](const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"translate", "learnt/best.safetensors"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    PseudoTerminal terminal(folder_, home_, arguments);
    return terminal.read_until("> ");
  };
  EXPECT_THAT(greeting({}), HasSubstr("in int8; --precision fp32"));
  EXPECT_THAT(greeting({"--precision", "fp32"}), Not(HasSubstr("int8")));
}

TEST_F(PromptOf, ShowsTheTranslationAsItGrows) {
  EXPECT_THAT(answer(dog), HasSubstr("\r\033[K"));
}

TEST_F(PromptOf, HelpNamesEveryCommand) {
  const std::string help = answer(":help");
  for (const char* command : {":beam N", ":nbest N", ":attention on|off", ":sample T|off",
                              ":force [PREFIX]", ":score SOURCE ||| TARGET", ":time on|off",
                              ":model FILE", ":reverse [FILE]", ":save FILE", ":quit"}) {
    EXPECT_THAT(help, HasSubstr(command));
  }
}

TEST_F(PromptOf, BeamAndNBestAreThoseOfTheOptions) {
  answer(":beam 1");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog, "--beam-size 1")));
  answer(":nbest 3");
  EXPECT_THAT(answer(dog), ContainsRegex("-?[0-9]+\\.[0-9]{4}  "));
  answer(":nbest 1");
  EXPECT_THAT(answer(dog), Not(ContainsRegex("-[0-9]+\\.[0-9]{4}  ")));
}

TEST_F(PromptOf, AttentionDrawsAMapUntilItIsSwitchedOff) {
  answer(":attention on");
  EXPECT_THAT(answer(dog), ContainsRegex("##|[0-9]{2} "));
  answer(":attention off");
  EXPECT_THAT(answer(dog), Not(ContainsRegex("[0-9]{2} +[0-9]{2} ")));
}

TEST_F(PromptOf, SamplesUntilItIsSwitchedOff) {
  const std::string searched = translation_of(dog);
  answer(":sample 5");
  EXPECT_THAT(answer(dog), Not(HasSubstr(searched + "\r\n")));
  answer(":sample off");
  EXPECT_THAT(answer(dog), HasSubstr(searched));
}

TEST_F(PromptOf, SamplingLeavesTheBeamAsItWasAskedFor) {
  open({"--top-p", "0.9"});
  EXPECT_THAT(answer(":beam 3"), HasSubstr(":sample off first"));
  answer(":sample off");
  EXPECT_EQ(answer(":beam 1").find("draws"), std::string::npos);
  answer(":nbest 3");
  answer(":nbest 1");
  answer(":sample 0.5");
  answer(":sample off");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog, "--beam-size 1") + "\r\n"));
}

TEST_F(PromptOf, ChoosesByRiskWhereItWasAsked) {
  const std::string unlike = "The bird sees 99 dogs, a cat and 3 horses near trees.";
  open({"--mbr", "12", "--precision", "int8"});
  EXPECT_THAT(answer(unlike), HasSubstr(translation_of(unlike, "--mbr 12") + "\r\n"));
}

TEST_F(PromptOf, ForceBeginsEveryTranslation) {
  answer(":force Vogel sie");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog, "--prefix 'Vogel sie'")));
  EXPECT_THAT(translation_of(dog, "--prefix 'Vogel sie'"), testing::StartsWith("Vogel sie"));
  answer(":force");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
}

TEST_F(PromptOf, ScoresAGivenTranslation) {
  EXPECT_THAT(answer(":score The dog. ||| Der Hund."),
              ContainsRegex("log probability -[0-9.]+, -[0-9.]+ a piece:.*</s> -[0-9.]+"));
  EXPECT_THAT(answer(":score no bars"), HasSubstr(":score takes SOURCE ||| TARGET"));
}

TEST_F(PromptOf, TellsTheTimeWhenAsked) {
  answer(":time on");
  EXPECT_THAT(answer(dog), ContainsRegex("\\([0-9.]+ ms\\)"));
  answer(":time off");
  EXPECT_THAT(answer(dog), Not(HasSubstr(" ms)")));
}

TEST_F(PromptOf, ChangesModelsAndGoesBack) {
  EXPECT_THAT(answer(":reverse"), HasSubstr("the first time"));
  EXPECT_THAT(answer(":model none.safetensors"), HasSubstr("none.safetensors"));
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));  // the model stays
  fs::copy_file(folder_ / "learnt/best.safetensors", folder_ / "other.safetensors",
                fs::copy_options::overwrite_existing);
  answer(":model other.safetensors");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
  answer(":reverse");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
}

TEST_F(PromptOf, SavesWhatWasSaid) {
  answer(dog);
  EXPECT_THAT(answer(":save said.tsv"), HasSubstr("1 sentences saved in said.tsv"));
  EXPECT_EQ(read_file(folder_ / "said.tsv"), std::string(dog) + "\t" + translation_of(dog) + "\n");
}

TEST_F(PromptOf, ErrorsAreOneLineAndChangeNothing) {
  EXPECT_THAT(answer(":bem 3"), HasSubstr("unknown command ':bem'; did you mean ':beam'?"));
  EXPECT_THAT(answer(":beam 0"), HasSubstr(":beam: got '0', expected an integer from 1 to"));
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
}

TEST_F(PromptOf, TabCompletesCommands) {
  terminal_->type(":he\t");
  terminal_->read_until("lp ");
  EXPECT_THAT(answer(""), HasSubstr("what can be typed here"));
  terminal_->type(":s\t");
  const std::string offered = terminal_->read_until(":score");
  EXPECT_THAT(offered + terminal_->read_until("> :s"), HasSubstr(":sample  :score  :save"));
}

TEST_F(PromptOf, CtrlCClearsTheLineAndNeverLeaves) {
  terminal_->type("The cat that nobody\x03");
  terminal_->read_until("\033[K");
  EXPECT_THAT(answer(dog), HasSubstr(translation_of(dog)));
}

TEST_F(PromptOf, CtrlCGivesUpTheSentence) {
  answer(":beam 100");
  answer(":force " + many_words());
  terminal_->type(many_words() + "\n");
  ::usleep(300'000);
  terminal_->type("\x03");
  EXPECT_THAT(terminal_->read_until("(stopped)"), HasSubstr("(stopped)"));
  terminal_->type(std::string(":force\n:beam 5\n") + dog + "\n");
  EXPECT_THAT(terminal_->read_until(translation_of(dog)), HasSubstr(translation_of(dog)));
}

TEST_F(PromptOf, QuitLeaves) {
  terminal_->type(":quit\n");
  EXPECT_EQ(terminal_->wait(), 0);
}

TEST_F(PromptOf, CtrlDTypedTooEarlyLeavesAfterTheSentence) {
  answer(":beam 100");
  answer(":force " + many_words());
  terminal_->type(std::string(dog) + "\n");
  ::usleep(100'000);
  terminal_->type("\x04");
  EXPECT_EQ(terminal_->wait(), 0);
}

TEST_F(PromptOf, HistoryStaysNowhereWhereItIsAskedTo) {
  const fs::path home = folder_ / "home_without_history";
  fs::create_directories(home);
  ::setenv("DRAGOMAN_HISTORY", "", 1);
  PseudoTerminal quiet(folder_, home, {"translate", "learnt/best.safetensors"});
  ::unsetenv("DRAGOMAN_HISTORY");
  quiet.read_until("> ");
  quiet.answer(dog);
  quiet.type("\x04");
  EXPECT_EQ(quiet.wait(), 0);
  EXPECT_TRUE(fs::is_empty(home));
}

TEST_F(PromptOf, CtrlDLeavesAndHistoryStays) {
  answer(dog);
  EXPECT_THAT(read_file(home_ / "dragoman_history"), HasSubstr("dog"));  // before it ends
  terminal_->type("\x04");
  EXPECT_EQ(terminal_->wait(), 0);
  PseudoTerminal later(folder_, home_, {"translate", "learnt/best.safetensors"});
  later.read_until("> ");
  later.type("\033[A");  // the line before
  EXPECT_THAT(later.read_until("trees."), HasSubstr("dog sees 7"));
}

}  // namespace
}  // namespace dragoman::testing_cli
