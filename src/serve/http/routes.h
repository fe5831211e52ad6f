#pragma once
#include <functional>
#include <string>
#include <vector>

#include <httplib.h>

#include "dragoman/serve/served_models.h"
#include "dragoman/serve/server_options.h"
#include "serve/answers.h"
#include "serve/fields.h"
#include "serve/search_service.h"

namespace dragoman {

/// Which path does what, who may ask, and how each outcome reads in HTTP.
class Routes {
 public:
  /// @param models, service, counters outlive it
  Routes(const ServerOptions& options, const ServedModels& models, SearchService& service,
         Counters& counters);

  /// Has a server answer them; it must not outlive this.
  void add_to(httplib::Server& server);

 private:
  enum class Access { open, token, token_or_key };
  struct Asked {
    Fields fields;
    std::function<bool()> has_left;  // the client that asked
  };
  using Handler = std::function<void(const Asked& asked, httplib::Response& response)>;
  using HandlerResponse = httplib::Server::HandlerResponse;
  struct Route {
    std::string method, path;
    Access access;
    bool takes_forms;
    Handler handler;
  };

  std::vector<Route> make_routes();
  void add(httplib::Server& server, const Route& route);
  void respond(const Route& route, const std::string* body, const httplib::Request& request,
               httplib::Response& response) const;
  Fields fields_of(const Route& route, const std::string& body,
                   const httplib::Request& request) const;
  Json detect(const Asked& asked) const;
  void search(const Asked& asked, httplib::Response& response) const;

  const Route* find(const std::string& path) const;
  HandlerResponse guard(const httplib::Request& request, httplib::Response& response) const;
  bool is_allowed(const std::string& token) const;
  void log(const httplib::Request& request, const httplib::Response& response) const;
  Json settings() const;
  Json health() const;

  const ServerOptions& options_;
  const ServedModels& models_;
  SearchService& service_;
  Counters& counters_;
  std::vector<Route> routes_;
};

}  // namespace dragoman
