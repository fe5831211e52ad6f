#pragma once
#include <CLI/CLI.hpp>

namespace dragoman {

/// A command ended well, but early, on a signal; the program ends as the shell expects of that.
struct Interrupted {
  int signal;

  int exit_code() const { return 128 + signal; }
};

// One file a command; each adds itself and its options to the program.
void add_init(CLI::App& program);
void add_prepare(CLI::App& program);
void add_train(CLI::App& program);
void add_vocab(CLI::App& program);
void add_evaluate(CLI::App& program);
void add_score(CLI::App& program);
void add_compare(CLI::App& program);
void add_compare_runs(CLI::App& program);
void add_translate(CLI::App& program);
void add_serve(CLI::App& program);
void add_study(CLI::App& program);
void add_attention(CLI::App& program);
void add_inspect(CLI::App& program);
void add_average(CLI::App& program);
void add_quantize(CLI::App& program);
void add_shortlist(CLI::App& program);
void add_align(CLI::App& program);
void add_distill(CLI::App& program);
void add_manual(CLI::App& program);

}  // namespace dragoman
