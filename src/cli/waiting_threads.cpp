#include "cli/waiting_threads.h"

#include <cstdlib>

#include <unistd.h>

namespace dragoman {

void let_waiting_threads_sleep(char** arguments) {
  constexpr const char* name = "GOMP_SPINCOUNT";
  constexpr const char* turns = "10000";  // some ten microseconds
  if (std::getenv(name) != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv(name, turns, 1);
  ::execv("/proc/self/exe", arguments);
  // It comes back only where that is not possible: then the threads wait as they are wont to.
}

}  // namespace dragoman
