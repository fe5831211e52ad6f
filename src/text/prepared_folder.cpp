#include "text/prepared_folder.h"

#include "dragoman/base/error.h"
#include "dragoman/base/fingerprint.h"

namespace dragoman {

std::filesystem::path PreparedFolder::shard(int64_t number) const {
  return root / fmt::format("shard-{:06}", number);
}

std::string settings_of(const DataConfig& data, const Vocabularies& vocabularies, bool with_text) {
  Fingerprint settings;
  settings.add(fmt::format("{} {} {} {} {}\n", data.max_length, data.max_length_ratio,
                           data.drop_duplicates, data.drop_copies, with_text));
  settings.add(vocabularies.source.bytes());
  settings.add(vocabularies.target.bytes());
  return settings.text();
}

}  // namespace dragoman
