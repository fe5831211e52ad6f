#pragma once
#include <filesystem>
#include <functional>
#include <ostream>

namespace dragoman {

/// Writes `path` so that it is either the old file or the whole new one, also after a crash: a
/// temporary file beside it, flushed to disk, then renamed over it. Nothing is left behind when
/// `write` throws or the disk is full.
/// @throws Error with the path and the system's reason.
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(std::ostream&)>& write);

}  // namespace dragoman
