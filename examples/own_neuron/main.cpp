#include "quadratic.hpp"
#include "tools/command_line.hpp"

int main(int argc, char** argv) {
  auto catalogue = meniscus::full_catalogue();
  catalogue.add_neuron<Quadratic>();
  return meniscus::command_line(argc, argv, catalogue);
}
