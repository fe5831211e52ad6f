#include "dragoman/config/study_file.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/messages.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class StudyFile : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    write("base.toml", "[training]\nmax_epochs = 2\n");
  }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  Study read(const std::string& text) {
    return read_study(
        write("study.toml", "base = \"" + (folder_ / "base.toml").string() + "\"\n" + text),
        {{"dot", "general"}});
  }

  std::string error(const std::string& text) {
    return message_of([&] { read(text); });
  }

  const fs::path folder_ = fs::path(testing::TempDir()) / "dragoman_study_file";
};

constexpr const char* one = "[[variant]]\nname = \"a b\"\nset = [\"model.attention.kind=dot\"]\n";

TEST_F(StudyFile, ReadsEverything) {
  const Study study = read(
      "title = \"T\"\ndirectory = \"d\"\nseeds = [3, 4]\njobs = 3\nconcat = [1, 2]\nlength_bounds "
      "= [5]\n"
      "examples = [\"x y\"]\nalignments = \"test.align\"\n" +
      std::string(one));
  EXPECT_EQ(study.title, "T");
  EXPECT_THAT(study.seeds, ElementsAre(3, 4));
  EXPECT_EQ(study.jobs, 3);
  EXPECT_THAT(study.concat, ElementsAre(1, 2));
  EXPECT_THAT(study.length_bounds, ElementsAre(5));
  EXPECT_THAT(study.examples, ElementsAre("x y"));
  EXPECT_EQ(study.alignments, "test.align");
  ASSERT_EQ(study.variants.size(), 1u);
  EXPECT_THAT(settings_of(study, study.variants[0], 3),
              ElementsAre("model.attention.kind=dot", "training.seed=3", "training.seeds=1",
                          "training.directory=d/a-b-3"));
}

TEST_F(StudyFile, SettingsOfTheStudyAreEveryVariantsAndGiveWayToItsOwn) {
  const Study study = read("set = [\"training.max_epochs=3\", \"batch.size=7\"]\n" +
                           std::string("[[variant]]\nname = \"a\"\nset = [\"batch.size=9\"]\n"));
  EXPECT_THAT(settings_of(study, study.variants[0], 4),
              ElementsAre("training.max_epochs=3", "batch.size=7", "batch.size=9",
                          "training.seed=4", "training.seeds=1", HasSubstr("training.directory=")));
  EXPECT_THAT(error("set = [\"batch.size=0\"]\n" + std::string(one)), HasSubstr("batch.size"));
}

TEST_F(StudyFile, KeepsDefaults) {
  const Study study = read(one);
  EXPECT_THAT(study.seeds, ElementsAre(1));
  EXPECT_THAT(study.concat, ElementsAre(1));
}

TEST_F(StudyFile, TakesBoundsThatAreIncluded) {
  EXPECT_THAT(read("length_bounds = [0, 1000000]\n" + std::string(one)).length_bounds,
              ElementsAre(0, 1'000'000));
  EXPECT_THAT(read("concat = [1, 1000]\n" + std::string(one)).concat, ElementsAre(1, 1000));
}

TEST_F(StudyFile, NamesTheLineOfAnError) {
  EXPECT_THAT(error("seed = [1]\n" + std::string(one)),
              testing::AllOf(HasSubstr("study.toml:2: unknown key 'seed'"), HasSubstr("seeds")));
  EXPECT_THAT(error("title = \"a\\nb\"\n" + std::string(one)),
              HasSubstr("study.toml:2: title: expected text of one line"));
  EXPECT_THAT(error("seeds = 1\n" + std::string(one)), HasSubstr("study.toml:2: seeds: expected"));
  EXPECT_THAT(error("jobs = 0\n" + std::string(one)), HasSubstr("study.toml:2: jobs: expected"));
  EXPECT_THAT(error("seeds = [\"1\"]\n" + std::string(one)), HasSubstr("study.toml:2"));
  EXPECT_THAT(error("title = 3\n" + std::string(one)), HasSubstr("study.toml:2: title"));
  EXPECT_THAT(error("title = \n"), HasSubstr("study.toml:2"));
}

TEST_F(StudyFile, RefusesVariantsThatCannotBe) {
  EXPECT_THAT(error(""), HasSubstr("no variants"));
  EXPECT_THAT(error("[[variant]]\nset = []\n"), HasSubstr("name"));
  EXPECT_THAT(error(std::string(one) + "[[variant]]\nname = \"a-b\"\n"), HasSubstr("two variants"));
  EXPECT_THAT(error("[[variant]]\nname = \"x\"\nset = [\"model.attention.kind=dto\"]\n"),
              testing::AllOf(HasSubstr("variant 'x'"), HasSubstr("dot")));
  EXPECT_THAT(error("concat = [0]\n" + std::string(one)),
              HasSubstr("concat: expected an array of integers, each from 1 to 1000"));
}

TEST_F(StudyFile, NamesARunsFolderByTheLettersAndDigitsOfItsVariant) {
  Study study;
  study.directory = "runs";
  const auto name = [&](const std::string& variant) {
    return run_directory_of(study, {variant, {}}, 3).string();
  };
  EXPECT_EQ(name("dot"), "runs/dot-3");
  EXPECT_EQ(name("a, b"), "runs/a-b-3");
  EXPECT_EQ(name("  a"), "runs/a-3");
}

}  // namespace
}  // namespace dragoman
