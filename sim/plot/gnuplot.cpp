#include "sim/plot/gnuplot.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <system_error>

#include "sim/core/error.hpp"
#include "sim/core/format.hpp"

namespace meniscus {

namespace {

constexpr int not_started = 127;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(std::string_view what) {
  throw IoError(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

/// An unnamed file with this content.
File temporary(const std::string& content) {
  File file(std::tmpfile());
  if (!file) fail("can't create a temporary file");
  if (std::fwrite(content.data(), 1, content.size(), file.get()) != content.size() ||
      std::fflush(file.get()) != 0) {
    fail("can't write a temporary file");
  }
  ::lseek(::fileno(file.get()), 0, SEEK_SET);
  return file;
}

/// The first line that tells something.
std::string complaint(std::FILE* file) {
  std::string text(4096, '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  for (const std::string_view mark : {"line ", "gnuplot"}) {
    const std::size_t at = text.find(mark);
    if (at != std::string::npos) return text.substr(at, text.find('\n', at) - at);
  }
  return text.substr(0, text.find('\n'));
}

/// Runs gnuplot with these files as its standard streams; returns its exit status.
int run_gnuplot(int input, int output, int errors) {
  std::array<char, 8> program{"gnuplot"};
  std::array<char, 3> no_settings{"-d"};
  const std::array<char*, 3> arguments{program.data(), no_settings.data(), nullptr};
  const pid_t process = ::fork();
  if (process < 0) fail("can't start gnuplot");
  if (process == 0) {
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(not_started);
  }
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) fail("can't wait for gnuplot");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

}  // namespace

std::string gnuplot_script(const Figure& figure, PictureFormat format) {
  std::string script = "set encoding utf8\n";
  if (format == PictureFormat::png) {
    const double scale = pixels_per_point;
    const double font_scale = 0.75 * scale;  // this terminal's points are 1/96 inch
    script += fmt::format(
        "set terminal pngcairo noenhanced color size {},{} font 'Sans,8' fontscale {} "
        "linewidth {} pointscale {} butt background '#ffffff'\n",
        std::lround(scale * figure.width), std::lround(scale * figure.height), font_scale, scale,
        scale);
  } else {
    script += fmt::format(
        "set terminal svg noenhanced size {},{} dynamic font 'sans-serif,8' butt "
        "background '#ffffff'\n",
        std::lround(figure.width), std::lround(figure.height));
  }
  return script + figure.script;
}

void draw(const Figure& figure, PictureFormat format, const std::filesystem::path& file) {
  const File script = temporary(gnuplot_script(figure, format));
  const File errors = temporary({});
  const int output = ::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (output < 0) fail(file.string());
  const int status = run_gnuplot(::fileno(script.get()), output, ::fileno(errors.get()));
  ::close(output);
  if (status == not_started) {
    throw IoError("pictures are drawn by gnuplot, which isn't installed (Debian: gnuplot-nox)");
  }
  if (status != 0 || std::filesystem::file_size(file) == 0) {
    throw IoError(fmt::format("gnuplot can't draw {}: {}", figure.name, complaint(errors.get())));
  }
}

}  // namespace meniscus
