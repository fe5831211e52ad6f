#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "config/constraint.h"
#include "config/fields.h"

namespace dragoman {

/// A line of the table in fields.h.
struct Field {
  std::string section;  // full and dotted, as in "model.encoder"
  std::string_view section_documentation;
  std::string_view name;
  std::string_view documentation;
  Constraint constraint;

  /// The full key, as in "model.encoder.width".
  std::string key() const { return section + "." + std::string(name); }
};

/// Walks the table, keeping the section it is in.
template <class Visit>
class FieldWalk {
 public:
  explicit FieldWalk(Visit& visit) : visit_(visit) {}

  template <class Member>
  void operator()(std::string_view name, Member& member, Constraint constraint,
                  std::string_view documentation) {
    visit_(Field{section_, section_documentation_, name, documentation, std::move(constraint)},
           member);
  }

  template <class Section>
  void section(std::string_view name, Section& section, std::string_view documentation) {
    FieldWalk inner(visit_);
    inner.section_ = section_.empty() ? std::string(name) : section_ + "." + std::string(name);
    inner.section_documentation_ = documentation;
    visit_fields(inner, section);
  }

 private:
  Visit& visit_;
  std::string section_;
  std::string_view section_documentation_;
};

/// Calls `visit(const Field&, member)` for every field of a configuration, in the order of the
/// table. `Root` is Config or const Config.
template <class Root, class Visit>
void for_each_field(Root& config, Visit&& visit) {
  FieldWalk<std::remove_reference_t<Visit>> walk(visit);
  visit_fields(walk, config);
}

}  // namespace dragoman
