#pragma once
#include <CLI/CLI.hpp>

namespace dragoman {

// One file a command; each adds itself and its options to the program.
void add_train(CLI::App& program);
void add_vocab(CLI::App& program);
void add_evaluate(CLI::App& program);
void add_compare(CLI::App& program);
void add_translate(CLI::App& program);
void add_study(CLI::App& program);
void add_attention(CLI::App& program);
void add_inspect(CLI::App& program);

}  // namespace dragoman
