#include "serve/open_api.h"

#include "serve/http/http_server.h"
#include "serve/messages.h"
#include "serve/search_request.h"

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::Not;

Json document(const ServerOptions& options = {}) {
  return open_api(ServedModels({served("en", "de", small_translator())}), options);
}

Json schema(const std::string& path) {
  return document()["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
}

TEST_F(HttpServer, HasEveryPathThatItsDescriptionNames) {
  const nlohmann::json paths = client_->get("/openapi.json").json()["paths"];
  ASSERT_GE(paths.size(), 10u);
  for (const auto& [path, methods] : paths.items()) {
    const HttpAnswer answer =
        methods.contains("get") ? client_->get(path) : client_->post(path, "{}");
    EXPECT_EQ(answer.status, methods.contains("get") ? 200 : 400) << path << ": " << answer.body;
  }
}

TEST(OpenApi, NamesNoFieldThatARequestDoesNotTake) {
  const auto asks_for = [](const std::string& name) { return "{\"" + name + "\": null}"; };
  const Json translate = schema("/v1/translate")["properties"];
  for (const auto& [name, field] : translate.items()) {
    const Fields fields = Fields::of_json(asks_for(name));
    EXPECT_THAT(complaint([&] { parse_search_request(fields, {}); }),
                Not(HasSubstr("unknown field")));
  }
  const Json score = schema("/v1/score")["properties"];
  for (const auto& [name, field] : score.items()) {
    const Fields fields = Fields::of_json(asks_for(name));
    EXPECT_THAT(complaint([&] { parse_score_request(fields, {}); }),
                Not(HasSubstr("unknown field")));
  }
  const Fields other = Fields::of_json(asks_for("beam"));
  EXPECT_THAT(complaint([&] { parse_search_request(other, {}); }), HasSubstr("unknown field"));
}

TEST(OpenApi, TellsRangesAndNames) {
  const Json fields = schema("/v1/translate")["properties"];
  EXPECT_EQ(fields["n_best"]["minimum"], 1);
  EXPECT_EQ(fields["n_best"]["maximum"], 100);
  EXPECT_EQ(fields["stop"]["enum"], (Json{"full", "exact", "first"}));
  EXPECT_EQ(schema("/translate")["required"], (Json{"q", "source", "target"}));
  EXPECT_EQ(document()["x-pairs"][0]["targets"], Json{"de"});
}

TEST(OpenApi, TellsOfTheTokenWhereOneIsAskedFor) {
  EXPECT_FALSE(document().contains("security"));
  const Json with = document({.token = "secret"});
  EXPECT_TRUE(with.contains("security"));
  EXPECT_EQ(with["components"]["securitySchemes"]["token"]["scheme"], "bearer");
  EXPECT_THAT(with.dump(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace dragoman
