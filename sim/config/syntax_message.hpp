#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace meniscus {

/// A message of yaml-cpp's parser in the words of somebody who edits a file. `offset` is the byte
/// of `text` where the parser noticed; a tab that indents its line is the likelier cause of
/// whatever.
std::string syntax_message(const std::string& message, std::string_view text, std::size_t offset);

}  // namespace meniscus
