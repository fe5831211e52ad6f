#pragma once
#include <filesystem>
#include <functional>
#include <ostream>

namespace dragoman {

/// Writes `path` so that it is either the old file or the whole new one, also after a crash: a
/// temporary file beside it, flushed to disk, then renamed over it. Nothing is left behind when
/// `write` throws or the disk is full, and the old file is whole then. An existing file keeps its
/// mode and, as far as the process may, its owner; a symbolic link is followed. What is no file (a
/// device, a pipe, /dev/stdout) is written to in place.
/// @throws InputError as `check_writable`, Error with the path and the system's reason
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(std::ostream&)>& write);

/// Whether `write_atomically` may begin, asked before the work whose result it will write.
/// @throws InputError when `path` is a folder, its folder does not exist, or it may not be written
void check_writable(const std::filesystem::path& path);

/// Removes from `folder` (not from those in it) the temporary files of `write_atomically` whose
/// process has died; those that are being written stay.
void remove_left_over(const std::filesystem::path& folder);

}  // namespace dragoman
