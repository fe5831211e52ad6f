#pragma once
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "base/sanitized.h"
#include "dragoman/serve/server.h"
#include "serve/http/client.h"
#include "serve/small_translator.h"

namespace dragoman {

// Sanitizers make each of them take many times as long.
#ifdef __SANITIZE_THREAD__
constexpr bool has_thread_sanitizer = true;
#else
constexpr bool has_thread_sanitizer = false;
#endif
inline const int64_t slow_words = has_thread_sanitizer || is_sanitized() ? 300 : 3000;
inline const int64_t slower_words = has_thread_sanitizer || is_sanitized() ? 3000 : 10'000;

/// A server of four pairs, and a client that is connected to it.
class HttpServer : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    spdlog::set_level(spdlog::level::warn);
    translator_ = small_translator();
    heads_ = small_translator(sample_lines(), 2);
  }
  static void TearDownTestSuite() {
    translator_.reset();
    heads_.reset();
  }

  void SetUp() override { serve({}); }

  void serve(ServerOptions options) {
    options.port = 0;
    options.threads = 2;
    server_.reset();
    server_ = std::make_unique<Server>(
        ServedModels({served("en", "de", translator_), served("en", "fr", heads_),
                      slow("eo", slow_words), slow("la", slower_words)}),
        options);
    client_ = std::make_unique<HttpClient>(server_->port());
  }

  static std::string translated(const std::string& line) {
    return translator_->translate({line}, translator_->settings()).front().text;
  }

  /// Translates to so many words, whatever it is given.
  static ServedModel slow(const char* target, int64_t words) {
    ServedModel model = served("en", target, translator_);
    SearchConfig& config = model.settings.config;
    config.beam_size = 1;
    config.max_length_ratio = 0;
    config.min_length = config.max_length_offset = words;
    return model;
  }

  static std::string slow_request() {
    return HttpClient::request("/v1/translate",
                               R"({"text": "sentence 7", "target": "eo", "stream": true})");
  }

  /// Without a stream, and so long that the server looks after its client many times meanwhile.
  static std::string slow_plain_request() {
    const nlohmann::json body = {{"text", std::vector<std::string>(100, "sentence 7")},
                                 {"target", "la"}};
    return HttpClient::request("/v1/translate", body.dump());
  }

  static inline std::shared_ptr<const Translator> translator_, heads_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace dragoman
