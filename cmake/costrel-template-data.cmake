# Writes SOURCE, and a header beside it, with the bytes of DATA as the variable NAME: costrel_add_templates(… DATA …).
file(READ ${DATA} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
cmake_path(REPLACE_EXTENSION SOURCE LAST_ONLY hpp OUTPUT_VARIABLE header)
cmake_path(GET header FILENAME header_name)
file(WRITE ${header} "#pragma once\n\n#include <costrel/templates.hpp>\n\nextern const costrel::Templates ${NAME};\n")
file(WRITE ${SOURCE} "#include \"${header_name}\"

#if defined(__clang__)
#pragma clang diagnostic ignored \"-Woverlength-strings\"
#endif

const costrel::Templates ${NAME} = {\"${bytes}\", ${size}};
")
