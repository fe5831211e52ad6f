#include "serve/search_call.h"

#include <spdlog/spdlog.h>

#include "dragoman/base/error.h"
#include "dragoman/base/unicode.h"
#include "dragoman/search/restore_markup.h"

namespace dragoman {
namespace {

constexpr std::chrono::milliseconds patience{1000};

EncodedPair pair_of(const Translation& translation) {
  return {{translation.source.begin(), translation.source.end()},
          {translation.target.begin(), translation.target.end()}};
}

void check_terms(const std::vector<std::string>& terms, const std::string& field,
                 const Vocabulary& vocabulary) {
  for (const std::string& term : terms) {
    if (can_write(vocabulary, term)) continue;
    fail_input("{}: the model's vocabulary cannot write '{}': leave it out", field, term);
  }
}

/// Of a translation that is given: as many pieces as one that is searched for has at most.
void check_pieces(const std::string& text, const Vocabulary& vocabulary,
                  const SearchConfig& config) {
  const auto most =
      static_cast<size_t>(config.max_length_ratio * static_cast<double>(config.max_source_length) +
                          static_cast<double>(config.max_length_offset));
  const size_t pieces = vocabulary.encode(text).size();
  if (pieces <= most) return;
  fail_input("translation: a text has {} pieces, expected at most {}: divide it", pieces, most);
}

std::string event(const char* name, const Json& data) {
  return fmt::format("event: {}\ndata: {}\n\n", name, written(data));
}

}  // namespace

SearchCall::SearchCall(SearchRequest request, const ServedModels& models, SearchService& service,
                       std::function<bool()> has_left)
    : request_(std::move(request)),
      model_(models.find(request_.model)),
      settings_(changed(model_.settings, request_.change)) {
  const Vocabulary& vocabulary = model_.translator->vocabularies().target;
  check_terms(request_.terms, "terms", vocabulary);
  if (request_.glossary) check_terms(request_.glossary->targets(), "glossary", vocabulary);
  admission_ = service.admit(std::move(has_left));
  ticket_ = admission_->search(model_, sources(), settings_, request_.stream);
}

std::vector<SourceText> SearchCall::sources() {
  std::vector<SourceText> sources;
  for (const std::string& line : request_.texts.items) {
    SourceText source{line, request_.prefix, request_.terms};
    if (request_.markup) {
      marked_.push_back(take_out_markup(line));
      source.text = marked_.back().text;
    }
    if (request_.glossary) {
      for (std::string& term : request_.glossary->targets_in(source.text)) {
        source.terms.push_back(std::move(term));
      }
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

/// What more steps of the model tell about a translation.
void SearchCall::complete(LineAnswer& answer, size_t line) const {
  const Translation& translation = answer.translation;
  const Translator& translator = *model_.translator;
  if (request_.markup) answer.text = restore_markup(marked_[line], translation, translator);
  if (translation.hypotheses.empty()) return;
  if (request_.words) {
    answer.words = score_pairs(translator, {pair_of(translation)}, settings_).front();
  }
  if (request_.alignment) {
    answer.alignment = translator.aligner().align(translation.source, translation.target);
  }
}

Json SearchCall::answer() {
  std::vector<LineAnswer> lines;
  for (Translation& translation : ticket_->translations()) {
    LineAnswer line{translation.text, std::move(translation), std::nullopt, std::nullopt};
    lines.push_back(std::move(line));
  }
  const bool is_complete = !request_.markup && !request_.words && !request_.alignment;
  for (size_t line = 0; line < lines.size() && !is_complete; ++line) {
    admission_->compute([&] { complete(lines[line], line); });
  }
  return search_answer(lines, model_, ticket_->times());
}

std::optional<std::string> SearchCall::next_event() {
  if (has_ended_) return std::nullopt;
  if (!ticket_->is_done()) {
    const std::optional<GrowingText> grown = ticket_->next_text(patience);
    const bool is_whole = grown && !find_invalid_utf8(grown->text);  // or half a character yet
    if (is_whole) return event("text", {{"line", grown->line}, {"text", grown->text}});
    if (!ticket_->is_done()) return grown ? std::string(":\n\n") : std::string(": waiting\n\n");
  }
  has_ended_ = true;
  return last_event();
}

std::string SearchCall::last_event() {
  try {
    return event("answer", answer());
  } catch (const Error& error) {
    return event("error", {{"error", error.what()}});
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", error.what());
    return event("error", {{"error", "internal error"}});
  }
}

Json score_texts(const ScoreRequest& request, const ServedModels& models, SearchService& service,
                 std::function<bool()> has_left) {
  const ServedModel& model = models.find(request.model);
  const SearchSettings settings = changed(model.settings, request.change);
  for (const std::string& text : request.translations.items) {
    check_pieces(text, model.translator->vocabularies().target, settings.config);
  }
  const auto admission = service.admit(std::move(has_left));
  std::vector<ScoredTranslation> scored;
  for (size_t i = 0; i < request.texts.items.size(); ++i) {
    admission->compute([&] {
      scored.push_back(score_translations(*model.translator, {request.texts.items[i]},
                                          {request.translations.items[i]}, settings)
                           .front());
    });
    if (scored.back().left_out == 0) continue;
    fail_input("text: a sentence has {} pieces more than the model reads, {}: divide it",
               scored.back().left_out, settings.config.max_source_length);
  }
  return score_answer(scored, model);
}

}  // namespace dragoman
