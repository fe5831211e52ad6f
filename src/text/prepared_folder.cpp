#include "text/prepared_folder.h"

#include <fstream>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"
#include "dragoman/config/names.h"

namespace dragoman {

std::filesystem::path PreparedFolder::shard(int64_t number) const {
  return root / fmt::format("shard-{:06}", number);
}

std::optional<PreparedIndex> read_index(const PreparedFolder& folder) {
  PreparedIndex index;
  std::ifstream in(folder.index(), std::ios::binary);
  in.read(reinterpret_cast<char*>(&index), sizeof(index));
  if (!in || index.magic != PreparedIndex::right_magic ||
      index.version != PreparedIndex::right_version) {
    return std::nullopt;
  }
  return index;
}

void write_index(const PreparedFolder& folder, const PreparedIndex& index) {
  write_atomically(folder.index(), [&](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(&index), sizeof(index));
  });
}

std::string settings_of(const DataConfig& data, const Vocabularies& vocabularies, bool with_text) {
  Fingerprint settings;
  settings.add(fmt::format("{} {} {} {} {} {} {}\n", data.max_length, data.max_length_ratio,
                           data.drop_duplicates, data.drop_copies, name_of(data.source_script),
                           name_of(data.target_script), with_text));
  settings.add(vocabularies.source.bytes());
  settings.add(vocabularies.target.bytes());
  return settings.text();
}

}  // namespace dragoman
