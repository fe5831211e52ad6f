#include "text/script.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "dragoman/base/unicode.h"

namespace dragoman {
namespace {

/// Unicode 15, Blocks.txt, joined where neighbours are of one script. Kana and Hangul stand for the
/// languages that write them beside Han.
constexpr auto blocks = std::to_array<ScriptBlock>({
    {Script::latin, 0x0041, 0x02AF},      {Script::latin, 0x1D00, 0x1DBF},
    {Script::latin, 0x1E00, 0x1EFF},      {Script::latin, 0x2C60, 0x2C7F},
    {Script::latin, 0xA720, 0xA7FF},      {Script::latin, 0xAB30, 0xAB6F},
    {Script::latin, 0xFB00, 0xFB06},      {Script::latin, 0xFF21, 0xFF5A},
    {Script::greek, 0x0370, 0x03FF},      {Script::greek, 0x1F00, 0x1FFF},
    {Script::cyrillic, 0x0400, 0x052F},   {Script::cyrillic, 0x1C80, 0x1C8F},
    {Script::cyrillic, 0xA640, 0xA69F},   {Script::armenian, 0x0530, 0x058F},
    {Script::armenian, 0xFB13, 0xFB17},   {Script::hebrew, 0x0590, 0x05FF},
    {Script::hebrew, 0xFB1D, 0xFB4F},     {Script::arabic, 0x0600, 0x06FF},
    {Script::arabic, 0x0750, 0x077F},     {Script::arabic, 0x0870, 0x08FF},
    {Script::arabic, 0xFB50, 0xFDFF},     {Script::arabic, 0xFE70, 0xFEFF},
    {Script::devanagari, 0x0900, 0x097F}, {Script::devanagari, 0xA8E0, 0xA8FF},
    {Script::bengali, 0x0980, 0x09FF},    {Script::gurmukhi, 0x0A00, 0x0A7F},
    {Script::gujarati, 0x0A80, 0x0AFF},   {Script::odia, 0x0B00, 0x0B7F},
    {Script::tamil, 0x0B80, 0x0BFF},      {Script::telugu, 0x0C00, 0x0C7F},
    {Script::kannada, 0x0C80, 0x0CFF},    {Script::malayalam, 0x0D00, 0x0D7F},
    {Script::sinhala, 0x0D80, 0x0DFF},    {Script::thai, 0x0E00, 0x0E7F},
    {Script::lao, 0x0E80, 0x0EFF},        {Script::tibetan, 0x0F00, 0x0FFF},
    {Script::myanmar, 0x1000, 0x109F},    {Script::myanmar, 0xA9E0, 0xA9FF},
    {Script::myanmar, 0xAA60, 0xAA7F},    {Script::georgian, 0x10A0, 0x10FF},
    {Script::georgian, 0x1C90, 0x1CBF},   {Script::georgian, 0x2D00, 0x2D2F},
    {Script::ethiopic, 0x1200, 0x139F},   {Script::ethiopic, 0x2D80, 0x2DDF},
    {Script::ethiopic, 0xAB00, 0xAB2F},   {Script::khmer, 0x1780, 0x17FF},
    {Script::han, 0x2E80, 0x3007},        {Script::han, 0x3400, 0x4DBF},
    {Script::han, 0x4E00, 0x9FFF},        {Script::han, 0xF900, 0xFAFF},
    {Script::han, 0x20000, 0x323AF},      {Script::japanese, 0x3040, 0x30FF},
    {Script::japanese, 0x31F0, 0x31FF},   {Script::japanese, 0xFF66, 0xFF9F},
    {Script::korean, 0x1100, 0x11FF},     {Script::korean, 0x3130, 0x318F},
    {Script::korean, 0xA960, 0xA97F},     {Script::korean, 0xAC00, 0xD7FF},
    {Script::korean, 0xFFA0, 0xFFDC},
});

bool writes(Script script, Script block) {
  const bool with_han = script == Script::japanese || script == Script::korean;
  return block == script || (with_han && block == Script::han);
}

}  // namespace

ScriptTest::ScriptTest(Script script) {
  std::copy_if(blocks.begin(), blocks.end(), std::back_inserter(own_),
               [&](const ScriptBlock& block) { return writes(script, block.script); });
}

bool ScriptTest::is_other(std::string_view line) const {
  if (own_.empty()) return false;
  size_t letters = 0, own = 0;
  for (const char32_t code_point : decode_utf8(line)) {
    if (!general_category(code_point).starts_with('L')) continue;
    ++letters;
    own += is_own(code_point);
  }
  return 2 * own < letters;
}

bool ScriptTest::is_own(char32_t letter) const {
  return std::any_of(own_.begin(), own_.end(), [letter](const ScriptBlock& block) {
    return block.first <= letter && letter <= block.last;
  });
}

}  // namespace dragoman
