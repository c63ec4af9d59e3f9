// The login application on axum and the signed cookie jar of axum-extra.
use axum::extract::FromRef;
use axum::response::{Html, Redirect};
use axum::routing::get;
use axum::{Form, Router};
use axum_extra::extract::cookie::{Cookie, Key, SignedCookieJar};
use serde::Deserialize;

#[derive(Clone)]
struct State {
    key: Key,
}

impl FromRef<State> for Key {
    fn from_ref(state: &State) -> Key {
        state.key.clone()
    }
}

#[derive(Deserialize)]
struct Login {
    username: String,
}

const FORM: &str = r#"<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>"#;

fn page(jar: &SignedCookieJar) -> Html<String> {
    Html(match jar.get("session") {
        Some(name) => format!(
            "Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
            html_escape::encode_safe(name.value())
        ),
        None => "You are not logged in<br><a href='/login'><b>click here to log in</b></a>".into(),
    })
}

fn session(username: String) -> Cookie<'static> {
    Cookie::build(("session", username)).path("/").http_only(true).build()
}

async fn index(jar: SignedCookieJar) -> Html<String> {
    page(&jar)
}

async fn show_form() -> Html<&'static str> {
    Html(FORM)
}

async fn login(jar: SignedCookieJar, Form(form): Form<Login>) -> (SignedCookieJar, Redirect) {
    (jar.add(session(form.username)), Redirect::to("/"))
}

async fn refresh(jar: SignedCookieJar) -> (SignedCookieJar, Html<String>) {
    let text = page(&jar);
    let name = jar.get("session").map(|cookie| cookie.value().to_owned());
    (jar.add(session(name.unwrap_or_default())), text)
}

#[tokio::main]
async fn main() {
    let key = Key::from(&[0x19; 64]);
    let app = Router::new()
        .route("/", get(index))
        .route("/login", get(show_form).post(login))
        .route("/refresh", get(refresh))
        .with_state(State { key });
    let port = std::env::var("PORT").expect("PORT says where to listen");
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    axum::serve(listener, app).await.unwrap();
}
