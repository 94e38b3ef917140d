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
set(sanitizers ${MENISCUS_SANITIZE})
if(MENISCUS_FUZZERS)
  # Everything counts its branches; only the fuzz targets bring libFuzzer's main (tests/fuzz).
  list(APPEND sanitizers fuzzer-no-link)
endif()
if(sanitizers)
  list(JOIN sanitizers , sanitizers)
  target_compile_definitions(meniscus_options INTERFACE MENISCUS_SANITIZED)
  target_compile_options(meniscus_options INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer)
  target_link_options(meniscus_options INTERFACE -fsanitize=${sanitizers})
endif()

# A portable build compiles everything for the compiler's baseline and again for each of these levels
# of x86-64 (v3: AVX2, v4: AVX-512). Each gives a libmeniscus.so of its own, of which the dynamic
# linker takes the best one for the processor (glibc-hwcaps).
set(meniscus_levels "")
if(NOT MENISCUS_NATIVE AND "${CMAKE_SYSTEM_NAME} ${CMAKE_SYSTEM_PROCESSOR}" STREQUAL "Linux x86_64")
  set(meniscus_levels x86-64-v3 x86-64-v4)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

# meniscus_library(name SOURCES … LINK …): one folder's static library, in an installation
# Meniscus::<folder>; <name>.<level> for each level.
function(meniscus_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC meniscus_options ${arg_LINK})
  foreach(level IN LISTS meniscus_levels)
    add_library(${name}.${level} STATIC ${arg_SOURCES})
    meniscus_compile_for(${level} ${name}.${level} ${arg_LINK})
  endforeach()
  string(REPLACE meniscus_ "" folder ${name})
  set_target_properties(${name} PROPERTIES EXPORT_NAME ${folder})
endfunction()

# meniscus_compile_for(level target libraries…): sets a target's level, and links the libraries of
# that level where there are any.
function(meniscus_compile_for level target)
  target_compile_options(${target} PRIVATE -march=${level})
  target_compile_definitions(${target} PRIVATE MENISCUS_LEVEL="${level}")
  target_link_libraries(${target} PUBLIC meniscus_options)
  foreach(library IN LISTS ARGN)
    if(TARGET ${library}.${level})
      set(library ${library}.${level})
    endif()
    target_link_libraries(${target} PUBLIC ${library})
  endforeach()
endfunction()

# meniscus_test(name SOURCES … LINK … [LABELS …]): one folder's tests, found by CTest.
function(meniscus_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE MENISCUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABELS}")
endfunction()
