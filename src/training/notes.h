#pragma once

namespace dragoman {

// What a run's model files hold beside weights, vocabularies and configuration.
inline constexpr const char* state_note = "training_state";
inline constexpr const char* history_note = "history";
inline constexpr const char* corpus_note = "corpus";
inline constexpr const char* valid_note = "validation_corpus";
inline constexpr const char* teachers_note = "teachers";

}  // namespace dragoman
