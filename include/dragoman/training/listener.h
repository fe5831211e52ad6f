#pragma once
#include <filesystem>
#include <string>

#include "dragoman/training/state.h"

namespace dragoman {

class Trainer;

/// What happens beside the training step: validation, checkpoints, progress, logs. Listeners are
/// called in the order in which they were added.
class TrainingListener {
 public:
  virtual ~TrainingListener() = default;
  virtual void on_start(Trainer& /*trainer*/) {}
  virtual void on_update(Trainer& /*trainer*/, const UpdateReport& /*report*/) {}
  virtual void on_validation(Trainer& /*trainer*/, const ValidationReport& /*report*/) {}
  virtual void on_stop(Trainer& /*trainer*/, const std::string& /*reason*/) {}
};

}  // namespace dragoman
