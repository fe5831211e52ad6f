#include "serve/http/routes.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "serve/http/protocol.h"
#include "serve/http/responses.h"
#include "serve/language_names.h"
#include "serve/open_api.h"
#include "serve/page.h"
#include "serve/search_call.h"
#include "serve/translate_text.h"

namespace dragoman {
namespace {

// The page asks this server alone, and no other page may hold it.
constexpr const char* page_policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src "
    "'self'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr const char* json_type = "application/json";
constexpr const char* form_type = "application/x-www-form-urlencoded";
constexpr const char* no_token = "the token is missing or wrong: send Authorization: Bearer TOKEN";

/// In a time that tells nothing of where they differ.
bool are_equal(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i] ^ b[b.empty() ? 0 : i % b.size()]);
  }
  return difference == 0;
}

std::string bearer_token(const httplib::Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string given = request.get_header_value("Authorization");
  return given.starts_with(scheme) ? given.substr(scheme.size()) : "";
}

std::string query_of(const std::string& target) {
  const size_t mark = target.find('?');
  return mark == std::string::npos ? "" : target.substr(mark + 1);
}

bool has_type(const httplib::Request& request, const std::string& type) {
  return request.get_header_value("Content-Type").starts_with(type);
}

}  // namespace

Routes::Routes(const ServerOptions& options, const ServedModels& models, SearchService& service,
               Counters& counters)
    : options_(options),
      models_(models),
      service_(service),
      counters_(counters),
      routes_(make_routes()) {}

std::vector<Routes::Route> Routes::make_routes() {
  const auto json = [](const auto& answer) {
    return [answer](const Asked& asked, httplib::Response& response) {
      set_json(response, answer(asked));
    };
  };
  const RequestLimits& limits = options_.request;
  return {{"GET", "/", Access::open, false,
           [](const Asked&, auto& response) {
             response.set_header("Content-Security-Policy", page_policy);
             response.set_content(std::string(page()), "text/html; charset=utf-8");
           }},
          {"POST", "/translate", Access::token_or_key, true, json([&](const Asked& asked) {
             return translate_text(parse_text_request(asked.fields, limits), models_, service_,
                                   asked.has_left);
           })},
          {"POST", "/detect", Access::token_or_key, true,
           json([&](const Asked& asked) { return detect(asked); })},
          {"GET", "/languages", Access::open, false,
           json([&](const Asked&) { return languages_answer(models_); })},
          {"GET", "/frontend/settings", Access::open, false,
           json([&](const Asked&) { return settings(); })},
          {"POST", "/v1/translate", Access::token, false,
           [&](const Asked& asked, auto& response) { search(asked, response); }},
          {"GET", "/v1/models", Access::open, false,
           json([&](const Asked&) { return models_answer(models_); })},
          {"POST", "/v1/score", Access::token, false, json([&](const Asked& asked) {
             return score_texts(parse_score_request(asked.fields, limits), models_, service_,
                                asked.has_left);
           })},
          {"GET", "/health", Access::open, false, json([&](const Asked&) { return health(); })},
          {"GET", "/metrics", Access::token, false,
           [&](const Asked&, auto& response) {
             response.set_content(counters_.text(service_.state()), "text/plain; version=0.0.4");
           }},
          {"GET", "/openapi.json", Access::open, false,
           json([&](const Asked&) { return open_api(models_, options_); })}};
}

void Routes::add_to(httplib::Server& server) {
  for (const Route& route : routes_) add(server, route);
  server.set_payload_max_length(static_cast<size_t>(options_.body));
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(
      std::chrono::duration_cast<std::chrono::seconds>(options_.idle).count());
  server.set_pre_routing_handler(
      [this](const auto& request, auto& response) { return guard(request, response); });
  server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty())
      set_error(response, response.status, "the request is no HTTP that this server understands");
  });
  server.set_logger([this](const auto& request, const auto& response) { log(request, response); });
}

void Routes::add(httplib::Server& server, const Route& route) {
  if (route.method == "GET") {
    server.Get(route.path, [this, &route](const auto& request, auto& response) {
      respond(route, nullptr, request, response);
    });
    return;
  }
  // Read here, since cpp-httplib itself takes no form of more than 8 KB.
  const size_t longest = static_cast<size_t>(options_.body);
  server.Post(route.path,
              [this, &route, longest](const httplib::Request& request, httplib::Response& response,
                                      const httplib::ContentReader& read) {
                std::string body;
                const auto take = [&](const char* bytes, size_t size) {
                  body.append(bytes, std::min(size, longest + 1 - body.size()));
                  return body.size() <= longest;
                };
                const bool is_whole = request.is_multipart_form_data() || read(take);
                if (body.size() > longest) {
                  return set_error(response, 413,
                                   fmt::format("the body is longer than {} bytes", options_.body));
                }
                if (is_whole) return respond(route, &body, request, response);
                if (response.status < 400)
                  set_error(response, 400, "body: ends before its length, or is damaged");
              });
}

