#include "dragoman/report/metrics_log.h"

#include <string>
#include <vector>

#include "dragoman/base/atomic_file.h"
#include "dragoman/base/error.h"
#include "dragoman/training/state_json.h"
#include "dragoman/training/trainer.h"

namespace dragoman {
namespace {

/// The lines up to and with `update`. A last line that a crash cut is dropped.
std::vector<std::string> lines_until(const std::filesystem::path& path, int64_t update) {
  std::vector<std::string> kept;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const nlohmann::json event = nlohmann::json::parse(line, nullptr, false);
    if (event.is_object() && event.value("update", update + 1) <= update) kept.push_back(line);
  }
  return kept;
}

template <typename Report>
std::string event_line(const char* name, const Report& report) {
  nlohmann::ordered_json line = {{"event", name}};
  const nlohmann::json fields = report;
  line.update(nlohmann::ordered_json(fields));
  return line.dump();
}

}  // namespace

void MetricsLog::on_start(Trainer& trainer) {
  const std::vector<std::string> kept = lines_until(path_, trainer.state().update);
  write_atomically(path_, [&](std::ostream& out) {
    for (const std::string& line : kept) out << line << '\n';
  });
  out_.open(path_, std::ios::app);
  if (!out_) fail("cannot append to {}", path_.string());
}

void MetricsLog::on_update(Trainer& trainer, const UpdateReport& report) {
  if (report.update % trainer.config().training.log_every != 0) return;
  out_ << event_line("update", report) << std::endl;
}

void MetricsLog::on_validation(Trainer& /*trainer*/, const ValidationReport& report) {
  out_ << event_line("validation", report) << std::endl;
}

}  // namespace dragoman
