#include <exception>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "dragoman/base/error.h"
#include "dragoman/base/log.h"
#include "dragoman/kernels/instructions.h"

/// Read by jemalloc, where the program is linked with it: tensors on huge pages; memory that is
/// free is kept for the next update, which will want it; one heap, of large and small tensors
/// alike, since what is free in one is not there for another; and large free blocks may be split
/// for small requests, which would otherwise never find room in what is kept.
extern "C" const char* malloc_conf;
const char* malloc_conf =
    "thp:always,dirty_decay_ms:-1,muzzy_decay_ms:-1,oversize_threshold:0,narenas:1,"
    "lg_extent_max_active_fit:30";

namespace {

constexpr int done = 0, failed = 1, wrong_input = 2;

int run(int argc, char** argv) {
  CLI::App program("Dragoman: recurrent Seq2Seq translation with attention", "dragoman");
  program.set_version_flag("--version", DRAGOMAN_VERSION);
  dragoman::limit_instructions();
  dragoman::add_train(program);
  dragoman::add_vocab(program);
  dragoman::add_evaluate(program);
  dragoman::add_compare(program);
  dragoman::add_translate(program);
  dragoman::add_study(program);
  dragoman::add_attention(program);
  dragoman::add_inspect(program);
  dragoman::add_manual(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    spdlog::error("{}; see dragoman --help", error.what());
    return wrong_input;
  }
  if (program.get_subcommands().empty()) {
    spdlog::error(
        "a command is needed: train, vocab, evaluate, compare, translate, study, attention or "
        "inspect; "
        "see dragoman "
        "--help");
    return wrong_input;
  }
  return done;
}

/// LibTorch's messages carry a stack trace; people need its first line.
std::string first_line(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

}  // namespace

int main(int argc, char** argv) {
  dragoman::log_to_stderr();
  try {
    return run(argc, argv);
  } catch (const dragoman::Interrupted& interrupted) {
    return interrupted.exit_code();
  } catch (const dragoman::InputError& error) {
    spdlog::error("{}", error.what());
    return wrong_input;
  } catch (const dragoman::Error& error) {
    spdlog::error("{}", error.what());
  } catch (const std::bad_alloc&) {
    spdlog::error("out of memory: lower batch.size, or search.batch_size when translating");
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", first_line(error.what()));
  }
  return failed;
}
