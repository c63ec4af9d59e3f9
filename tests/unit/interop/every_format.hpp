#pragma once

#include <costrel/interop/authjs.hpp>
#include <costrel/interop/cookie_crate.hpp>
#include <costrel/interop/cookie_session.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/gorilla.hpp>
#include <costrel/interop/hono.hpp>
#include <costrel/interop/iron_session.hpp>
#include <costrel/interop/phoenix.hpp>
#include <costrel/interop/play.hpp>
#include <costrel/interop/rails.hpp>
#include <costrel/interop/secure_session.hpp>
#include <costrel/interop/starlette.hpp>

#include <memory>
#include <string>

// One of each format of cookies, whose cookies are called "s".
namespace costrel::inline v1::interop {

using MadeFormat = std::shared_ptr<const SessionFormat>;

struct FormatCase {
    std::string name;
    MadeFormat (*make)(const std::string& secret);
};

inline const FormatCase every_format[] = {
    {"AuthJs",
     [](const std::string& secret) { return authjs({.secrets = {secret}, .cookie_name = "s"}); }},
    {"CookieCrate",
     [](const std::string& secret) {
         return json_session(cookie_crate({.key = secret + secret, .cookie_name = "s"}));
     }},
    {"CookieSession",
     [](const std::string& secret) {
         return cookie_session({{secret}, "s"});
     }},
    {"Django",
     [](const std::string& secret) { return django({.secret_key = secret, .cookie_name = "s"}); }},
    {"GorillaGob",
     [](const std::string& secret) {
         return gorilla({.key_pairs = {{secret, ""}}, .cookie_name = "s"});
     }},
    {"GorillaJson",
     [](const std::string& secret) {
         return gorilla({.key_pairs = {{secret, secret}},
                         .cookie_name = "s",
                         .payload = GorillaOptions::Payload::json});
     }},
    {"Hono",
     [](const std::string& secret) {
         return json_session(hono_cookie({secret, "s"}));
     }},
    {"IronSession",
     [](const std::string& secret) {
         return iron_session({.passwords = {{1, secret}}, .cookie_name = "s"});
     }},
    {"PhoenixSigned",
     [](const std::string& secret) {
         return phoenix({secret + secret, "s", "salt", ""});
     }},
    {"PhoenixEncrypted",
     [](const std::string& secret) {
         return phoenix({secret + secret, "s", "salt", "salt"});
     }},
    {"Play",
     [](const std::string& secret) { return play({.secret_key = secret, .cookie_name = "s"}); }},
    {"Rails",
     [](const std::string& secret) {
         return rails({.secret_key_base = secret, .cookie_name = "s"});
     }},
    {"SecureSession",
     [](const std::string& secret) {
         return secure_session({.keys = {secret}, .cookie_name = "s"});
     }},
    {"Starlette",
     [](const std::string& secret) {
         return starlette({.secret_key = secret, .cookie_name = "s"});
     }},
};

} // namespace costrel::inline v1::interop
