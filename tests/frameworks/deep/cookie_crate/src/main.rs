//! A site of the crate cookie with a login: PORT and CONFIG are in the environment. The routes are those of
//! node_site.mjs.
use cookie::{Cookie, CookieJar, Key};
use serde_json::{json, Value};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

struct Site {
    name: String,
    key: Key,
    private: bool,
}

impl Site {
    fn read(&self, jar: &CookieJar) -> Value {
        let cookie = if self.private {
            jar.private(&self.key).get(&self.name)
        } else {
            jar.signed(&self.key).get(&self.name)
        };
        cookie
            .and_then(|cookie| serde_json::from_str(cookie.value()).ok())
            .unwrap_or_else(|| json!({}))
    }

    fn write(&self, jar: &mut CookieJar, session: &Value) {
        let cookie = Cookie::build((self.name.clone(), session.to_string())).path("/").build();
        if self.private {
            jar.private_mut(&self.key).add(cookie);
        } else {
            jar.signed_mut(&self.key).add(cookie);
        }
    }

    fn respond(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let request = lines.next().unwrap_or(Ok(String::new()))?;
        let mut jar = CookieJar::new();
        for line in lines {
            let line = line?;
            if line.is_empty() {
                break;
            }
            if let Some(field) = line.strip_prefix("Cookie: ") {
                for cookie in Cookie::split_parse_encoded(field.to_owned()).flatten() {
                    jar.add_original(cookie);
                }
            }
        }
        let target = request.split(' ').nth(1).unwrap_or("/");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let argument = Cookie::parse_encoded(query.replace('+', "%20")).map(|q| q.value().to_owned());
        let argument = argument.unwrap_or_default();

        let mut session = self.read(&jar);
        let mut body = json!({});
        match path {
            "/login" => session["user"] = json!(argument),
            "/cart" => {
                let mut cart = session["cart"].as_array().cloned().unwrap_or_default();
                cart.push(json!(argument));
                session["cart"] = json!(cart);
            }
            "/logout" => jar.remove(Cookie::build(self.name.clone()).path("/")),
            _ => body = json!({"user": session["user"], "cart": session["cart"].as_array().cloned().unwrap_or_default()}),
        }
        if path == "/login" || path == "/cart" {
            self.write(&mut jar, &session);
        }
        let body = body.to_string();
        let mut response = String::from("HTTP/1.1 200 OK\r\nConnection: close\r\n");
        for cookie in jar.delta() {
            response += &format!("Set-Cookie: {}\r\n", cookie.encoded());
        }
        response += &format!("Content-Length: {}\r\n\r\n{}", body.len(), body);
        stream.write_all(response.as_bytes())
    }
}

fn main() {
    let config: Value = serde_json::from_str(&std::env::var("CONFIG").unwrap()).unwrap();
    let secret: Vec<u8> = config["key_text"].as_str().unwrap().bytes().collect();
    let site = Site {
        name: config["cookie_name"].as_str().unwrap().to_owned(),
        key: Key::from(&secret),
        private: config["jar"] == "private",
    };
    let port = std::env::var("PORT").unwrap();
    for stream in TcpListener::bind(format!("127.0.0.1:{port}")).unwrap().incoming() {
        let _ = stream.and_then(|stream| site.respond(stream));
    }
}
