#pragma once
#include <cstdint>
#include <memory>

#include "dragoman/serve/served_models.h"
#include "dragoman/serve/server_options.h"

namespace dragoman {

/// Translates for HTTP clients, from when it is made until it is stopped: the paths of
/// LibreTranslate, `/v1/translate` and `/v1/score`, and what tells of the server itself. An answer
/// does not depend on who else asks. Nothing is written to disk.
class Server {
 public:
  /// @throws InputError when it cannot listen there
  Server(ServedModels models, const ServerOptions& options);

  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where it listens.
  int64_t port() const;

  /// Finishes the requests under way, while new ones are told that it is stopping, and ends.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dragoman
