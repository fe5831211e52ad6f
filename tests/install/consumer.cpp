#include <iostream>

#include <dragoman/search/load_translator.h>

// Translates its second argument with the model file of its first.
int main(int, char** arguments) {
  const auto translator = dragoman::load_translator(arguments[1], [](dragoman::Config&) {});
  for (const auto& translation : translator->translate({arguments[2]})) {
    std::cout << translation.text << '\n';
  }
}
