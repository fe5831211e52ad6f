#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "dragoman/search/search.h"
#include "serve/counters.h"
#include "serve/ticket.h"

namespace dragoman {

/// A line that a thread has taken, and whose it is.
struct TakenLine {
  std::shared_ptr<Ticket> ticket;
  Ticket::Line line;
};

/// What a thread may take in besides what it has: more would make each step longer, and no faster.
struct Room {
  int64_t sentences, rows;
};

/// The searches of one thread, one for each model that it has met.
class Searches {
 public:
  /// @param sentences at most @param counters outlive it
  Searches(int64_t sentences, Counters& counters) : sentences_(sentences), counters_(counters) {}

  int64_t sentences() const;

  Room room() const;

  /// Those of a model together. What this throws goes to their tickets; so does what a step throws.
  void admit(std::vector<TakenLine> lines);

  /// One word more for every line; those that are complete, or whose client is gone, leave.
  void step();

 private:
  struct Place {
    std::shared_ptr<Ticket> ticket;
    size_t line;
    int64_t source_pieces;
  };
  struct Running {
    Search search;
    std::map<int64_t, Place> places;  // of the sentences under way, by number
  };

  Running& running_for(const std::shared_ptr<const Translator>& translator);
  void admit_together(Running& running, std::vector<TakenLine>& lines);
  void cancel_given_up(Running& running);
  void advance(Running& running);
  void hand_out(Running& running, std::vector<SearchResult> results);
  void fail_all(const std::shared_ptr<const Translator>& translator);

  int64_t sentences_;
  Counters& counters_;
  std::map<std::shared_ptr<const Translator>, Running> running_;
};

}  // namespace dragoman
