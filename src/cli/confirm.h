#pragma once
#include <string>
#include <vector>

namespace dragoman {

/// Asks on the terminal whether to go on in spite of `doubts`, each a sentence.
/// @param yes the answer, given beforehand by --yes
/// @throws InputError where the answer is not yes, and where nobody can be asked
void confirm(const std::vector<std::string>& doubts, bool yes);

}  // namespace dragoman
