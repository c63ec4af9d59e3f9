# costrel_add_templates(TARGET FOLDER [NAME name] [FILTERS name…] [TESTS name…] [EXTENSIONS do|loopcontrols|i18n…]
#                       [DATA file] [RELOAD])
#
# Makes data of the Jinja templates in FOLDER, all of them, and links it into TARGET as the variable NAME, which
# NAME.hpp declares: TARGET_templates when NAME is not given. FILTERS and TESTS name those of the application
# (App::template_filter(), App::template_test()); EXTENSIONS are Jinja's. A mistake in a template is an error of the
# build, with file and line. This needs Python with Jinja2 (Debian: python3-jinja2); the program does not. Neither does a
# build that is given DATA, which `costrel-templates FOLDER --data file` has written where there is Python.
#
# In a Debug build, or with RELOAD, the program knows the folder and the tool, and shows a template that has changed as it
# is now: where Config::templates_auto_reload says so, which is debug mode.
set_property(GLOBAL PROPERTY costrel_templates_tool ${COSTREL_TEMPLATES_TOOL})
set_property(GLOBAL PROPERTY costrel_templates_data_script ${CMAKE_CURRENT_LIST_DIR}/costrel-template-data.cmake)

# Sets RESULT to the Python that can parse templates, or to nothing.
function(costrel_find_templates_python result)
  find_package(Python3 COMPONENTS Interpreter QUIET)
  set(python ${COSTREL_TEMPLATES_PYTHON})
  if(NOT python)
    set(python ${Python3_EXECUTABLE})
  endif()
  if(NOT COSTREL_TEMPLATES_HAS_JINJA)
    execute_process(COMMAND ${python} -c "import jinja2" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
    if(missing)
      set(${result} "" PARENT_SCOPE)
      return()
    endif()
    set(COSTREL_TEMPLATES_HAS_JINJA TRUE CACHE INTERNAL "Python can parse templates")
  endif()
  set(${result} ${python} PARENT_SCOPE)
endfunction()

function(costrel_add_templates target folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "RELOAD" "NAME;DATA" "FILTERS;TESTS;EXTENSIONS")
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
  if(arg_DATA)
    cmake_path(ABSOLUTE_PATH arg_DATA OUTPUT_VARIABLE data)
    get_property(script GLOBAL PROPERTY costrel_templates_data_script)
    add_custom_command(OUTPUT ${source}
      BYPRODUCTS ${generated}/${arg_NAME}.hpp
      COMMAND ${CMAKE_COMMAND} -D DATA=${data} -D SOURCE=${source} -D NAME=${arg_NAME} -P ${script}
      DEPENDS ${data} ${script}
      COMMENT "Templates of ${target}"
      VERBATIM)
    costrel_link_templates(${target} ${arg_NAME} ${source})
    return()
  endif()
  costrel_find_templates_python(python)
  if(NOT python)
    message(FATAL_ERROR "costrel_add_templates: there is no Python with Jinja2: install python3-jinja2, or give DATA")
  endif()
  get_property(tool GLOBAL PROPERTY costrel_templates_tool)
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
      "$<$<OR:$<BOOL:${arg_RELOAD}>,$<CONFIG:Debug>>:--reload>"
    COMMAND ${CMAKE_COMMAND} -E touch ${source} # which is not written when it would be the same
    DEPENDS ${templates} ${tool} ${modules}
    COMMENT "Templates of ${target}"
    COMMAND_EXPAND_LISTS
    VERBATIM)
  costrel_link_templates(${target} ${arg_NAME} ${source})
endfunction()

function(costrel_link_templates target name source)
  target_sources(${target} PRIVATE ${source})
  add_custom_target(${target}_${name} DEPENDS ${source})
  add_dependencies(${target} ${target}_${name}) # so that the header is there
  set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  cmake_path(GET source PARENT_PATH folder)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
