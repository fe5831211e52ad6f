#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <spdlog/spdlog.h>

#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/standard_streams.h"
#include "cli/waiting_threads.h"
#include "dragoman/base/error.h"
#include "dragoman/base/log.h"
#include "dragoman/base/memory.h"
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

void run(int argc, char** argv) {
  CLI::App program("Dragoman: recurrent Seq2Seq translation with attention", "dragoman");
  program.formatter(std::make_shared<dragoman::Help>());
  program.set_version_flag("--version", DRAGOMAN_VERSION);
  dragoman::limit_instructions();
  dragoman::add_init(program);
  dragoman::add_prepare(program);
  dragoman::add_train(program);
  dragoman::add_vocab(program);
  dragoman::add_evaluate(program);
  dragoman::add_score(program);
  dragoman::add_compare(program);
  dragoman::add_compare_runs(program);
  dragoman::add_translate(program);
  dragoman::add_serve(program);
  dragoman::add_study(program);
  dragoman::add_attention(program);
  dragoman::add_inspect(program);
  dragoman::add_average(program);
  dragoman::add_quantize(program);
  dragoman::add_shortlist(program);
  dragoman::add_align(program);
  dragoman::add_distill(program);
  dragoman::add_manual(program);
  dragoman::run_command_line(program, argc, argv);
}

/// LibTorch's messages carry a stack trace; people need its first line.
std::string first_line(const std::string& message) {
  return message.substr(0, message.find('\n'));
}

/// A tenth of a second more at its start does not matter to such a command.
bool works_for_long(std::string_view command) {
  return command == "train" || command == "study" || command == "serve";
}

constexpr const char* out_of_memory =
    "out of memory: train with a lower batch.size or narrower layers; translate with a lower "
    "--batch-size or --beam-size";

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && works_for_long(argv[1])) dragoman::let_waiting_threads_sleep(argv);
  dragoman::fill_standard_descriptors();
  dragoman::log_to_stderr();
  try {
    run(argc, argv);
    dragoman::check_results_arrived();
    return done;
  } catch (const dragoman::Interrupted& interrupted) {
    return interrupted.exit_code();
  } catch (const dragoman::InputError& error) {
    spdlog::error("{}", error.what());
    return wrong_input;
  } catch (const dragoman::Error& error) {
    spdlog::error("{}", error.what());
  } catch (const std::filesystem::filesystem_error& error) {  // a loop of links, a name too long
    spdlog::error("{}: {}", error.path1().string(), error.code().message());
    return wrong_input;
  } catch (const std::exception& error) {
    spdlog::error("{}", dragoman::is_out_of_memory(error)
                            ? out_of_memory
                            : "internal error: " + first_line(error.what()));
  }
  return failed;
}
