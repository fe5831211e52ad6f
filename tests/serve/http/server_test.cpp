#include "dragoman/serve/server.h"

#include <thread>

#include "dragoman/base/error.h"
#include "serve/http/http_server.h"

namespace dragoman {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr const char* form = "application/x-www-form-urlencoded";
constexpr const char* question = R"({"q": "sentence 7 is here", "source": "en", "target": "de"})";

TEST_F(HttpServer, TranslatesAStringAnArrayAndAForm) {
  const HttpAnswer one = client_->post("/translate", question);
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.json(), (nlohmann::json{{"translatedText", translated("sentence 7 is here")}}));
  const HttpAnswer two = client_->post(
      "/translate", R"({"q": ["sentence 7", "", "sentence 14"], "source": "en", "target": "de"})");
  EXPECT_EQ(two.json()["translatedText"],
            (nlohmann::json{translated("sentence 7"), "", translated("sentence 14")}));
  const HttpAnswer third =
      client_->post("/translate", "q=sentence+7+is+here&source=en&target=de", form);
  EXPECT_EQ(third.body, one.body);
}

TEST_F(HttpServer, TakesAFormInThePathWhereThereIsNoBody) {
  const HttpAnswer answer =
      client_->post("/translate?q=sentence+7&source=en&target=de&format=text", "", "");
  EXPECT_EQ(answer.json()["translatedText"], translated("sentence 7"));
  EXPECT_EQ(client_->post("/translate", "", "").status, 400);
}

TEST_F(HttpServer, TakesAFormAsLongAsAnyBody) {
  std::string lines;
  for (int line = 0; line < 1500; ++line) lines += "sent.%0A";
  const HttpAnswer answer =
      client_->post("/translate", "q=" + lines + "&source=en&target=de", form);
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(HttpServer, GivesAlternativesAndFindsTheSourceOut) {
  const HttpAnswer answer = client_->post(
      "/translate", R"({"q": "sentence 7", "source": "auto", "target": "de", "alternatives": 2})");
  EXPECT_EQ(answer.json()["alternatives"].size(), 2u);
  EXPECT_NE(answer.json()["alternatives"][0], answer.json()["translatedText"]);
  EXPECT_EQ(answer.json()["detectedLanguage"],
            (nlohmann::json{{"confidence", 100.0}, {"language", "en"}}));
}

TEST_F(HttpServer, KeepsTheTagsOfHtml) {
  const HttpAnswer answer =
      client_->post("/translate",
                    R"({"q": "<p>sentence <b>7</b> &amp; here</p>", "source": "en", "target": "de",
          "format": "html", "alternatives": 1})");
  const std::string text = answer.json()["translatedText"];
  EXPECT_THAT(text, testing::StartsWith("<p>"));
  EXPECT_THAT(text, HasSubstr("<b>"));
  EXPECT_THAT(text, HasSubstr("</b>"));
  EXPECT_THAT(text, testing::EndsWith("</p>"));
}

