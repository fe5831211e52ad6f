#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dragoman/serve/served_models.h"
#include "dragoman/text/markup.h"
#include "serve/answers.h"
#include "serve/search_request.h"
#include "serve/search_service.h"

namespace dragoman {

/// A request of `POST /v1/translate` under way; what is not finished when it ends is given up.
class SearchCall {
 public:
  /// @param models, service outlive it @param has_left whether the client has
  /// @throws InputError, Refusal
  SearchCall(SearchRequest request, const ServedModels& models, SearchService& service,
             std::function<bool()> has_left);
  ~SearchCall() { ticket_->cancel(); }
  SearchCall(const SearchCall&) = delete;
  SearchCall& operator=(const SearchCall&) = delete;

  /// Waits for it. @throws InputError, Refusal
  Json answer();

  /// What a stream sends next, a server-sent event: "text" with a line as it grows, in the end
  /// "answer" or "error"; a comment where nothing has happened for a second, so that a client that
  /// has left is noticed. @return nothing after the end
  std::optional<std::string> next_event();

 private:
  std::vector<SourceText> sources();
  void complete(LineAnswer& answer, size_t line) const;
  std::string last_event();

  const SearchRequest request_;
  const ServedModel& model_;
  const SearchSettings settings_;
  std::vector<MarkedText> marked_;  // of each line; empty unless markup is kept
  std::shared_ptr<SearchService::Admission> admission_;
  std::shared_ptr<Ticket> ticket_;
  bool has_ended_ = false;
};

/// Answers `POST /v1/score`. @throws InputError, Refusal
Json score_texts(const ScoreRequest& request, const ServedModels& models, SearchService& service,
                 std::function<bool()> has_left);

}  // namespace dragoman
