# costrel_add_templates(TARGET FOLDER [NAME name] [FILTERS name…] [TESTS name…] [EXTENSIONS do|loopcontrols|i18n…])
#
# Makes data of the Jinja templates in FOLDER, all of them, and links it into TARGET as the variable NAME, which
# NAME.hpp declares: TARGET_templates when NAME is not given. FILTERS and TESTS name those of the application
# (App::template_filter(), App::template_test()); EXTENSIONS are Jinja's. A mistake in a template is an error of the
# build, with file and line. This needs Python with Jinja2 (Debian: python3-jinja2); the program does not.
set_property(GLOBAL PROPERTY costrel_templates_tool ${COSTREL_TEMPLATES_TOOL})

function(costrel_add_templates target folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "NAME" "FILTERS;TESTS;EXTENSIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "costrel_add_templates: what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT arg_NAME)
    set(arg_NAME ${target}_templates)
  endif()
  cmake_path(ABSOLUTE_PATH folder OUTPUT_VARIABLE absolute)
  set(label ${folder})
  if(label STREQUAL absolute)
    cmake_path(GET folder FILENAME label)
  endif()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${target}.templates)
  file(MAKE_DIRECTORY ${generated})
  set(source ${generated}/${arg_NAME}.cpp)
  find_package(Python3 COMPONENTS Interpreter)
  get_property(tool GLOBAL PROPERTY costrel_templates_tool)
  set(python ${COSTREL_TEMPLATES_PYTHON})
  if(NOT python)
    set(python ${Python3_EXECUTABLE})
  endif()
  if(NOT COSTREL_TEMPLATES_HAS_JINJA)
    execute_process(COMMAND ${python} -c "import jinja2" RESULT_VARIABLE missing ERROR_QUIET)
    if(missing)
      message(FATAL_ERROR "costrel_add_templates: ${python} has no Jinja2: install python3-jinja2")
    endif()
    set(COSTREL_TEMPLATES_HAS_JINJA TRUE CACHE INTERNAL "Python can parse templates")
  endif()
  list(JOIN arg_FILTERS "," filters)
  list(JOIN arg_TESTS "," tests)
  list(JOIN arg_EXTENSIONS "," extensions)
  file(GLOB_RECURSE templates CONFIGURE_DEPENDS ${absolute}/*)
  cmake_path(GET tool PARENT_PATH modules)
  file(GLOB modules ${modules}/costrel_templates/*.py) # of an installed tool they do not change
  add_custom_command(OUTPUT ${source}
    BYPRODUCTS ${generated}/${arg_NAME}.hpp
    COMMAND ${CMAKE_COMMAND} -E env PYTHONHASHSEED=0 ${python} ${tool} ${absolute} --label ${label}
      --filters=${filters} --tests=${tests} --extensions=${extensions} --source ${source} --name ${arg_NAME}
    COMMAND ${CMAKE_COMMAND} -E touch ${source} # which is not written when it would be the same
    DEPENDS ${templates} ${tool} ${modules}
    COMMENT "Templates of ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
  add_custom_target(${target}_${arg_NAME} DEPENDS ${source})
  add_dependencies(${target} ${target}_${arg_NAME}) # so that the header is there
  set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  target_include_directories(${target} PRIVATE ${generated})
endfunction()
