#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>

namespace dragoman::testing_cli {

struct Outcome {
  int exit_code = -1;
  std::string output;  // stdout
  std::string errors;  // stderr
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Runs the command in `folder` through the shell, with `input` (a file's name, or none) as stdin.
inline Outcome run_command(const std::filesystem::path& folder, const std::string& arguments,
                           const std::string& input = "/dev/null") {
  const std::string line = "cd '" + folder.string() + "' && '" + DRAGOMAN_COMMAND + "' " +
                           arguments + " < " + input + " > stdout.txt 2> stderr.txt";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(folder / "stdout.txt"),
          read_file(folder / "stderr.txt")};
}

}  // namespace dragoman::testing_cli
