#pragma once
#include "dragoman/report/attention_map.h"

namespace dragoman {

/// What the terminal of stdout says of itself; numbers and 80 columns where the output is a file.
TerminalStyle terminal_style();

}  // namespace dragoman
