#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dragoman/config/config_file.h"

namespace dragoman {

/// One line of a study: the base configuration with some settings changed.
struct StudyVariant {
  std::string name;
  std::vector<std::string> settings;  // KEY=VALUE
};

inline constexpr int64_t most_jobs = 1024;

/// Configurations that are trained and measured alike.
struct Study {
  std::string title = "A study of attention";
  std::string base;                               // the configuration that all start from
  std::string directory = "runs/study";           // where runs and report go
  std::vector<int64_t> seeds = {1};               // each variant is trained with each
  int64_t jobs = 1;                               // trained at a time, each on its share of cores
  std::vector<int64_t> concat = {1};              // the test set with so many lines joined
  std::vector<int64_t> length_bounds = {10, 20};  // of the buckets by source length
  std::vector<std::string> examples;              // sentences whose attention the report shows
  std::string alignments;                         // true word links of the test set, or empty
  std::vector<std::string> settings;              // of every variant, as overrides of the base
  std::vector<StudyVariant> variants;
};

/// Reads a study:
///   title, base, set, directory, seeds, jobs, concat, length_bounds, examples, alignments,
///   [[variant]] name = "luong dot"  set = ["model.attention.kind=dot", …]
/// @throws InputError of one line with the place for unknown keys, wrong types, names that occur
/// twice, and variants whose configuration is wrong
Study read_study(const std::filesystem::path& file, const Choices& choices);

/// The variant's configuration for one seed, as overrides of the base.
std::vector<std::string> settings_of(const Study& study, const StudyVariant& variant, int64_t seed);

/// Where its files are: DIRECTORY/NAME-SEED, the name in letters, digits and dashes.
std::filesystem::path run_directory_of(const Study& study, const StudyVariant& variant,
                                       int64_t seed);

}  // namespace dragoman
