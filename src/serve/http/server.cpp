#include "dragoman/serve/server.h"

#include "serve/http/listener.h"
#include "serve/http/protocol.h"
#include "serve/http/routes.h"

namespace dragoman {
namespace {

// Besides those that wait for a translation: for what is answered at once.
constexpr int64_t further_threads = 16;

ListenerOptions listener_options(const ServerOptions& options) {
  return {.host = options.host,
          .port = options.port,
          .threads = options.requests + further_threads,
          .body = static_cast<size_t>(options.body),
          .connections = static_cast<size_t>(options.connections),
          .time = options.time,
          .idle = options.idle};
}

}  // namespace

struct Server::Parts {
  Parts(ServedModels served, const ServerOptions& given)
      : options(given),
        models(std::move(served)),
        service({options.threads, options.sentences, options.requests, options.time}, counters),
        routes(options, models, service, counters),
        listener(listener_options(options),
                 [this](Connection& connection) { return protocol.answer(connection); }) {}

  const ServerOptions options;
  const ServedModels models;
  Counters counters;
  SearchService service;
  Routes routes;
  Protocol protocol{routes};
  Listener listener;
};

Server::Server(ServedModels models, const ServerOptions& options)
    : parts_(std::make_unique<Parts>(std::move(models), options)) {}

Server::~Server() {
  stop();
}

int64_t Server::port() const {
  return parts_->listener.port();
}

void Server::stop() {
  parts_->service.drain();
  parts_->listener.stop();
}

}  // namespace dragoman
