# What `cmake --install` puts where, so that another project finds it by find_package(Meniscus).

include(CMakePackageConfigHelpers)

install(TARGETS meniscus)
install(
  TARGETS
    meniscus_options meniscus_core meniscus_numeric meniscus_config meniscus_network meniscus_engine
    meniscus_io meniscus_learning meniscus_plot meniscus_experiment meniscus_models meniscus_plasticity
    meniscus_command_line
  EXPORT MeniscusTargets)
install(DIRECTORY sim models plasticity tools
  DESTINATION include/meniscus
  FILES_MATCHING PATTERN "*.hpp")

set(package lib/cmake/Meniscus)
set_target_properties(meniscus_options PROPERTIES EXPORT_NAME options)
install(EXPORT MeniscusTargets NAMESPACE Meniscus:: DESTINATION ${package})
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/MeniscusConfig.cmake.in ${PROJECT_BINARY_DIR}/MeniscusConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/MeniscusConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${PROJECT_BINARY_DIR}/MeniscusConfig.cmake ${PROJECT_BINARY_DIR}/MeniscusConfigVersion.cmake
  DESTINATION ${package})
