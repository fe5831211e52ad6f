#pragma once
#include <string_view>

namespace dragoman {

/// The page that people use the server by: a document of HTML that asks for nothing outside.
std::string_view page();

}  // namespace dragoman
