#include <csignal>
#include <memory>
#include <thread>

#include <unistd.h>

#include "cli/trained_model.h"
#include "serve/http/client.h"

namespace dragoman::testing_cli {
namespace {

/// `dragoman serve` as a process of its own, from when it listens.
class ServingProcess {
 public:
  ServingProcess(const fs::path& folder, const std::string& arguments)
      : output_(folder / "serve_output.txt"), errors_(folder / "serve_errors.txt") {
    fs::remove(output_);
    const std::string line = "cd '" + folder.string() + "' && exec '" + DRAGOMAN_COMMAND +
                             "' serve --port 0 " + arguments + " > " + output_.string() + " 2> " +
                             errors_.string();
    process_ = ::fork();
    if (process_ == 0) {
      ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      ::_exit(127);
    }
    wait_for_port();
  }
  ~ServingProcess() {
    if (process_ > 0) ::kill(process_, SIGKILL);
    wait();
  }
  ServingProcess(const ServingProcess&) = delete;
  ServingProcess& operator=(const ServingProcess&) = delete;

  void signal(int number) const { ::kill(process_, number); }

  /// The exit code, once it has ended.
  int wait() {
    if (process_ <= 0) return -1;
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  int64_t port() const { return port_; }
  std::string first_line() const { return read_file(output_); }
  std::string errors() const { return read_file(errors_); }

 private:
  void wait_for_port() {
    for (int tries = 0; tries < 600 && port_ == 0; ++tries) {
      const std::string text = read_file(output_);
      const size_t colon = text.rfind(':');
      if (!text.empty() && text.back() == '\n') port_ = std::stoll(text.substr(colon + 1));
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_GT(port_, 0) << errors();
  }

  fs::path output_, errors_;
  pid_t process_ = -1;
  int64_t port_ = 0;
};

std::string line_of(int number) {
  return "The dog sees " + std::to_string(number) + " trees.";
}

TEST_F(Commands, ServeAnswersAsTranslateDoes) {
  write_file(folder_ / "asked.txt", line_of(7) + "\n" + line_of(8) + "\n");
  const auto offline =
      lines_of(run_command(folder_, "translate run/best.safetensors", "asked.txt").output);
  ServingProcess serving(folder_, "run/best.safetensors --threads 2");
  EXPECT_THAT(serving.first_line(), testing::StartsWith("serving en-de at http://127.0.0.1:"));
  HttpClient client(serving.port());
  const nlohmann::json asked = {
      {"q", {line_of(7), line_of(8)}}, {"source", "en"}, {"target", "de"}};
  EXPECT_EQ(client.post("/translate", asked.dump()).json()["translatedText"],
            (nlohmann::json(offline)));
  serving.signal(SIGINT);
  EXPECT_EQ(serving.wait(), 0);
  EXPECT_THAT(serving.errors(), HasSubstr("127.0.0.1 POST /translate 200 "));
  EXPECT_EQ(serving.errors().find("dog"), std::string::npos);  // of texts the log tells nothing
}

TEST_F(Commands, ServeHasTheLimitsThatItIsGiven) {
  ServingProcess serving(folder_,
                         "run/best.safetensors --max-texts 2 --max-characters 40 --max-body 1000 "
                         "--cors https://example.org");
  HttpClient client(serving.port());
  const auto status_of = [&](const nlohmann::json& texts) {
    const nlohmann::json asked = {{"q", texts}, {"source", "en"}, {"target", "de"}};
    return client.post("/translate", asked.dump()).status;
  };
  EXPECT_EQ(status_of({"dog", "cat"}), 200);
  EXPECT_EQ(status_of({"dog", "cat", "bird"}), 400);
  EXPECT_EQ(status_of(std::string(40, 'a')), 200);
  EXPECT_EQ(status_of(std::string(41, 'a')), 400);
  EXPECT_THAT(client.get("/health").head,
              HasSubstr("Access-Control-Allow-Origin: https://example.org\r\n"));
  EXPECT_EQ(status_of(std::string(2000, 'a')), 413);
}

TEST_F(Commands, ServeFinishesWhatIsUnderWayOnSigterm) {
  ServingProcess serving(folder_, "run/best.safetensors --threads 2");
  std::vector<std::string> texts;
  for (int line = 0; line < 100; ++line) texts.push_back(line_of(line));
  const nlohmann::json asked = {{"q", texts}, {"source", "en"}, {"target", "de"}};
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(std::make_unique<HttpClient>(serving.port()));
    clients.back()->send(HttpClient::request("/translate", asked.dump()));
  }
  HttpClient watching(serving.port());
  std::string metrics;
  for (int tries = 0; tries < 5000; ++tries) {
    metrics = watching.get("/metrics").body;
    if (metrics.find("dragoman_requests 12\n") != std::string::npos) break;
  }
  EXPECT_THAT(metrics, HasSubstr("dragoman_requests 12\n"));
  serving.signal(SIGTERM);
  for (const auto& client : clients) {
    const HttpAnswer answer = client->answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json()["translatedText"].size(), texts.size());
  }
  EXPECT_EQ(serving.wait(), 0);
}

TEST_F(Commands, ServeTellsModelsOfOnePairApart) {
  fs::create_directories(folder_ / "other");
  fs::copy_file(folder_ / "run/best.safetensors", folder_ / "other/best.safetensors",
                fs::copy_options::overwrite_existing);
  const ServingProcess serving(
      folder_,
      "--pair en-de=run/best.safetensors --pair "
      "en-de=other/best.safetensors --pair "
      "third:en-de=run/best.safetensors --pair zh-Hans-pt-BR=run/best.safetensors");
  EXPECT_THAT(serving.first_line(),
              HasSubstr("serving en-de run/best, en-de other/best, en-de third, zh-Hans-pt-BR at"));
  HttpClient client(serving.port());
  EXPECT_EQ(client.get("/v1/models").json().back(),
            (nlohmann::json{{"name", "best"}, {"source", "zh-Hans"}, {"target", "pt-BR"}}));
}

TEST_F(Commands, ServeGoesOnWhileItsModelFileIsReplaced) {
  fs::copy_file(folder_ / "run/best.safetensors", folder_ / "replaced.safetensors",
                fs::copy_options::overwrite_existing);
  ServingProcess serving(folder_, "--pair en-de=replaced.safetensors");
  HttpClient client(serving.port());
  const nlohmann::json asked = {{"q", line_of(7)}, {"source", "en"}, {"target", "de"}};
  const auto translation = [&] { return client.post("/translate", asked.dump()).json(); };
  const nlohmann::json before = translation();
  EXPECT_TRUE(before.contains("translatedText"));
  write_file(folder_ / "replaced.safetensors", "no model");
  EXPECT_EQ(translation(), before);
  fs::remove(folder_ / "replaced.safetensors");
  EXPECT_EQ(translation(), before);
}

int status_with(const ServingProcess& serving, const std::string& token) {
  HttpClient client(serving.port());
  return client.get("/metrics", "Authorization: Bearer " + token + "\r\n").status;
}

TEST_F(Commands, ServeTakesItsTokenFromAFileOrTheEnvironment) {
  write_file(folder_ / "token", "of-the-file\n");
  ::setenv("DRAGOMAN_TOKEN", "inherited", 1);
  {
    const ServingProcess serving(folder_, "run/best.safetensors");
    EXPECT_EQ(status_with(serving, "inherited"), 200);
    EXPECT_EQ(status_with(serving, "other"), 401);
  }
  {
    const ServingProcess serving(folder_, "run/best.safetensors --token-file token");
    EXPECT_EQ(status_with(serving, "of-the-file"), 200);
    EXPECT_EQ(status_with(serving, "inherited"), 401);
  }
  ::setenv("DRAGOMAN_TOKEN", "", 1);
  expect_refused("serve run/best.safetensors", {"DRAGOMAN_TOKEN: is no token"});
  ::unsetenv("DRAGOMAN_TOKEN");
}

TEST_F(Commands, RefuseWrongTokens) {
  write_file(folder_ / "two", "one\ntwo\n");
  expect_refused("serve run/best.safetensors --token-file two", {"two: has 2 lines, expected one"});
  expect_refused("serve run/best.safetensors --token-file none", {"none"});
  expect_refused("serve run/best.safetensors --token 'a b'", {"--token: is no token"});
  expect_refused("serve run/best.safetensors --token ''", {"--token: is no token"});
  expect_refused("serve run/best.safetensors --token a --token-file two", {"give one of them"});
}

TEST_F(Commands, RefuseWrongServing) {
  expect_refused("serve", {"give a MODEL, or --pair en-de=FILE"});
  expect_refused("serve none.safetensors", {"none.safetensors"});
  expect_refused("serve --pair en=run/best.safetensors", {"--pair", "SOURCE-TARGET=FILE"});
  expect_refused("serve --pair en-pt-br=run/best.safetensors", {"--pair", "SOURCE-TARGET=FILE"});
  expect_refused("serve --pair :en-de=run/best.safetensors", {"--pair", "NAME:SOURCE-TARGET=FILE"});
  expect_refused("serve --pair en-de=run/best.safetensors --pair en-de=run/best.safetensors",
                 {"two models that translate en-de are named 'best'", "different names"});
  expect_refused(
      "serve --pair a:en-de=run/best.safetensors --pair b:en-de=run/best.safetensors --ensemble "
      "run/best.safetensors",
      {"--ensemble belongs to one model"});
  expect_refused("serve run/best.safetensors --port 65536", {"--port", "from 0 to 65535"});
  expect_refused("serve run/best.safetensors --host 192.0.2.1", {"cannot listen at 192.0.2.1"});
}

TEST_F(Commands, ServeAsksForTheLanguagesThatTheFilesDoNotTell) {
  fs::copy_file(folder_ / "train.en", folder_ / "source", fs::copy_options::overwrite_existing);
  ASSERT_EQ(run_command(folder_,
                        "train c.toml --set training.directory=unnamed --set "
                        "data.train_source=source --set training.max_epochs=1")
                .exit_code,
            0);
  expect_refused("serve unnamed/best.safetensors", {"tell no languages", "--pair en-de="});
}

}  // namespace
}  // namespace dragoman::testing_cli
