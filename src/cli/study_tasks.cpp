#include "cli/study_tasks.h"

#include <algorithm>
#include <exception>
#include <fstream>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>
#include <sched.h>
#include <spdlog/spdlog.h>

#include "cli/child_process.h"
#include "cli/study_measure.h"
#include "dragoman/base/atomic_file.h"
#include "dragoman/config/config_file.h"
#include "dragoman/config/device_choice.h"
#include "dragoman/nn/model.h"
#include "dragoman/nn/runtime.h"

namespace dragoman {
namespace {

namespace fs = std::filesystem;

/// The largest of all parts of a run, which may have been interrupted.
double remember_peak(const fs::path& directory, double peak) {
  const fs::path path = directory / "peak_memory_mib.txt";
  double before = 0;
  std::ifstream(path) >> before;
  const double largest = std::max(before, peak);
  write_atomically(path, [&](std::ostream& out) { out << largest << '\n'; });
  return largest;
}

/// Leaves the calling thread, and the processes that it starts, the share of one job of so many:
/// every so-manieth core, one at least.
void take_share_of_cores(int64_t job, int64_t jobs) {
  cpu_set_t all, share;
  if (::sched_getaffinity(0, sizeof all, &all) != 0) return;
  const int64_t count = CPU_COUNT(&all), of = std::min(jobs, count);
  CPU_ZERO(&share);
  for (int64_t core = 0, number = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &all)) continue;
    if (number++ % of == job % of) CPU_SET(core, &share);
  }
  ::sched_setaffinity(0, sizeof share, &share);
}

/// Takes one task after the other, in as many threads as there are jobs.
class Workers {
 public:
  Workers(const Study& study, std::vector<StudyTask>& tasks, const TaskOptions& options,
          const std::function<void()>& on_result)
      : study_(study), tasks_(tasks), options_(options), on_result_(on_result) {}

  void run() {
    {
      std::vector<std::jthread> threads;
      for (int64_t job = 0; job < options_.jobs; ++job) {
        threads.emplace_back([this, job] { work(job); });
      }
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work(int64_t job) {
    if (options_.jobs > 1) take_share_of_cores(job, options_.jobs);
    try {
      while (StudyTask* task = next()) {
        const double peak = train(*task, job);
        const std::lock_guard lock(measuring_);
        task->result = measured(*task, peak);
        on_result_();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  /// None where all are taken, or one has failed.
  StudyTask* next() {
    interrupts_.check();
    const std::lock_guard lock(mutex_);
    while (taken_ < tasks_.size() && tasks_[taken_].result) ++taken_;
    return failure_ || taken_ == tasks_.size() ? nullptr : &tasks_[taken_++];
  }

  fs::path directory_of(const StudyTask& task) const {
    return run_directory_of(study_, task.variant, task.seed);
  }

  double train(const StudyTask& task, int64_t job) const {
    std::vector<std::string> settings = settings_of(study_, task.variant, task.seed);
    if (options_.jobs > 1) settings.push_back(device_setting(settings, job));
    std::vector<std::string> arguments = {"train", study_.base, "--resume"};
    for (const std::string& setting : settings) {
      arguments.insert(arguments.end(), {"--set", setting});
    }
    if (options_.yes) arguments.push_back("--yes");
    spdlog::info("study: {}, seed {}", task.variant.name, task.seed);
    std::optional<fs::path> log;
    if (options_.jobs > 1) {
      log = directory_of(task).string() + ".log";
      fs::create_directories(log->parent_path());
    }
    return remember_peak(directory_of(task), run_self(arguments, log));
  }

  std::string device_setting(const std::vector<std::string>& settings, int64_t job) const {
    const DeviceChoice device = read_config(study_.base, settings, model_choices()).runtime.device;
    return "runtime.device=" + text_of(device_of_job(device, job, gpu_count()));
  }

  StudyResult measured(const StudyTask& task, double peak) const {
    const fs::path directory = directory_of(task);
    const StudyResult result = measure(study_, {task.variant.name, task.seed, directory, peak});
    write_atomically(directory / "result.json",
                     [&](std::ostream& out) { out << nlohmann::json(result).dump(1); });
    return result;
  }

  const Study& study_;
  std::vector<StudyTask>& tasks_;
  const TaskOptions options_;
  const std::function<void()>& on_result_;
  const LeavesInterruptsToChildren interrupts_;

  std::mutex measuring_;  // one at a time, as LibTorch's threads are everybody's
  std::mutex mutex_;      // guards the members below
  size_t taken_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void run_tasks(const Study& study, std::vector<StudyTask>& tasks, const TaskOptions& options,
               const std::function<void()>& on_result) {
  Workers(study, tasks, options, on_result).run();
}

std::vector<StudyResult> results_of(const std::vector<StudyTask>& tasks) {
  std::vector<StudyResult> results;
  for (const StudyTask& task : tasks) {
    if (task.result) results.push_back(*task.result);
  }
  return results;
}

}  // namespace dragoman
