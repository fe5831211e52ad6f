#include "dragoman/base/log.h"

#include <memory>
#include <mutex>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "dragoman/base/append_file.h"

namespace dragoman {
namespace {

class FileSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(const std::filesystem::path& file) : file_(file) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    file_.write({text.data(), text.size()});
  }
  void flush_() override {}

  AppendFile file_;
};

}  // namespace

void log_to_stderr() {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  sink->set_pattern("%v");
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("dragoman", std::move(sink)));
}

void log_to_file(const std::filesystem::path& file) {
  auto sink = std::make_shared<FileSink>(file);
  sink->set_pattern("%Y-%m-%d %H:%M:%S %L %v");
  spdlog::default_logger()->sinks().push_back(std::move(sink));
}

}  // namespace dragoman
