#pragma once
#include <httplib.h>

#include "serve/http/connection.h"
#include "serve/http/routes.h"

namespace dragoman {

/// HTTP as cpp-httplib speaks it, over connections of our own: it reads the request, calls the
/// handler and writes what that says.
class Protocol : public httplib::Server {
 public:
  /// @param routes outlive it
  explicit Protocol(Routes& routes);

  /// Answers one request. @return whether another may follow it
  bool answer(Connection& connection);

  /// Whether the client of a request that is being answered has left.
  static bool has_left(const httplib::Request& request);

  /// When the request came whole, of one that is being answered; now where it is no HTTP.
  static Connection::Clock::time_point begun(const httplib::Request& request);
};

}  // namespace dragoman
