#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "dragoman/config/study_file.h"
#include "dragoman/report/study_result.h"

namespace dragoman {

/// A variant to be trained with a seed, and what came of it.
struct StudyTask {
  StudyVariant variant;
  int64_t seed;
  std::optional<StudyResult> result;
};

struct TaskOptions {
  int64_t jobs;  // at a time
  bool yes;      // as of `train`
};

/// Trains and measures the tasks that have no result, in their order, each in a process of its own.
/// Of several at a time each has its share of the cores and of the GPUs, and says what it does in a
/// file beside its run's directory.
/// @param on_result is called after each, by one thread at a time
/// @throws Interrupted, Error when a task does not end well, after those that run beside it
void run_tasks(const Study& study, std::vector<StudyTask>& tasks, const TaskOptions& options,
               const std::function<void()>& on_result);

std::vector<StudyResult> results_of(const std::vector<StudyTask>& tasks);

}  // namespace dragoman
