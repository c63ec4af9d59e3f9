#pragma once

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A name for a file that holds nothing but ASCII letters, digits, "_", "-" and ".", made from what
/// a client sent: Werkzeug's secure_filename(), letter for letter (on POSIX). It has no slash, does
/// not begin with a dot, and stays in the folder that it is put in. It can be empty, so check that;
/// and two names can become the same, so make it unique where that matters.
///
///     secure_filename("../../../etc/passwd")            "etc_passwd"
///     secure_filename("Übung macht den Meister.txt")    "Ubung_macht_den_Meister.txt"
///     secure_filename("..")                             ""
///
/// `filename` is UTF-8; bytes that are not are dropped. A name is never cut, and can be longer than
/// a file system takes (255 bytes).
std::string secure_filename(std::string_view filename);

} // namespace costrel::inline v1

#pragma GCC visibility pop
