#include "serve/language_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dragoman {
namespace {

// ISO 639-1, those with the most parallel text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 50> names_by_code = {
    {{"ar", "Arabic"},     {"az", "Azerbaijani"}, {"be", "Belarusian"}, {"bg", "Bulgarian"},
     {"bn", "Bengali"},    {"ca", "Catalan"},     {"cs", "Czech"},      {"da", "Danish"},
     {"de", "German"},     {"el", "Greek"},       {"en", "English"},    {"eo", "Esperanto"},
     {"es", "Spanish"},    {"et", "Estonian"},    {"eu", "Basque"},     {"fa", "Persian"},
     {"fi", "Finnish"},    {"fr", "French"},      {"ga", "Irish"},      {"gl", "Galician"},
     {"he", "Hebrew"},     {"hi", "Hindi"},       {"hr", "Croatian"},   {"hu", "Hungarian"},
     {"id", "Indonesian"}, {"is", "Icelandic"},   {"it", "Italian"},    {"ja", "Japanese"},
     {"ko", "Korean"},     {"lt", "Lithuanian"},  {"lv", "Latvian"},    {"ms", "Malay"},
     {"mt", "Maltese"},    {"nb", "Norwegian"},   {"nl", "Dutch"},      {"pl", "Polish"},
     {"pt", "Portuguese"}, {"ro", "Romanian"},    {"ru", "Russian"},    {"sk", "Slovak"},
     {"sl", "Slovenian"},  {"sq", "Albanian"},    {"sr", "Serbian"},    {"sv", "Swedish"},
     {"th", "Thai"},       {"tr", "Turkish"},     {"uk", "Ukrainian"},  {"ur", "Urdu"},
     {"vi", "Vietnamese"}, {"zh", "Chinese"}}};

}  // namespace

std::string language_name(const std::string& code) {
  const size_t mark = code.find('-');
  const auto found = std::find_if(
      names_by_code.begin(), names_by_code.end(),
      [&](const auto& name) { return name.first == std::string_view(code).substr(0, mark); });
  if (found == names_by_code.end()) return code;
  const std::string name(found->second);
  return mark == std::string::npos ? name : name + " (" + code.substr(mark + 1) + ")";
}

}  // namespace dragoman
