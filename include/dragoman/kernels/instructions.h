#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// The name in the environment that keeps the kernels from the processor's best instructions, as
/// ONEDNN_MAX_CPU_ISA does for oneDNN: to find out what a result owes to them.
inline constexpr const char* instructions_variable = "DRAGOMAN_MAX_CPU_ISA";

/// The instruction sets that the kernels are compiled for and this processor has, best first:
/// "AVX3", "AVX2", "SSE4" and so on, by Highway's names, and "AVX3_VNNI": AVX3 with sums of four
/// products of bytes, which all that stand before it have too. "AVX3_AMX" is the best of these
/// with products of tiles of bytes, where the system allows them.
std::vector<std::string> instruction_sets();

/// The one in use.
std::string instruction_set();

/// Whether AVX3_VNNI, or a better set, is in use.
bool has_vnni();

/// Whether AVX3_AMX is in use.
bool has_tiles();

/// Holds to DRAGOMAN_MAX_CPU_ISA; only the first call does anything.
/// @throws InputError where it names no instruction set of `instruction_sets`
void limit_instructions();

}  // namespace dragoman
