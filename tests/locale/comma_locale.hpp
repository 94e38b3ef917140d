#pragma once

#include <clocale>
#include <cstdlib>
#include <locale>
#include <string>

#include "tests/io/temporary_folder.hpp"

namespace meniscus {

/// Makes this process one of a user whose numbers have a decimal comma and thousands apart, for C
/// and for C++ streams, until it goes. The locale is compiled of the sources in Debian's `locales`.
class CommaLocale {
 public:
  CommaLocale() {
    const std::string target = (folder_ / "de_DE.UTF-8").string();
    const std::string compile = "localedef -i de_DE -f UTF-8 " + target + " >/dev/null 2>&1";
    if (std::system(compile.c_str()) != 0) return;
    ::setenv("LOCPATH", folder_.path().c_str(), 1);
    there_ = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    if (there_) std::locale::global(std::locale("de_DE.UTF-8"));
  }
  ~CommaLocale() {
    std::locale::global(std::locale::classic());
    std::setlocale(LC_ALL, "C");
    ::unsetenv("LOCPATH");
  }
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;

  /// False where the locale can't be had.
  bool is_there() const { return there_; }

 private:
  TemporaryFolder folder_;
  bool there_ = false;
};

}  // namespace meniscus
