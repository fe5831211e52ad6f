#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dragoman/config/config.h"

namespace dragoman {

/// What other rooms own, so that a configuration can be checked without including them.
struct Choices {
  std::vector<std::string> attention_kinds = {};
  std::vector<std::pair<std::string, std::string>> other_names =
      {};                                                    // as people write it, its kind
  std::function<void(const ModelConfig&)> check_model = {};  // throws InputError
};

/// Reads a TOML file, then the overrides in their order (the last one of a key wins), and checks
/// everything: names, types, ranges, settings that exclude each other, and what `choices` checks.
/// Keys that are not given keep their defaults.
/// @param overrides `KEY=VALUE` with the full dotted key, as in `model.attention.kind=general`; a
///     value that is not TOML is taken as a string.
/// @throws InputError of one line: the place (`file:line`, or `--set KEY=VALUE`), got, expected.
Config read_config(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                   const Choices& choices);

/// The same for TOML text, such as the copy in a model file; messages call it `name`.
Config parse_config(std::string_view toml, std::string_view name,
                    const std::vector<std::string>& overrides, const Choices& choices);

/// The whole configuration as commented TOML; reading it gives an equal one.
std::string write_config(const Config& config);

/// The least and the largest valid value of a number.
struct Range {
  double low, high;
};

/// The range of the key `key`, as in "search.beam_size", for other ways to set the same.
/// @throws Error where no number has this key
Range range_of(std::string_view key);

/// All keys with their defaults, meanings and valid values, as TOML; `choices` adds its names.
std::string describe_config(const Choices& choices = {});

}  // namespace dragoman
