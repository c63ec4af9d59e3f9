// Opens the cookies that standard input has as JSON with the frameworks' own code, and prints nanoseconds: for
// bench/interop.py. It stands where the frameworks are installed.
import { readFileSync } from "node:fs";
import { decode } from "@auth/core/jwt";
import cookieSession from "cookie-session";
import fastify from "fastify";
import secureSession from "@fastify/secure-session";
import { parseSigned } from "hono/utils/cookie";
import { unsealData } from "iron-session";

const key = "k".repeat(32);
const fields = JSON.parse(readFileSync(0, "utf8"));
const value = (name) => fields[name].slice(fields[name].indexOf("=") + 1);

const app = fastify();
await app.register(secureSession, { key: Buffer.from(key) });
await app.ready();
const sealed = decodeURIComponent(value("secure_session"));
const withCookieSession = cookieSession({ keys: [key] });
const request = { headers: { cookie: fields.cookie_session }, connection: {} };

const openers = {
  authjs: () => decode({ token: value("authjs"), secret: [key], salt: "__Secure-authjs.session-token" })
    .then((token) => token.user),
  cookie_session: () => {
    const own = { ...request };
    const response = { writeHead() {}, getHeader() {}, setHeader() {} };
    withCookieSession(own, response, () => {});
    return own.session.user;
  },
  hono: async () => JSON.parse((await parseSigned(fields.hono, key, "s")).s).user,
  iron_session: async () => (await unsealData(value("iron_session"), { password: key })).user,
  secure_session: () => app.decodeSecureSession(sealed).get("user"),
};

const times = {};
for (const [name, open] of Object.entries(openers)) {
  if ((await open()) !== "alice") throw new Error(`${name} was not opened`);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < 1000; i++) await open();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system); // of 1,000, in microseconds
  }
  times[name] = best;
}
console.log(JSON.stringify(times));
process.exit();
