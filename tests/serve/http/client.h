#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dragoman {

struct HttpAnswer {
  int status = 0;  // 0 where none came
  std::string head, body;

  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
};

/// A client that sends what it is told, byte for byte.
class HttpClient {
 public:
  explicit HttpClient(int64_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  ~HttpClient() { close(); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void end_writing() const { ::shutdown(socket_, SHUT_WR); }

  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }

  /// What comes until `text` has, the end, or a minute without a byte.
  std::string read_until(std::string_view text) {
    while (received_.find(text) == std::string::npos && receive()) {
    }
    const size_t found = received_.find(text);
    const size_t size = found == std::string::npos ? received_.size() : found + text.size();
    std::string part = received_.substr(0, size);
    received_.erase(0, size);
    return part;
  }

  /// The next answer, whose length is given.
  HttpAnswer answer() {
    HttpAnswer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() < 12) return answer;
    answer.status = std::stoi(answer.head.substr(9, 3));
    const size_t length = answer.head.find("Content-Length: ");
    if (length == std::string::npos) return answer;
    const size_t size = std::stoul(answer.head.substr(length + 16));
    while (received_.size() < size && receive()) {
    }
    answer.body = received_.substr(0, size);
    received_.erase(0, size);
    return answer;
  }

  HttpAnswer get(const std::string& path, const std::string& headers = "") {
    send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    return answer();
  }

  HttpAnswer post(const std::string& path, const std::string& body,
                  const std::string& type = "application/json", const std::string& headers = "") {
    send(request(path, body, type, headers));
    return answer();
  }

  static std::string request(const std::string& path, const std::string& body,
                             const std::string& type = "application/json",
                             const std::string& headers = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
  }

  /// Whether the server closes the connection within a minute.
  bool is_closed() {
    while (receive()) {
    }
    return closed_;
  }

 private:
  bool receive() {
    pollfd waiting = {socket_, POLLIN, 0};
    if (::poll(&waiting, 1, 60'000) <= 0) return false;
    char bytes[4096];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    closed_ = count <= 0;
    if (count > 0) received_.append(bytes, static_cast<size_t>(count));
    return count > 0;
  }

  int socket_;
  bool closed_ = false;
  std::string received_;
};

}  // namespace dragoman
