#include "dragoman/base/log.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

std::shared_ptr<spdlog::sinks::sink> file_sink(const std::filesystem::path& file) {
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
  } catch (const spdlog::spdlog_ex&) {
    fail_input("cannot write {}: {}", file.string(), std::strerror(errno));
  }
}

}  // namespace

void log_to_stderr() {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  sink->set_pattern("%v");
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("dragoman", std::move(sink)));
}

void log_to_file(const std::filesystem::path& file) {
  const auto sink = file_sink(file);
  sink->set_pattern("%Y-%m-%d %H:%M:%S %L %v");
  spdlog::default_logger()->sinks().push_back(sink);
  spdlog::default_logger()->flush_on(spdlog::level::info);
}

}  // namespace dragoman
