// The login application on Fastify and @fastify/secure-session, which encrypts the session.
const fastify = require("fastify")();

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (character) => escapes[character]);
const page = (session) => {
  const name = session.get("username");
  return name
    ? `Logged in as ${escape(name)}<br><b><a href='/logout'>click here to log out</a></b>`
    : "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
};
const form = `<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>`;

fastify.register(require("@fastify/formbody"));
fastify.register(require("@fastify/secure-session"), {
  cookieName: "session",
  key: Buffer.from("192b9bdd22ab9ed4d12e236c78afcb9a"),
  cookie: { path: "/", httpOnly: true },
});
const html = "text/html; charset=utf-8";
fastify.get("/", (request, reply) => reply.type(html).send(page(request.session)));
fastify.get("/login", (request, reply) => reply.type(html).send(form));
fastify.post("/login", (request, reply) => {
  request.session.set("username", request.body.username);
  reply.redirect("/");
});
fastify.get("/refresh", (request, reply) => {
  request.session.touch();
  reply.type(html).send(page(request.session));
});
fastify.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
