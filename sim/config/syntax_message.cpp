#include "sim/config/syntax_message.hpp"

#include <algorithm>
#include <utility>

namespace meniscus {

namespace {

std::string reworded(const std::string& message) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"end of map flow not found", "the \"{\" that opens here is not closed by a matching \"}\""},
      {"end of sequence flow not found",
       "the \"[\" that opens here is not closed by a matching \"]\""},
      {"end of map not found",
       "expected another \"key: value\" or the end of this map; check the indentation"},
      {"end of sequence not found",
       "expected another \"- item\" or the end of this list; check the indentation"},
      {"illegal tab when looking for indentation", "a tab in the indentation; use spaces"},
      {"illegal map value",
       "unexpected \":\"; check the indentation, or quote a text that contains \": \""},
      {"illegal map key", "unexpected \"?\""},
      {"illegal block entry", "unexpected \"-\"; a list starts on its own line"},
      {"illegal flow end", "a closing bracket without its opening one"},
      {"illegal EOF in scalar", "a quoted text is not closed before the end of the file"},
      {"the referenced anchor is not defined",
       "the alias (\"*\") names an anchor (\"&\") that is not defined above"},
      {"unknown token", "unexpected character; quote texts that start with one of @ ` %"},
  };
  for (const auto& [theirs, ours] : words) {
    if (message.starts_with(theirs)) return std::string(ours);
  }
  return message;
}

/// Whether the line with `offset` is indented with a tab.
bool has_tab_indentation(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::string_view line = text.substr(newline == std::string_view::npos ? 0 : newline + 1);
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

}  // namespace

std::string syntax_message(const std::string& message, std::string_view text, std::size_t offset) {
  return has_tab_indentation(text, offset) ? "a tab in the indentation; use spaces"
                                           : reworded(message);
}

}  // namespace meniscus
