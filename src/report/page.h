#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// A self-contained HTML page, light or dark as the viewer is, that fits a phone.
/// @param title plain text @param body HTML @param reload_seconds when to read itself anew; 0 =
/// never
std::string html_page(const std::string& title, const std::string& body, int reload_seconds = 0);

/// A row of a table. @param cells plain text @param tag td or th
std::string html_row(const std::vector<std::string>& cells, const char* tag);

}  // namespace dragoman
