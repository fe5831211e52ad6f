#pragma once
#include <string_view>

namespace dragoman {

/// Chart.js as one script, put into the program when it was built; empty where it was not there.
std::string_view chart_library();

}  // namespace dragoman
