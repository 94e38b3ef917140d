# cmake -Dsource=… -Dtemplate=… -Doutput=… -D<values>=… -P write_build_info.cmake
# Fills the template; touches the output only when it changes.
set(commit "")
if(EXISTS ${source}/.git)
  execute_process(COMMAND git --no-optional-locks -C ${source} describe --always --abbrev=12 --dirty --exclude=*
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(commit STREQUAL "")
  set(commit unknown)
endif()
string(REGEX REPLACE " +" " " flags "${flags}")
string(STRIP "${flags}" flags)
configure_file(${template} ${output} @ONLY)
