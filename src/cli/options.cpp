#include "cli/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>

#include "dragoman/base/atomic_file.h"

namespace dragoman {
namespace {

/// 65536, 0.98: as people write it.
std::string plain(double number) {
  const bool whole = std::trunc(number) == number;
  return whole ? fmt::format("{:.0f}", number) : fmt::format("{}", number);
}

std::string expected(const Range& range, std::string_view kind) {
  if (!std::isfinite(range.high)) return fmt::format("{} from {} on", kind, plain(range.low));
  return fmt::format("{} from {} to {}", kind, plain(range.low), plain(range.high));
}

[[noreturn]] void fail_value(const std::string& option, const std::string& got,
                             const std::string& expected) {
  fail_input("{}: got '{}', expected {}", option, got, expected);
}

using Texts = std::vector<std::string>;

/// An option of several values, separated by commas or spaces.
CLI::Option& add_values(CLI::App& command, const std::string& name, const std::string& type,
                        const std::string& help, const std::function<void(const Texts&)>& take) {
  return *command.add_option_function<Texts>(name, take, help)->delimiter(',')->type_name(type);
}

}  // namespace

const Range any_size{0, std::numeric_limits<double>::infinity()};

CLI::Option& add_value(CLI::App& command, const std::string& name, const std::string& type,
                       const std::string& help,
                       const std::function<void(const std::string&)>& take) {
  return *command.add_option_function<std::string>(name, take, help)->type_name(type);
}

std::string type_name(const Range& range) {
  if (!std::isfinite(range.high)) return fmt::format("N (from {} on)", plain(range.low));
  return fmt::format("N ({}–{})", plain(range.low), plain(range.high));
}

template <class Number>
Number parse_number(const std::string& option, const std::string& text, const Range& range) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const double size = static_cast<double>(number);
  if (error != std::errc() || rest != end || !(size >= range.low && size <= range.high)) {
    fail_value(option, text,
               expected(range, std::is_integral_v<Number> ? "an integer" : "a number"));
  }
  return number;
}

template int parse_number(const std::string&, const std::string&, const Range&);
template int64_t parse_number(const std::string&, const std::string&, const Range&);
template uint64_t parse_number(const std::string&, const std::string&, const Range&);
template double parse_number(const std::string&, const std::string&, const Range&);

void add_numbers(CLI::App& command, const std::string& name, std::vector<int64_t>& member,
                 const Range& range, const std::string& help) {
  add_values(command, name, "N,… " + type_name(range).substr(2), help,
             [=, &member](const auto& texts) {
               member.clear();
               for (const std::string& text : texts) {
                 member.push_back(parse_number<int64_t>(name, text, range));
               }
             })
      .default_str(fmt::format("{}", fmt::join(member, ",")));
}

std::string type_name(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, "|"));
}

void check_name(const std::string& option, const std::string& name,
                const std::vector<std::string>& valid) {
  if (std::find(valid.begin(), valid.end(), name) != valid.end()) return;
  std::string all = valid.front();
  for (size_t i = 1; i < valid.size(); ++i) {
    all += (i + 1 < valid.size() ? ", " : " or ") + valid[i];
  }
  fail_value(option, name, all);
}

void add_choices(CLI::App& command, const std::string& name, std::vector<std::string>& member,
                 const std::vector<std::string>& valid, const std::string& help) {
  add_values(command, name, fmt::format("{}", fmt::join(valid, ",")), help,
             [=, &member](const auto& given) {
               for (const std::string& text : given) check_name(name, text, valid);
               member = given;
             })
      .default_str(fmt::format("{}", fmt::join(member, ",")));
}

CLI::Option& add_output(CLI::App& command, const std::string& name, std::string& member,
                        const std::string& help) {
  return add_value(command, name, "FILE", help, [&member](const std::string& path) {
    check_writable(path);
    member = path;
  });
}

}  // namespace dragoman
