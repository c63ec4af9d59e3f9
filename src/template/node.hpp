#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The form in which the tool hands over a template: nodes of 32-bit words, children before their
// parents. A node is a word with its kind and the number of its further words, a word with its
// line, and what its signature says:
//   e  an expression        E  one, or 0 for none       s  a statement       f  a function
//   g  a target             T  a template               u  a use of url_for()
//   t  a text: its offset and size                      w  a word            d  two words, a number
//   v  a variable: how many functions outwards, and its slot        V  one, or two times ~0
//   *  the number of what follows, which is the letter behind it or what stands in parentheses
namespace costrel::inline v1::templates {

enum class NodeKind : std::uint8_t {
    none, // no node
    // expressions
    null,
    yes,
    no,
    integer,
    real,
    big,
    text,
    markup,
    local,
    raw_local,
    name,
    attribute,
    item,
    slice,
    call,
    filter,
    test,
    negation,
    conjunction,
    disjunction,
    condition,
    absent,
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    modulo,
    power,
    negative,
    positive,
    comparison,
    concatenation,
    list,
    tuple,
    dict,
    mark_safe,
    mark_safe_if_escaping,
    macro,
    loop_part,
    // targets
    target_local,
    target_tuple,
    target_attribute,
    // statements
    data,
    print,
    branch,
    loop,
    recursive_loop,
    set,
    set_block,
    filter_block,
    with,
    clear,
    alias,
    resolve,
    set_self,
    set_super,
    fallback,
    autoescape,
    call_block,
    extends,
    block,
    include,
    import,
    from_import,
    evaluate,
    leave,
    proceed,
    unless_extended,
    // the rest
    function,
    unit,
    url_use,
    set_of_templates,
    // of a template under work
    mistake,
    count,
};

struct NodeForm {
    char letter; // what it is: e, g, s, f, T, u, S
    std::string_view signature;
};

// Arguments of a call stand by place, by name, and then those of * and **.
inline constexpr std::array<NodeForm, static_cast<std::size_t>(NodeKind::count)> node_forms = {{
    {'-', ""},
    {'e', ""},              // null
    {'e', ""},              // yes
    {'e', ""},              // no
    {'e', "d"},             // integer
    {'e', "d"},             // real
    {'e', "t"},             // big
    {'e', "t"},             // text
    {'e', "t"},             // markup
    {'e', "vt"},            // local: variable, name
    {'e', "v"},             // raw_local: which may be missing
    {'e', "vt"},            // name: where it is kept, name
    {'e', "et"},            // attribute
    {'e', "ee"},            // item
    {'e', "eEEE"},          // slice: of, start, stop, step
    {'e', "e*e*(te)EE"},    // call
    {'e', "wE*e*(te)EE"},   // filter: its number, value (none: what was captured), arguments
    {'e', "we*e*(te)EE"},   // test
    {'e', "e"},             // negation
    {'e', "ee"},            // conjunction
    {'e', "ee"},            // disjunction
    {'e', "eee"},           // condition: test, then, else
    {'e', "t"},             // absent: an undefined value with that sentence
    {'e', "ee"},            // add
    {'e', "ee"},            // subtract
    {'e', "ee"},            // multiply
    {'e', "ee"},            // divide
    {'e', "ee"},            // floor_divide
    {'e', "ee"},            // modulo
    {'e', "ee"},            // power
    {'e', "e"},             // negative
    {'e', "e"},             // positive
    {'e', "e*(we)"},        // comparison: first, operators and operands
    {'e', "w*e"},           // concatenation: whether it escapes
    {'e', "*e"},            // list
    {'e', "*e"},            // tuple
    {'e', "*(ee)"},         // dict
    {'e', "e"},             // mark_safe
    {'e', "e"},             // mark_safe_if_escaping
    {'e', "ftw"},           // macro: body, name, flags
    {'e', "vtw"},           // loop_part: variable, name of the part, its number
    {'g', "vtw"},           // target_local: variable, name, flags
    {'g', "*g"},            // target_tuple
    {'g', "et"},            // target_attribute
    {'s', "t"},             // data
    {'s', "ew"},            // print: whether it escapes
    {'s', "e*s*s"},         // branch
    {'s', "geEg*s*swv"},    // loop: target, values, test, its target, body, else, flags, `loop`
    {'s', "ef"},            // recursive_loop: values, function
    {'s', "ge"},            // set
    {'s', "g*sEw"},         // set_block: target, body, filter, whether it escapes
    {'s', "*sew"},          // filter_block: body, filter, whether it escapes
    {'s', "*(ge)*s"},       // with
    {'s', "v"},             // clear
    {'s', "vv"},            // alias: variable, of
    {'s', "vt"},            // resolve: variable, name in the context
    {'s', "v"},             // set_self: variable
    {'s', "vt"},            // set_super: variable, name of the block
    {'s', "ve"},            // fallback: of a parameter that was not given
    {'s', "w*s"},           // autoescape
    {'s', "eew"},           // call_block: macro, call, whether it escapes
    {'s', "e"},             // extends
    {'s', "tw*(te)"},       // block: name, flags, local variables
    {'s', "ew*(te)"},       // include: template, flags, local variables
    {'s', "gew*(te)"},      // import
    {'s', "ew*(te)*(tgt)"}, // from_import: …, names with their targets and sentences
    {'s', "e"},             // evaluate
    {'s', ""},              // leave: the loop
    {'s', ""},              // proceed: with the next round
    {'s', "*s"},            // unless_extended
    {'f', "ww*(tv)VVV*s"},  // function: slots, depth (set when it is read), parameters,
                            //   caller, kwargs, varargs, body
    {'T', "tfw*(tf)"},      // unit: name, root, whether it escapes, blocks
    {'u', "twt*t"},         // url_use: template, line, endpoint, names
    {'S', "t*t*t*T*u"},     // set_of_templates: folder, filters, tests, templates, uses
    {'s', "t"},             // mistake: what the tool says of it
}};

namespace flags {
// of targets
inline constexpr std::uint32_t to_context = 1; // a variable of the top level, seen by blocks
inline constexpr std::uint32_t is_exported = 2;
inline constexpr std::uint32_t not_exported = 4;
// of loops
inline constexpr std::uint32_t has_loop = 1; // `loop` is used
inline constexpr std::uint32_t is_recursive = 2;
inline constexpr std::uint32_t escapes = 4;
// of macros
inline constexpr std::uint32_t takes_caller = 1;
inline constexpr std::uint32_t takes_kwargs = 2;
inline constexpr std::uint32_t takes_varargs = 4;
// of blocks
inline constexpr std::uint32_t is_scoped = 1;
inline constexpr std::uint32_t is_required = 2;
inline constexpr std::uint32_t unless_extended = 4;
// of includes and imports
inline constexpr std::uint32_t with_context = 1;
inline constexpr std::uint32_t ignore_missing = 2;
inline constexpr std::uint32_t selects = 4; // from a list of names
inline constexpr std::uint32_t one_name = 8;
} // namespace flags

} // namespace costrel::inline v1::templates
