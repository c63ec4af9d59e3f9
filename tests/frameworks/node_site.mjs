// A site of one framework of Node.js with a login: node node_site.mjs FRAMEWORK PORT CONFIG.
// POST /login?user=NAME, POST /cart?item=NAME, POST /logout; GET /me answers with the session.
import http from "node:http";

const [framework, port, configText] = process.argv.slice(2);
const config = JSON.parse(configText);

// What each framework gives: a session to read and change, and how to end it.
const sites = {
  async cookie_session() {
    const { default: express } = await import("express");
    const { default: session } = await import("cookie-session");
    return withExpress(express, session({ name: config.cookie_name, keys: config.keys }),
      (request) => { request.session = null; });
  },

  async express_session() {
    const { default: express } = await import("express");
    const { default: session } = await import("express-session");
    const { RedisStore } = await import("connect-redis");
    const { createClient } = await import("redis");
    const client = createClient({ url: config.redis });
    await client.connect();
    return withExpress(express, session({
      name: config.cookie_name, secret: config.secrets, resave: false, saveUninitialized: false,
      store: new RedisStore({ client }),
    }), (request) => new Promise((done) => request.session.destroy(done)));
  },

  iron8: () => withIron("iron-session"),
  iron9: () => withIron("iron-session-9"),

  authjs: () => withToken("@auth/core/jwt", { secret: config.secrets, salt: config.cookie_name }),
  nextauth: () => withToken("next-auth/jwt", { secret: config.secrets[0] }),

  async secure_session() {
    const { default: fastify } = await import("fastify");
    const { default: session } = await import("@fastify/secure-session");
    const app = fastify();
    await app.register(session, {
      cookieName: config.cookie_name, key: Buffer.from(config.keys_b64[0], "base64"),
      cookie: { path: "/" },
    });
    app.all("*", (request, reply) => operation(request.url, request.method, {
      session: request.session,
      change: (entries) => Object.entries(entries).forEach(([k, v]) => request.session.set(k, v)),
      end: () => request.session.delete(),
    }).then((body) => reply.send(body)));
    await app.ready();
    return app.server;
  },

  async hono() {
    const { Hono } = await import("hono");
    const { getSignedCookie, setSignedCookie, deleteCookie } = await import("hono/cookie");
    const app = new Hono();
    app.all("*", async (c) => {
      const text = await getSignedCookie(c, config.secret, config.cookie_name);
      const entries = text ? JSON.parse(text) : {};
      return c.json(await operation(c.req.url, c.req.method, {
        session: { get: (name) => entries[name] },
        change: (changes) => setSignedCookie(
          c, config.cookie_name, JSON.stringify(Object.assign(entries, changes)), config.secret),
        end: () => { deleteCookie(c, config.cookie_name); delete entries.user; },
      }));
    });
    return http.createServer(async (request, response) => {
      const got = await app.fetch(new Request(`http://127.0.0.1${request.url}`, {
        method: request.method, headers: request.headers,
      }));
      const cookies = got.headers.getSetCookie();
      if (cookies.length) response.setHeader("Set-Cookie", cookies);
      response.end(await got.text());
    });
  },
};

function cookieOf(request, name) {
  const field = `; ${request.headers.cookie ?? ""}`;
  return field.split(`; ${name}=`)[1]?.split(";")[0];
}

async function operation(url, method, { session, change, end }) {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  if (method === "POST") {
    if (pathname === "/login") await change({ user: searchParams.get("user") });
    if (pathname === "/cart")
      await change({ cart: [...(session.get("cart") ?? []), searchParams.get("item")] });
    if (pathname === "/logout") await end();
    return {};
  }
  return { user: session.get("user") ?? null, cart: session.get("cart") ?? [] };
}

async function answer(request, response, site) {
  const body = await operation(request.url, request.method, site);
  response.end(JSON.stringify(body));
}

function withExpress(express, middleware, end) {
  const app = express();
  app.use(middleware);
  app.use(async (request, response) => response.json(await operation(request.url, request.method, {
    session: { get: (name) => request.session?.[name] },
    change: (entries) => Object.assign(request.session, entries),
    end: () => end(request),
  })));
  return http.createServer(app);
}

async function withToken(module, keys) {
  const { encode, decode } = await import(module);
  return http.createServer(async (request, response) => {
    const cookie = cookieOf(request, config.cookie_name);
    let token = null;
    try {
      token = cookie && await decode({ token: cookie, ...keys });
    } catch {
      // Auth.js logs it, and nobody is logged in.
    }
    const session = { get: (name) => token?.[name === "user" ? "sub" : name] };
    await answer(request, response, {
      session,
      change: async (entries) => {
        const { user, ...others } = entries;
        token = { ...token, ...others, ...(user && { sub: user }) };
        const text = await encode({ token, ...keys, maxAge: 3600 });
        response.setHeader("Set-Cookie", `${config.cookie_name}=${text}; Path=/; HttpOnly`);
      },
      end: () => response.setHeader("Set-Cookie", `${config.cookie_name}=; Max-Age=0`),
    });
  });
}

async function withIron(name) {
  const { getIronSession } = await import(name);
  return http.createServer(async (request, response) => {
    const session = await getIronSession(request, response, {
      cookieName: config.cookie_name, password: config.passwords,
    });
    await answer(request, response, {
      session: { get: (key) => session[key] },
      change: (entries) => { Object.assign(session, entries); return session.save(); },
      end: () => session.destroy(),
    });
  });
}

const server = await sites[framework]();
server.listen(Number(port), "127.0.0.1");
