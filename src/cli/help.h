#pragma once
#include <string>

#include <CLI/CLI.hpp>

namespace dragoman {

/// The help of all commands: an option, what it takes, its meaning and its default.
class Help : public CLI::Formatter {
 public:
  Help();

  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_option_usage(const CLI::Option* option) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

}  // namespace dragoman
