#include "dragoman/text/hold_out.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dragoman/base/error.h"
#include "dragoman/text/lines.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

constexpr size_t one_in = 20, most_held_out = 1000;

void move_pair(ParallelCorpus& from, size_t row, ParallelCorpus& to) {
  to.source.push_back(std::move(from.source[row]));
  to.target.push_back(std::move(from.target[row]));
}

/// "en.gz" of "train.en.gz", as its language and its packing.
struct Ending {
  std::string language, packing;
};

Ending ending_of(fs::path path) {
  Ending ending;
  if (path.extension() == ".gz") {
    ending.packing = ".gz";
    path = path.stem();
  }
  const std::string extension = path.extension().string();
  if (extension.size() > 1) ending.language = extension.substr(1);
  return ending;
}

PartNames part_names(const fs::path& beside, const std::string& ending) {
  const std::string stem = (beside.parent_path() / beside.stem()).string();
  return {stem + ".train." + ending, stem + ".valid." + ending};
}

/// A file to write.
struct Part {
  const fs::path& path;
  const std::vector<std::string>& lines;

  bool is_there() const {
    if (!fs::exists(path)) return false;
    if (read_lines(path) == lines) return true;
    fail_input("{} is there already and holds other lines: remove it, or give another --output",
               path.string());
  }

  void write() const {
    write_text(path, [&](std::ostream& out) {
      for (const std::string& line : lines) out << line << '\n';
    });
  }
};

}  // namespace

SplitCorpus hold_out(ParallelCorpus corpus) {
  const size_t pairs = corpus.size();
  if (pairs < 2) {
    fail_input("{} pair of lines is too few to hold out some for validation: give a larger corpus",
               pairs);
  }
  const size_t count = std::clamp<size_t>(pairs / one_in, 1, most_held_out);
  SplitCorpus split;
  for (size_t row = 0; row < pairs; ++row) {
    const size_t next = (2 * split.valid.size() + 1) * pairs / (2 * count);
    move_pair(corpus, row, row == next ? split.valid : split.train);
  }
  return split;
}

SplitNames split_names(const fs::path& beside, const fs::path& source, const fs::path& target) {
  Ending ending = ending_of(source), other = ending_of(target);
  const bool unnamed = ending.language.empty() || other.language.empty();
  if (unnamed || ending.language == other.language) {
    ending.language = "source";
    other.language = "target";
  }
  return {part_names(beside, ending.language + ending.packing),
          part_names(beside, other.language + other.packing)};
}

void write_split(const SplitCorpus& split, const SplitNames& names) {
  const std::array<Part, 4> parts = {{{names.source.train, split.train.source},
                                      {names.target.train, split.train.target},
                                      {names.source.valid, split.valid.source},
                                      {names.target.valid, split.valid.target}}};
  std::vector<const Part*> missing;
  for (const Part& part : parts) {
    if (!part.is_there()) missing.push_back(&part);
  }
  for (const Part* part : missing) part->write();
}

}  // namespace dragoman