void Routes::respond(const Route& route, const std::string* body, const httplib::Request& request,
                     httplib::Response& response) const {
  with_errors(response, [&] {
    const Asked asked{body == nullptr ? Fields::of_form("") : fields_of(route, *body, request),
                      [&request] { return Protocol::has_left(request); }};
    if (route.access == Access::token_or_key && !is_allowed(bearer_token(request)) &&
        !is_allowed(asked.fields.text("api_key").value_or(""))) {
      return set_error(response, 401, no_token);
    }
    route.handler(asked, response);
  });
}

Fields Routes::fields_of(const Route& route, const std::string& body,
                         const httplib::Request& request) const {
  const std::string type = request.get_header_value("Content-Type");
  // Some clients of LibreTranslate send a form so.
  if (route.takes_forms && type.empty()) return Fields::of_form(query_of(request.target));
  if (has_type(request, json_type)) return Fields::of_json(body);
  if (route.takes_forms && has_type(request, form_type)) return Fields::of_form(body);
  fail_input("Content-Type: got '{}', expected {}{}", type.substr(0, 60), json_type,
             route.takes_forms ? std::string(" or ") + form_type : "");
}

Json Routes::detect(const Asked& asked) const {
  const std::string text = parse_detect_request(asked.fields, options_.request);
  std::vector<DetectedLanguage> languages;
  service_.admit(asked.has_left)->compute([&] { languages = detect_language(models_, text); });
  return detect_answer(languages);
}

void Routes::search(const Asked& asked, httplib::Response& response) const {
  SearchRequest request = parse_search_request(asked.fields, options_.request);
  const bool is_stream = request.stream;
  const auto call =
      std::make_shared<SearchCall>(std::move(request), models_, service_, asked.has_left);
  if (!is_stream) return set_json(response, call->answer());
  response.set_header("Cache-Control", "no-store");
  response.set_chunked_content_provider(
      "text/event-stream", [call](size_t, httplib::DataSink& sink) {
        const std::optional<std::string> event = call->next_event();
        if (event) return sink.write(event->data(), event->size());
        sink.done();
        return true;
      });
}

const Routes::Route* Routes::find(const std::string& path) const {
  const auto found = std::find_if(routes_.begin(), routes_.end(),
                                  [&](const Route& route) { return route.path == path; });
  return found == routes_.end() ? nullptr : &*found;
}

bool Routes::is_allowed(const std::string& token) const {
  return options_.token.empty() || are_equal(token, options_.token);
}

/// Answers what needs no handler.
Routes::HandlerResponse Routes::guard(const httplib::Request& request,
                                      httplib::Response& response) const {
  const auto refuse = [&](int status, const std::string& message) {
    set_error(response, status, message);
    return HandlerResponse::Handled;
  };
  if (!options_.cors.empty()) {
    response.set_header("Access-Control-Allow-Origin", options_.cors);
    response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    response.set_header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
  }
  const Route* route = find(request.path);
  if (route == nullptr) return refuse(404, "there is no such path; /openapi.json lists them");
  const std::string& method = request.method;
  if (method == "OPTIONS") {
    response.status = 204;
    return HandlerResponse::Handled;
  }
  if (method != route->method && !(method == "HEAD" && route->method == "GET")) {
    response.set_header("Allow", route->method + ", OPTIONS");
    return refuse(405, fmt::format("{} takes {}", route->path, route->method));
  }
  if (route->access == Access::token && !is_allowed(bearer_token(request))) {
    response.set_header("WWW-Authenticate", "Bearer");
    return refuse(401, no_token);
  }
  return HandlerResponse::Unhandled;
}

/// Of texts it tells nothing.
void Routes::log(const httplib::Request& request, const httplib::Response& response) const {
  const std::chrono::duration<double> passed = Connection::Clock::now() - Protocol::begun(request);
  const Route* route = find(request.path);
  const std::string path = route == nullptr ? "(unknown)" : route->path;
  counters_.count_request(path, response.status, passed.count());
  spdlog::info("{} {} {} {} {:.1f} ms", request.remote_addr, route ? request.method : "-", path,
               response.status, passed.count() * 1000);
}

Json Routes::settings() const {
  const ServedModel& first = models_.all().front();
  const auto language = [](const std::string& code) {
    return Json{{"code", code}, {"name", language_name(code)}};
  };
  return {{"apiKeys", !options_.token.empty()},
          {"charLimit", options_.request.characters},
          {"filesTranslation", false},
          {"frontendTimeout", 500},
          {"keyRequired", !options_.token.empty()},
          {"language", {{"source", language(first.source)}, {"target", language(first.target)}}},
          {"suggestions", false},
          {"supportedFilesFormat", Json::array()}};
}

Json Routes::health() const {
  return {{"status", "ok"}, {"pairs", languages_answer(models_)}};
}

}  // namespace dragoman
