#pragma once

namespace dragoman {

/// Opens a shared library with its names kept apart: it and what it links find each other's names
/// before the program's, and nobody finds names through it. So it may bring a second version of a
/// library that the program has already. Nothing that one side allocates may be freed by the other.
/// @param file is looked for in the RPATH of the program, as a library that it links
/// @returns the address of `entry`, a name that the library exports
/// @throws Error where the library cannot be opened or has no such name
void* open_module(const char* file, const char* entry);

}  // namespace dragoman
