#include "cli/standard_streams.h"

#include <cstdio>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

#include "dragoman/base/error.h"

namespace dragoman {

void fill_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // It gets the least number that is free: this one.
    static_cast<void>(::open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY));
  }
}

void check_results_arrived() {
  std::cout.flush();
  if (!std::cout || std::fflush(stdout) != 0) {
    fail("writing the results to stdout failed: is the disk full, or stdout closed?");
  }
}

}  // namespace dragoman
