#include "cli/distilled_text.h"

#include <filesystem>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

std::size_t lines_of(const std::string& path) {
  if (std::filesystem::is_fifo(path)) {
    fail_input("{} is a pipe, and is read more than once: give a file", path);
  }
  return count_lines(path);
}

}  // namespace

DistilledText::DistilledText(const std::string& source, const std::string& references)
    : source_(source) {
  if (!references.empty()) references_.emplace(references);
}

std::size_t DistilledText::checked_lines(const std::string& source, const std::string& references) {
  const std::size_t lines = lines_of(source);
  if (references.empty()) return lines;
  const std::size_t others = lines_of(references);
  if (others == lines) return lines;
  fail_input("{} has {} lines, {} has {}: give one reference for each source line", source, lines,
             references, others);
}

bool DistilledText::next() {
  return source_.next(line) && (!references_ || references_->next(reference));
}

void DistilledText::skip(std::size_t lines) {
  for (std::size_t skipped = 0; skipped < lines; ++skipped) next();
}

}  // namespace dragoman
