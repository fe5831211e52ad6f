#pragma once

namespace dragoman {

/// Has the allocator return to the system what was freed and it has kept for later; after much was
/// freed that will not be needed again. Where the C library cannot, nothing happens.
void return_free_memory();

}  // namespace dragoman
