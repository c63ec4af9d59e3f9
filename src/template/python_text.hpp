#pragma once

#include "template/var.hpp"

#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's names of types: "NoneType", "str", …
std::string_view type_name(const Var& value);
// As Jinja names the object in its messages: "dict object", "None".
std::string object_type(const Var& value);

// str() and repr().
void append_text(std::string& out, const Var& value);
std::string text_of(const Var& value);
void append_repr(std::string& out, const Var& value);
std::string repr(const Var& value);
// Python's ascii() of what repr() gave.
std::string ascii_only(std::string_view text);
std::string repr(std::string_view text);

bool has_html(const Var& value) noexcept; // Python's __html__
// Appends markupsafe.escape(value). Throws when it is no UTF-8.
void append_escaped(std::string& out, const Var& value);
void append_escaped(std::string& out, std::string_view text);
std::string escaped(const Var& value);

void require_utf8(std::string_view text);

} // namespace costrel::inline v1::templates
