#include "tools/command_line.hpp"

int main(int argc, char** argv) {
  return meniscus::command_line(argc, argv, meniscus::full_catalogue());
}
