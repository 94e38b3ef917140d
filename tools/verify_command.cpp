#include "tools/verify_command.hpp"

#include "sim/core/format.hpp"
#include "sim/io/file_checksum.hpp"
#include "sim/io/hdf5.hpp"

namespace meniscus {

VerifyCommand::VerifyCommand(CLI::App& program) {
  command_ = program.add_subcommand("verify", "check that a result is as it was written");
  command_->add_option("result", result_, "result file (HDF5)")->required();
}

void VerifyCommand::run() const {
  verify_checksum(result_);
  const Hdf5File file(result_, Hdf5File::Mode::read);
  const bool complete = file.read_attribute<std::uint8_t>("/", "complete").front() != 0;
  fmt::print("{} is intact{}\n", result_, complete ? "" : ", but of a run that did not end");
}

}  // namespace meniscus
