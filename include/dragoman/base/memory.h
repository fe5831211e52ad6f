#pragma once
#include <cstdint>
#include <exception>

namespace dragoman {

/// Has the allocator return to the system what was freed and it has kept for later; after much was
/// freed that will not be needed again. Where the C library cannot, nothing happens.
void return_free_memory();

/// The most memory that the process has had in use so far (its resident set), in bytes.
int64_t peak_memory();

/// Whether the error says that there was no memory left, on the machine or on a GPU.
bool is_out_of_memory(const std::exception& error);

/// The memory that the process may have, in bytes: the machine's, or less where a control group (a
/// container, a batch job) limits it.
int64_t usable_memory();

}  // namespace dragoman
