#include "serve/http/responses.h"

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "serve/refusal.h"

namespace dragoman {
namespace {

constexpr const char* seconds_until_retry = "1";

void set_refusal(httplib::Response& response, const Refusal& refusal) {
  switch (refusal.reason()) {
    case Refusal::Reason::busy:
      set_error(response, 429, refusal.what());
      return response.set_header("Retry-After", seconds_until_retry);
    case Refusal::Reason::stopping:
      set_error(response, 503, refusal.what());
      return response.set_header("Retry-After", seconds_until_retry);
    case Refusal::Reason::late:
      return set_error(response, 504, refusal.what());
    case Refusal::Reason::left:
      return set_error(response, 499, refusal.what());
  }
}

}  // namespace

void set_json(httplib::Response& response, const Json& json) {
  response.set_content(written(json) + "\n", "application/json");
}

void set_error(httplib::Response& response, int status, const std::string& message) {
  response.status = status;
  set_json(response, {{"error", message}});
}

void with_errors(httplib::Response& response, const std::function<void()>& respond) {
  try {
    respond();
  } catch (const Refusal& refusal) {
    set_refusal(response, refusal);
  } catch (const InputError& error) {
    set_error(response, 400, error.what());
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", error.what());
    set_error(response, 500, "internal error");
  }
}

}  // namespace dragoman
