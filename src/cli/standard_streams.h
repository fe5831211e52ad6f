#pragma once

namespace dragoman {

/// Puts /dev/null where the shell closed stdin, stdout or stderr (`>&-`). The next file that is
/// opened would get the descriptor's number, and the log or the results would be written into it.
/// Reading from the stand-in of stdin and writing to that of stdout still fails.
void fill_standard_descriptors();

/// Results that did not arrive are a failure too, also where they were written at the very end.
/// @throws Error
void check_results_arrived();

}  // namespace dragoman
