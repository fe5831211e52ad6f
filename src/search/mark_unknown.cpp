#include "dragoman/search/mark_unknown.h"

#include <algorithm>
#include <map>

namespace dragoman {
namespace {

std::string marked(const std::string& word) {
  return "⟨" + word + "⟩";
}

void append(std::string& text, const std::string& word) {
  if (!text.empty()) text += ' ';
  text += word;
}

}  // namespace

std::string mark_unknown(const Alignment& alignment, const std::vector<std::size_t>& unknown) {
  std::map<size_t, size_t> source_of;  // of each target word the unknown one that it stands for
  for (const auto& [source, target] : hard_links(alignment)) {
    const auto position = static_cast<size_t>(source);
    if (std::binary_search(unknown.begin(), unknown.end(), position)) {
      source_of.emplace(static_cast<size_t>(target), position);
    }
  }
  std::string text;
  std::vector<size_t> left = unknown;
  for (size_t target = 0; target < alignment.target.size(); ++target) {
    const auto found = source_of.find(target);
    if (found == source_of.end()) {
      append(text, alignment.target[target]);
    } else if (std::erase(left, found->second) > 0) {  // the first of the words that saw it
      append(text, marked(alignment.source[found->second]));
    }
  }
  for (const size_t source : left) append(text, marked(alignment.source[source]));
  return text;
}

}  // namespace dragoman
