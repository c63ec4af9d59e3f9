// Two browsers of one user of examples/flaskr, with a store: each sees the other where it is logged in, and ends it.
// FLASKR names the program; pictures are left in build/screenshots.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { follow, launchChromium, newVisitor } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const screenshots = new URL("../../build/screenshots/", import.meta.url).pathname;
const sizes = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
  "Version/18.6 Mobile/15E148 Safari/604.1";
let folder, server, browser, page, telephone;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), "flaskr-"));
  const environment = {
    FLASKR_DATABASE: join(folder, "flaskr.sqlite"),
    COSTREL_SESSION_STORE: `sqlite:${join(folder, "sessions.db")}`,
  };
  const made = spawnSync(process.env.FLASKR, ["init-db"], { env: { ...process.env, ...environment }, encoding: "utf8" });
  assert.equal(made.stdout, "Initialized the database.\n", made.stderr);
  server = await startServer(process.env.FLASKR, environment);
  browser = await launchChromium();
  page = await visitor();
  telephone = await visitor({ userAgent: iphone, viewport: sizes.phone });
});

after(async () => {
  await browser?.close();
  server?.stop();
  rmSync(folder, { recursive: true });
});

function visitor(options = {}) {
  return newVisitor(browser, { baseURL: server.address, viewport: sizes.desk, ...options });
}

async function logIn(of) {
  await of.goto("/auth/login");
  await of.getByLabel("Username").fill("ann");
  await of.getByLabel("Password").fill("correct horse");
  await follow(of.getByRole("button", { name: "Log in" }));
}

const path = (of) => new URL(of.url()).pathname;

test("both log in, and each is on the list of the other", async () => {
  await page.goto("/auth/register");
  await page.getByLabel("Username").fill("ann");
  await page.getByLabel("Password").fill("correct horse");
  await follow(page.getByRole("button", { name: "Register" }));
  await logIn(page);
  await logIn(telephone);
  await follow(page.getByRole("link", { name: "Sessions" }));
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Where you are logged in");
  assert.equal(await page.getByRole("article").count(), 2);
  assert.match(await page.getByRole("article").filter({ hasText: "this one" }).innerText(), /Chrome on Linux/);
  assert.match(await page.innerText("main"), /Safari on iPhone/);
  for (const [kind, size] of Object.entries(sizes))
    for (const colorScheme of ["dark", "light"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${screenshots}flaskr-sessions-${kind}-${colorScheme}.png`, fullPage: true });
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok(wide <= size.width, `${wide} pixels wide on a ${kind}`);
    }
});

test("one is ended by its button", async () => {
  await follow(page.getByRole("button", { name: "Log out on Safari on iPhone" }));
  assert.match(await page.getByRole("status").innerText(), /You are logged out there\./);
  assert.equal(await page.getByRole("article").count(), 1);
  await telephone.goto("/create");
  assert.equal(path(telephone), "/auth/login");
});

test("all others are ended at once", async () => {
  await logIn(telephone);
  await page.goto("/auth/sessions");
  await follow(page.getByRole("button", { name: "Log out everywhere else" }));
  assert.match(await page.getByRole("status").innerText(), /everywhere else/);
  await telephone.goto("/create");
  assert.equal(path(telephone), "/auth/login");
  await page.goto("/create");
  assert.equal(path(page), "/create");
});

test("a copy of the cookie is worth nothing after the logout", async () => {
  const copied = await page.context().cookies();
  const thief = await visitor();
  await thief.context().addCookies(copied);
  await thief.goto("/create");
  assert.equal(path(thief), "/create"); // before it, a copy is the session
  await page.goto("/auth/logout");
  await thief.context().addCookies(copied);
  await thief.goto("/create");
  assert.equal(path(thief), "/auth/login");
});
