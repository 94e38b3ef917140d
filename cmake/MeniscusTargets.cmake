# How every target of Meniscus is compiled, and the two functions that make one.

add_library(meniscus_options INTERFACE)
target_include_directories(meniscus_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/meniscus>)
target_compile_features(meniscus_options INTERFACE cxx_std_20)
# No contraction to FMA and no value-changing optimisation: the same bits at any vector width.
# g++ 12 finds overlaps and uninitialised members in temporary strings that have none (GCC bugs
# 105329, 105562): these two warnings are left to the sanitizers.
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wno-maybe-uninitialized -Wno-restrict $<$<BOOL:${MENISCUS_WERROR}>:-Werror>)
target_compile_options(meniscus_options INTERFACE
  "$<BUILD_INTERFACE:${warnings}>" -ffp-contract=off
  $<$<BOOL:${MENISCUS_NATIVE}>:-march=native>)
if(MENISCUS_SANITIZE)
  target_compile_options(meniscus_options INTERFACE -fsanitize=${MENISCUS_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(meniscus_options INTERFACE -fsanitize=${MENISCUS_SANITIZE})
endif()

# meniscus_library(name SOURCES … LINK …): one folder's static library, in an installation
# Meniscus::<folder>.
function(meniscus_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC meniscus_options ${arg_LINK})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE meniscus_options ${arg_LINK})
  endif()
  string(REPLACE meniscus_ "" folder ${name})
  set_target_properties(${name} PROPERTIES EXPORT_NAME ${folder})
endfunction()

# meniscus_test(name SOURCES … LINK … [LABELS …]): one folder's tests, found by CTest.
function(meniscus_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE MENISCUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABELS}")
endfunction()