TEST_F(HttpServer, TellsOfItself) {
  EXPECT_EQ(client_->get("/languages").json(),
            nlohmann::json::parse(
                R"([{"code": "en", "name": "English", "targets": ["de", "fr", "eo", "la"]}])"));
  EXPECT_EQ(client_->get("/health").json()["status"], "ok");
  EXPECT_EQ(client_->get("/frontend/settings").json()["language"]["target"]["name"], "German");
  const nlohmann::json paths = client_->get("/openapi.json").json()["paths"];
  for (const char* path : {"/translate", "/detect", "/v1/translate", "/v1/score", "/metrics"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
  EXPECT_EQ(client_->post("/detect", "q=sentence", form).json()[0]["language"], "en");
  EXPECT_THAT(client_->get("/metrics").body,
              HasSubstr("dragoman_requests_total{path=\"/languages\",status=\"200\"} 1\n"));
}

TEST_F(HttpServer, TellsHowItTranslated) {
  const nlohmann::json answer =
      client_
          ->post("/v1/translate",
                 R"({"text": ["sentence 7", ""], "target": "fr", "n_best": 3, "words": true,
                     "alignment": true, "prefix": "is"})")
          .json();
  const nlohmann::json& line = answer["translations"][0];
  EXPECT_THAT(line["text"].get<std::string>(), testing::StartsWith("is"));
  EXPECT_GE(line["n_best"].size(), 2u);
  EXPECT_EQ(line["n_best"][0]["score"], line["score"]);
  EXPECT_EQ(line["words"].back()["word"], "</s>");
  EXPECT_EQ(line["alignment"]["heads"].size(), 2u);
  EXPECT_EQ(line["alignment"]["weights"].size(), line["alignment"]["target"].size());
  EXPECT_FALSE(line["pieces"].empty());
  EXPECT_EQ(answer["translations"][1]["text"], "is");
  EXPECT_TRUE(answer["timing"].contains("search_ms"));
}

TEST_F(HttpServer, AModelOfAPairIsAskedByItsName) {
  ServedModels models(
      {served("en", "de", translator_, "small"), served("en", "de", heads_, "heads")});
  server_ = std::make_unique<Server>(std::move(models), ServerOptions{.port = 0});
  HttpClient client(server_->port());
  EXPECT_EQ(client.get("/v1/models").json(),
            nlohmann::json::parse(R"([{"name": "small", "source": "en", "target": "de"},
                                      {"name": "heads", "source": "en", "target": "de"}])"));
  EXPECT_EQ(client.get("/languages").json()[0]["targets"], nlohmann::json{"de"});
  const auto answer = [&](const std::string& model) {
    const nlohmann::json asked = {{"text", "sentence 7"}, {"model", model}};
    return client.post("/v1/translate", asked.dump()).json();
  };
  const Translation expected = heads_->translate({"sentence 7"}, heads_->settings()).front();
  EXPECT_EQ(answer("heads")["translations"][0]["score"].get<double>(), expected.score);
  EXPECT_EQ(answer("heads")["model"], "heads");
  EXPECT_EQ(answer("")["model"], "small");
  EXPECT_EQ(client.post("/translate", question).json()["translatedText"],
            translated("sentence 7 is here"));
  const nlohmann::json scored = {{"text", "sentence 7"}, {"translation", "is"}, {"model", "heads"}};
  EXPECT_EQ(client.post("/v1/score", scored.dump()).json()["model"], "heads");
  EXPECT_EQ(answer("tall")["error"], "model: got 'tall', expected one of small, heads");
}

TEST_F(HttpServer, ScoresAreTheTranslatorsToTheBit) {
  const Translation expected =
      translator_->translate({"sentence 21"}, translator_->settings()).front();
  const nlohmann::json answer =
      client_->post("/v1/translate", R"({"text": "sentence 21", "target": "de"})").json();
  EXPECT_EQ(answer["translations"][0]["text"], expected.text);
  EXPECT_EQ(answer["translations"][0]["score"].get<double>(), expected.score);
}

TEST_F(HttpServer, ScoresATranslation) {
  const nlohmann::json answer =
      client_
          ->post("/v1/score", R"({"text": "sentence 7", "translation": "is here", "target": "de"})")
          .json();
  EXPECT_LT(answer["scores"][0]["log_probability"], 0);
  EXPECT_EQ(answer["scores"][0]["words"].size(), 3u);
}

TEST_F(HttpServer, AStreamGrowsAndEndsWithTheAnswer) {
  client_->send(slow_request());
  const std::string head = client_->read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("text/event-stream"));
  EXPECT_THAT(head, HasSubstr("Cache-Control: no-store"));
  const std::string events = client_->read_until("\r\n0\r\n\r\n");
  EXPECT_THAT(events, HasSubstr("event: text\ndata: {\"line\":0,"));
  EXPECT_THAT(events, HasSubstr("event: answer\ndata: {\"source\":\"en\""));
  EXPECT_EQ(client_->get("/health").status, 200);  // on the same connection
}

