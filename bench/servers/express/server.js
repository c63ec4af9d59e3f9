// The login application on Express and cookie-session; with REDIS_URL on express-session and connect-redis.
const express = require("express");
const cookieSession = require("cookie-session");
const expressSession = require("express-session");
const { RedisStore } = require("connect-redis");
const { createClient } = require("redis");

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (character) => escapes[character]);
const page = (session) =>
  session.username
    ? `Logged in as ${escape(session.username)}<br><b><a href='/logout'>click here to log out</a></b>`
    : "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
const form = `<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>`;

const secret = "192b9bdd22ab9ed4d12e236c78afcb9a";
// Not saved unless it was changed, as its README advises for this store.
const inRedis = (url) => {
  const client = createClient({ url });
  client.connect();
  return expressSession({ store: new RedisStore({ client }), secret, resave: false, saveUninitialized: false });
};

const app = express();
app.use(process.env.REDIS_URL ? inRedis(process.env.REDIS_URL) : cookieSession({ name: "session", keys: [secret] }));
app.use(express.urlencoded({ extended: false }));
app.get("/", (request, response) => response.send(page(request.session)));
app.get("/login", (request, response) => response.send(form));
app.post("/login", (request, response) => {
  request.session.username = request.body.username;
  response.redirect("/");
});
app.get("/refresh", (request, response) => {
  request.session.seen = Date.now(); // its README's way to send the cookie again
  response.send(page(request.session));
});
app.get("/count", (request, response) => {
  request.session.visits = (request.session.visits || 0) + 1;
  response.send(String(request.session.visits));
});
app.get("/hello", (request, response) => response.send("Hello"));
app.listen(Number(process.env.PORT), "127.0.0.1");
