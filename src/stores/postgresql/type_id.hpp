#pragma once

// PostgreSQL's object identifiers of the types of parameters.
namespace costrel::inline v1::stores::type_id {

inline constexpr unsigned bytes = 17;
inline constexpr unsigned number = 20;
inline constexpr unsigned text = 25;
inline constexpr unsigned time = 1184; // with its zone

} // namespace costrel::inline v1::stores::type_id
