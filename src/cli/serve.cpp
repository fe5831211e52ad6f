#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/search_options.h"
#include "cli/served_pair.h"
#include "cli/server_token.h"
#include "dragoman/base/error.h"
#include "dragoman/kernels/threads.h"
#include "dragoman/nn/model_file.h"
#include "dragoman/serve/server.h"

namespace dragoman {
namespace {

constexpr Range of_ports = {0, 65535}, of_bytes = {1000, 1e9}, of_characters = {1, 1e7},
                of_texts = {1, 10'000}, of_requests = {1, 4096}, of_connections = {1, 1e6},
                of_seconds = {1, 3600};

struct ServeOptions {
  std::string model;
  std::vector<std::string> pairs;
  int64_t seconds = 60;
  TokenOptions token;
  ServerOptions server;
  SearchOptions search;
};

/// SIGINT and SIGTERM wait until they are asked for; threads made while it lives let them.
class WaitingSignals {
 public:
  WaitingSignals() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~WaitingSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WaitingSignals(const WaitingSignals&) = delete;
  WaitingSignals& operator=(const WaitingSignals&) = delete;

  void wait_for_one() {
    int signal = 0;
    ::sigwait(&signals_, &signal);
  }

  /// From now on, one ends the program at once.
  void let_through() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t signals_ = {}, before_ = {};
};

std::vector<ServedPair> pairs_of(const ServeOptions& options) {
  std::vector<ServedPair> pairs;
  for (const std::string& pair : options.pairs) pairs.push_back(parse_served_pair(pair));
  if (!options.model.empty()) {
    pairs.insert(pairs.begin(),
                 pair_of_model(options.model, read_model_header(options.model).config.data));
  }
  if (pairs.empty()) fail_input("give a MODEL, or --pair en-de=FILE for each language pair");
  if (pairs.size() > 1 && !options.search.ensemble.empty()) {
    fail_input("--ensemble belongs to one model: leave it out, or serve one");
  }
  name_by_files(pairs);
  return pairs;
}

ServedModels load(const std::vector<ServedPair>& pairs, const SearchOptions& search) {
  std::vector<ServedModel> models;
  for (const ServedPair& pair : pairs) {
    const std::shared_ptr<const Translator> translator = load_translator(pair.file, search);
    models.push_back(
        {pair.name, pair.source, pair.target, translator, settings_of(search, *translator)});
  }
  return ServedModels(std::move(models));
}

/// "en-de, de-en"; where a pair has several models also their names: "en-de small, en-de big".
std::string list_of(const std::vector<ServedPair>& pairs) {
  std::vector<std::string> list;
  for (const ServedPair& pair : pairs) {
    const auto count = std::count_if(pairs.begin(), pairs.end(), [&](const ServedPair& other) {
      return other.source == pair.source && other.target == pair.target;
    });
    list.push_back(pair.source + "-" + pair.target + (count > 1 ? " " + pair.name : ""));
  }
  return fmt::format("{}", fmt::join(list, ", "));
}

void serve(ServeOptions options) {
  WaitingSignals signals;
  options.server.token = server_token(options.token);
  const std::vector<ServedPair> pairs = pairs_of(options);
  ServedModels models = load(pairs, options.search);
  options.server.threads = kernel_threads();
  options.server.sentences = options.search.batch_size.value_or(options.server.sentences);
  options.server.time = std::chrono::seconds(options.seconds);
  Server server(std::move(models), options.server);
  std::cout << fmt::format("serving {} at http://{}:{}\n", list_of(pairs), options.server.host,
                           server.port())
            << std::flush;
  signals.wait_for_one();
  signals.let_through();
  spdlog::info("stopping: requests under way are finished; another signal ends at once");
  server.stop();
}

void add_limits(CLI::App& command, ServeOptions& options) {
  ServerOptions& server = options.server;
  add_number(command, "--max-body", server.body, of_bytes, "Bytes of a request's body");
  add_number(command, "--max-characters", server.request.characters, of_characters,
             "Of a request's texts together");
  add_number(command, "--max-texts", server.request.texts, of_texts, "In a request's array");
  add_number(command, "--max-requests", server.requests, of_requests,
             "Waiting or under way; others are told to come back");
  add_number(command, "--max-connections", server.connections, of_connections, "Open at once");
  add_number(command, "--max-seconds", options.seconds, of_seconds, "Until an answer");
}

}  // namespace

void add_serve(CLI::App& program) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command =
      program.add_subcommand("serve", "Translate for others, over HTTP, as LibreTranslate does");
  command->add_option("model", options->model, "Model file")->type_name("MODEL");
  command
      ->add_option("--pair", options->pairs,
                   "A language pair and a model for it; may be given again, for the same pair too")
      ->type_name("[NAME:]SOURCE-TARGET=FILE");
  add_value(*command, "--host", "ADDRESS", "Where to listen; 0.0.0.0 is every network",
            [options](const std::string& host) { options->server.host = host; })
      .default_str(options->server.host);
  add_number(*command, "--port", options->server.port, of_ports, "Where to listen; 0 = any free");
  add_value(*command, "--token", "TEXT", "What clients must send as Authorization: Bearer TEXT",
            [options](const std::string& token) { options->token.text = token; });
  add_value(*command, "--token-file", "FILE",
            "A file of one line, the token, which ps does not show",
            [options](const std::string& file) { options->token.file = file; });
  add_value(*command, "--cors", "ORIGIN", "Whose web pages may ask; * = everybody's",
            [options](const std::string& origin) { options->server.cors = origin; });
  add_limits(*command, *options);
  add_search_options(*command, options->search);
  command->footer(
      "The languages of MODEL are the endings of the files that it was trained on, as in train.en; "
      "where\nthey have none, give --pair. The first line says where it listens. SIGTERM or "
      "Ctrl-C: "
      "what is under\nway is finished. GET /openapi.json tells of every path. Without --token and "
      "--token-file,\nthe environment's DRAGOMAN_TOKEN is the token.\n"
      "Examples:\n"
      "  dragoman serve best.safetensors\n"
      "  dragoman serve --pair en-de=one.safetensors --pair de-en=two.safetensors --port 0\n"
      "  dragoman serve --pair new:en-de=one.safetensors --pair old:en-de=two.safetensors\n"
      "  curl -d q='A dog runs.' -d source=en -d target=de http://127.0.0.1:8080/translate");
  command->callback([options] { serve(*options); });
}

}  // namespace dragoman