TEST_F(HttpServer, AClientThatLeavesAStreamIsGivenUp) {
  serve({.requests = 1});
  client_->send(slow_request());
  client_->read_until("event: text");
  client_->close();
  HttpClient other(server_->port());
  HttpAnswer answer;
  for (int tries = 0; tries < 100 && answer.status != 200; ++tries) {
    answer = other.post("/translate", question);
    if (answer.status != 200) std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_F(HttpServer, WrongInputIsOneClearLine) {
  const auto error = [&](const std::string& path, const std::string& body,
                         const char* type = "application/json") {
    const HttpAnswer answer = client_->post(path, body, type);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return answer.json().value("error", "");
  };
  EXPECT_EQ(error("/translate", "{\"q\": "),
            "body: not JSON at byte 7, expected an object of fields");
  EXPECT_THAT(error("/translate", "{\"q\": \"\xc3\"}"), HasSubstr("is not valid UTF-8"));
  EXPECT_THAT(error("/translate", "q=%C3&source=en&target=de", form), HasSubstr("valid UTF-8"));
  EXPECT_THAT(error("/translate", question, "text/plain"),
              HasSubstr("Content-Type: got 'text/plain'"));
  EXPECT_THAT(error("/translate", question, "multipart/form-data; boundary=x"),
              HasSubstr("Content-Type: got 'multipart"));
  EXPECT_EQ(error("/translate", R"({"q": "a", "source": "en", "target": "it"})"),
            "target: got 'it', expected one of de, fr, eo, la");
  EXPECT_THAT(error("/v1/translate", R"({"text": "a", "target": "de", "beam": 2})"),
              HasSubstr("unknown field"));
  EXPECT_THAT(
      error("/v1/translate", R"({"text": ")" + std::string(3000, 'x') + R"(", "target": "de"})"),
      HasSubstr("divide it"));
}

TEST_F(HttpServer, PathsAndMethodsThatThereAreNot) {
  EXPECT_EQ(client_->get("/nothing").status, 404);
  EXPECT_THAT(client_->get("/../etc/passwd").json()["error"].get<std::string>(),
              HasSubstr("no such path"));
  const HttpAnswer wrong = client_->get("/translate");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_THAT(wrong.head, HasSubstr("Allow: POST"));
  EXPECT_EQ(client_->post("/health", "{}").status, 405);
  EXPECT_EQ(client_->get("/health").status, 200);  // the body of the one before is not in the way
}

TEST_F(HttpServer, WhatIsNoHttpIsRefused) {
  client_->send("hello\r\n\r\n");
  EXPECT_EQ(client_->answer().status, 400);
  EXPECT_TRUE(client_->is_closed());
  HttpClient other(server_->port());
  EXPECT_THAT(other.get("/metrics").body,
              HasSubstr("dragoman_request_seconds_bucket{path=\"(unknown)\",le=\"10\"} 1\n"));
}

TEST_F(HttpServer, ABodyThatIsTooLargeIsRefused) {
  serve({.body = 2000});
  EXPECT_EQ(client_->post("/translate", std::string(10'000'000, 'x')).status, 413);
  EXPECT_TRUE(client_->is_closed());
  HttpClient chunked(server_->port());
  chunked.send(
      "POST /translate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (int chunk = 0; chunk < 3; ++chunk) chunked.send("3e8\r\n" + std::string(1000, ' ') + "\r\n");
  chunked.send("0\r\n\r\n");
  EXPECT_EQ(chunked.answer().status, 413);
}

TEST_F(HttpServer, TakesABodyInChunks) {
  client_->send(
      "POST /translate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  const std::string body = question;
  client_->send("5\r\n" + body.substr(0, 5) + "\r\n");
  std::this_thread::sleep_for(milliseconds(20));
  char size[8];
  std::snprintf(size, sizeof size, "%zx", body.size() - 5);
  client_->send(std::string(size) + "\r\n" + body.substr(5) + "\r\n0\r\n\r\n");
  EXPECT_EQ(client_->answer().status, 200);
}

TEST_F(HttpServer, AClientMayWaitToBeToldThatTheBodyMayCome) {
  const std::string request =
      HttpClient::request("/translate", question, "application/json", "Expect: 100-continue\r\n");
  const size_t head = request.find("\r\n\r\n") + 4;
  client_->send(request.substr(0, head));
  EXPECT_THAT(client_->read_until("\r\n\r\n"), HasSubstr("100 Continue"));
  client_->send(request.substr(head));
  EXPECT_EQ(client_->answer().status, 200);
}

TEST_F(HttpServer, AsksForTheToken) {
  serve({.token = "secret"});
  EXPECT_EQ(client_->post("/translate", question).status, 401);
  EXPECT_EQ(client_->post("/v1/translate", R"({"text": "a"})").status, 401);
  EXPECT_EQ(client_->get("/metrics").status, 401);
  EXPECT_EQ(client_->get("/health").status, 200);
  const auto with = [&](const std::string& token) {
    return client_
        ->post("/translate", question, "application/json",
               "Authorization: Bearer " + token + "\r\n")
        .status;
  };
  EXPECT_EQ(with("secret"), 200);
  EXPECT_EQ(with("secre"), 401);
  EXPECT_EQ(with("secrets"), 401);
  EXPECT_EQ(client_->post("/translate", "q=a&source=en&target=de&api_key=secret", form).status,
            200);
}

TEST_F(HttpServer, PagesOfTheOriginMayAsk) {
  EXPECT_THAT(client_->get("/health").head, testing::Not(HasSubstr("Access-Control")));
  serve({.cors = "https://example.org"});
  client_->send("OPTIONS /translate HTTP/1.1\r\nHost: x\r\nOrigin: https://example.org\r\n\r\n");
  const HttpAnswer answer = client_->answer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.head, HasSubstr("Access-Control-Allow-Origin: https://example.org\r\n"));
  EXPECT_THAT(client_->get("/health").head, HasSubstr("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace dragoman
