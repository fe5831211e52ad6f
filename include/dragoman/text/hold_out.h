#pragma once
#include <filesystem>

#include "dragoman/text/corpus.h"

namespace dragoman {

struct SplitCorpus {
  ParallelCorpus train, valid;
};

/// Holds out pairs for validation: one in twenty, at least 1 and at most 1,000, evenly spaced; the
/// others remain for training, in their order.
/// @throws InputError where there are fewer than two pairs
SplitCorpus hold_out(ParallelCorpus corpus);

/// Names for one side's parts, beside another file.
struct PartNames {
  std::filesystem::path train, valid;
};
struct SplitNames {
  PartNames source, target;
};

/// Names beside `beside` ("runs/my.toml") with the languages that the corpus's names end in:
/// "runs/my.train.en", "runs/my.valid.de"; "source" and "target" stand for endings that are none or
/// equal. A packed corpus (.gz) has packed parts.
SplitNames split_names(const std::filesystem::path& beside, const std::filesystem::path& source,
                       const std::filesystem::path& target);

/// Writes the parts; files that hold the same lines already are left as they are.
/// @throws InputError where a file with other lines is in the way, before any is written, and as
/// `write_text`
void write_split(const SplitCorpus& split, const SplitNames& names);

}  // namespace dragoman
