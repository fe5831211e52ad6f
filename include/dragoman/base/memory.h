#pragma once
#include <cstdint>

namespace dragoman {

/// Has the allocator return to the system what was freed and it has kept for later; after much was
/// freed that will not be needed again. Where the C library cannot, nothing happens.
void return_free_memory();

/// The most memory that the process has had in use so far (its resident set), in bytes.
int64_t peak_memory();

/// The machine's memory, in bytes.
int64_t physical_memory();

}  // namespace dragoman
