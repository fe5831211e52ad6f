#include "serve/searches.h"

#include "dragoman/base/error.h"

namespace dragoman {
namespace {

constexpr int64_t most_rows = 512;

}  // namespace

int64_t Searches::sentences() const {
  int64_t sentences = 0;
  for (const auto& [translator, running] : running_) sentences += running.search.size();
  return sentences;
}

Room Searches::room() const {
  Room room = {sentences_, most_rows};
  for (const auto& [translator, running] : running_) {
    for (const auto& [number, place] : running.places) {
      --room.sentences;
      room.rows -= place.ticket->rows_of_a_line();
    }
  }
  return room;
}

Searches::Running& Searches::running_for(const std::shared_ptr<const Translator>& translator) {
  const auto found = running_.find(translator);
  if (found != running_.end()) return found->second;
  const std::shared_ptr<const Stepper> stepper(translator, &translator->stepper());
  return running_.emplace(translator, Running{Search(stepper), {}}).first->second;
}

void Searches::admit_together(Running& running, std::vector<TakenLine>& lines) {
  std::vector<SearchSource> sources;
  std::vector<int64_t> pieces;
  for (TakenLine& taken : lines) {
    pieces.push_back(static_cast<int64_t>(taken.line.source.words.size()));
    sources.push_back(std::move(taken.line.source));
  }
  const std::vector<int64_t> numbers = running.search.admit(std::move(sources));
  for (size_t i = 0; i < lines.size(); ++i) {
    running.places.emplace(numbers[i], Place{lines[i].ticket, lines[i].line.number, pieces[i]});
  }
}

void Searches::admit(std::vector<TakenLine> lines) {
  std::map<std::shared_ptr<const Translator>, std::vector<TakenLine>> of_models;
  for (TakenLine& taken : lines) {
    of_models[taken.ticket->translator()].push_back(std::move(taken));
  }
  for (auto& [translator, of_model] : of_models) {
    try {
      admit_together(running_for(translator), of_model);
    } catch (...) {
      for (const TakenLine& taken : of_model) taken.ticket->fail(std::current_exception());
      fail_all(translator);
    }
  }
}

void Searches::step() {
  std::vector<std::shared_ptr<const Translator>> broken;
  for (auto& [translator, running] : running_) {
    try {
      cancel_given_up(running);
      if (running.search.size() > 0) advance(running);
    } catch (...) {
      for (auto& [number, place] : running.places) place.ticket->fail(std::current_exception());
      broken.push_back(translator);
    }
  }
  for (const auto& translator : broken) fail_all(translator);
}

/// After an error nothing is known of a search's state.
void Searches::fail_all(const std::shared_ptr<const Translator>& translator) {
  const auto found = running_.find(translator);
  if (found == running_.end()) return;
  const auto lost = std::make_exception_ptr(Error("the search of this text was lost: try again"));
  for (auto& [number, place] : found->second.places) place.ticket->fail(lost);
  running_.erase(found);
}

void Searches::cancel_given_up(Running& running) {
  for (auto place = running.places.begin(); place != running.places.end();) {
    if (!place->second.ticket->is_given_up()) {
      ++place;
      continue;
    }
    running.search.cancel(place->first);
    counters_.count_cancelled(1);
    place = running.places.erase(place);
  }
}

void Searches::advance(Running& running) {
  counters_.count_step(running.search.size());
  hand_out(running, running.search.step());
  for (const auto& [number, place] : running.places) {
    if (!place.ticket->is_watched()) continue;
    const Hypothesis& best = running.search.beam(number).live.front();
    const Vocabulary& vocabulary = place.ticket->translator()->vocabularies().target;
    place.ticket->show(place.line, vocabulary.decode(best.words));
  }
}

void Searches::hand_out(Running& running, std::vector<SearchResult> results) {
  for (SearchResult& result : results) {
    const Place place = running.places.extract(result.sentence).mapped();
    const auto pieces = static_cast<int64_t>(result.hypotheses.front().words.size());
    counters_.count_sentence(place.source_pieces, pieces);
    place.ticket->finish(place.line, std::move(result.hypotheses));
  }
}

}  // namespace dragoman
