#include "dragoman/base/error.h"
#include "training/process_group.h"

namespace dragoman {

std::unique_ptr<ProcessGroup> meet(const Launch& /*launch*/) {
  fail_input(
      "WORLD_SIZE is set, but this Dragoman was built without Gloo, by which processes talk: "
      "install libgloo-dev and build again, or unset WORLD_SIZE to train in one process");
}

}  // namespace dragoman
