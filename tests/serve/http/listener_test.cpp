#include "serve/http/listener.h"

#include <thread>

#include "dragoman/base/error.h"
#include "serve/http/http_server.h"

namespace dragoman {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr const char* form = "application/x-www-form-urlencoded";
constexpr const char* question = R"({"q": "sentence 7 is here", "source": "en", "target": "de"})";

TEST_F(HttpServer, AHalfClosedConnectionGetsItsAnswer) {
  client_->send(HttpClient::request("/translate", question));
  client_->end_writing();
  EXPECT_EQ(client_->answer().status, 200);
  EXPECT_TRUE(client_->is_closed());
  HttpClient half(server_->port());
  half.send("POST /translate HTTP/1.1\r\nContent-Le");
  half.end_writing();
  EXPECT_TRUE(half.is_closed());
}

TEST_F(HttpServer, AHalfClosedConnectionMayWaitLongForItsAnswer) {
  client_->send(slow_plain_request());
  client_->end_writing();
  EXPECT_EQ(client_->read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  const HttpAnswer answer = client_->answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json()["translations"].size(), 100u);
}

TEST_F(HttpServer, AClientThatLeavesIsGivenUp) {
  client_->send(slow_plain_request());
  HttpClient watching(server_->port());
  const auto reads = [&](const std::string& line) {
    return watching.get("/metrics").body.find(line) != std::string::npos;
  };
  for (int tries = 0; tries < 1000 && reads("dragoman_active_sentences 0\n"); ++tries) {
  }
  client_->close();
  const std::string left = "dragoman_requests_total{path=\"/v1/translate\",status=\"499\"} 1\n";
  const std::string none = "dragoman_cancelled_sentences_total 0\n";
  for (int tries = 0; tries < 200 && (!reads(left) || reads(none)); ++tries) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_TRUE(reads(left));
  EXPECT_FALSE(reads(none));
}

TEST_F(HttpServer, SlowAndIdleClientsBlockNobody) {
  serve({.requests = 1, .time = milliseconds(1500)});
  std::vector<std::unique_ptr<HttpClient>> others;
  for (int i = 0; i < 200; ++i) {
    others.push_back(std::make_unique<HttpClient>(server_->port()));
    if (i % 2 == 0) others.back()->send("POST /translate HTTP/1.1\r\nContent-Length: 9\r\n\r\n{");
  }
  EXPECT_EQ(client_->post("/translate", question).status, 200);
  EXPECT_EQ(others[0]->answer().status, 408);
  EXPECT_TRUE(others[0]->is_closed());
  EXPECT_EQ(others[1]->post("/translate", question).status, 200);
}

TEST_F(HttpServer, ASlowWriterIsAnsweredInTheEnd) {
  for (const char byte : HttpClient::request("/translate", question)) {
    client_->send({&byte, 1});
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(client_->answer().status, 200);
}

TEST_F(HttpServer, RequestsMayComeTogether) {
  client_->send(HttpClient::request("/translate", question) +
                HttpClient::request("/detect", "q=a", form) + "GET /health HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client_->answer().json().count("translatedText"), 1u);
  EXPECT_TRUE(client_->answer().json().is_array());
  EXPECT_EQ(client_->answer().json()["status"], "ok");
}

TEST_F(HttpServer, TooManyRequestsAreToldToComeBack) {
  serve({.requests = 1});
  client_->send(slow_request());
  client_->read_until("event: text");
  HttpClient other(server_->port());
  const HttpAnswer answer = other.post("/translate", question);
  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 1"));
  EXPECT_EQ(other.get("/health").status, 200);
}

TEST_F(HttpServer, StoppingAnswersWhatIsUnderWay) {
  client_->send(slow_request());
  client_->read_until("event: text");
  HttpClient other(server_->port());
  ASSERT_EQ(other.get("/health").status, 200);
  std::thread stopping([&] { server_->stop(); });
  HttpAnswer refused;
  for (int tries = 0; tries < 100 && refused.status != 503; ++tries) {
    refused = other.post("/translate", question);
  }
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_THAT(client_->read_until("event: answer"), HasSubstr("event: answer"));
  stopping.join();
}

TEST_F(HttpServer, ManyClientsEachGetTheirOwnAnswer) {
  const std::vector<std::string> lines = sample_lines();
  std::vector<std::thread> clients;
  for (size_t number = 0; number < 32; ++number) {
    clients.emplace_back([&, number] {
      HttpClient client(server_->port());
      for (size_t i = 0; i < 6; ++i) {
        const std::string& line = lines[(number * 7 + i) % lines.size()];
        const nlohmann::json body = {{"text", line}, {"target", "de"}};
        const nlohmann::json answer = client.post("/v1/translate", body.dump()).json();
        const Translation expected =
            translator_->translate({line}, translator_->settings()).front();
        EXPECT_EQ(answer["translations"][0]["text"], expected.text);
        EXPECT_EQ(answer["translations"][0]["score"].get<double>(), expected.score);
      }
    });
  }
  for (std::thread& client : clients) client.join();
}

TEST_F(HttpServer, ConnectionsBeyondTheMostAreClosed) {
  serve({.connections = 2});
  HttpClient second(server_->port());
  EXPECT_EQ(client_->get("/health").status, 200);
  EXPECT_EQ(second.get("/health").status, 200);
  EXPECT_TRUE(HttpClient(server_->port()).is_closed());
  second.close();
  int status = 0;
  for (int tries = 0; tries < 200 && status != 200; ++tries) {
    std::this_thread::sleep_for(milliseconds(10));
    status = HttpClient(server_->port()).get("/health").status;
  }
  EXPECT_EQ(status, 200);
}

TEST_F(HttpServer, NoTwoServersShareAPort) {
  ServerOptions options;
  options.port = server_->port();
  EXPECT_THROW(Server(ServedModels({served("en", "de", translator_)}), options), InputError);
}

}  // namespace
}  // namespace dragoman
