// Chromium walks through examples/login as a person would. The environment variable LOGIN names the
// program; a picture of each step is left in build/screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";

import { follow, launchChromium, newVisitor } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const screenshots = new URL("../../build/screenshots/", import.meta.url).pathname;
let server, browser, page;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  server = await startServer(process.env.LOGIN);
  browser = await launchChromium();
  page = await newVisitor(browser, { baseURL: server.address });
});

after(async () => {
  await browser?.close();
  server?.stop();
});

const picture = (name) => page.screenshot({ path: `${screenshots}${name}.png` });
const text = () => page.innerText("body");
const cookies = () => page.context().cookies();

async function logIn(name) {
  await page.goto("/login");
  await page.getByRole("textbox").fill(name);
  await follow(page.getByRole("button", { name: "Login" }));
}

test("the opening page leads to the login form", async () => {
  await page.goto("/");
  assert.match(await text(), /You are not logged in/);
  await picture("1-opening-page");

  await follow(page.getByRole("link", { name: "click here to log in" }));
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal(await page.getByRole("textbox").count(), 1);
  assert.deepEqual(await cookies(), []);
});

test("each page is a whole document that fits a telephone and a desk", async () => {
  for (const path of ["/", "/login"]) {
    await page.goto(path);
    assert.equal(await page.evaluate("document.doctype?.name"), "html");
    assert.equal(await page.evaluate("document.compatMode"), "CSS1Compat");
    assert.notEqual(await page.title(), "");
    assert.equal(await page.getAttribute("html", "lang"), "en");
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${path} at ${width}`);
      const { x, width: taken } = await page.locator("main").boundingBox();
      assert.ok(x >= 0 && x + taken <= width && taken >= Math.min(300, width));
      await picture(`page-${path === "/" ? "opening" : "login"}-${width}`);
    }
  }
  assert.equal(await page.getByLabel("Name").count(), 1);
});

test("a login is greeted by name", async () => {
  await page.locator("input[name=username]").fill("admin");
  await picture("2-login-form");
  await follow(page.getByRole("button", { name: "Login" }));

  assert.equal(new URL(page.url()).pathname, "/");
  assert.match(await text(), /Logged in as admin/);
  await picture("3-logged-in");
});

test("the session is one cookie that scripts cannot read", async () => {
  const [cookie, ...others] = await cookies();
  assert.deepEqual(others, []);
  assert.deepEqual(
    { name: cookie.name, path: cookie.path, httpOnly: cookie.httpOnly, expires: cookie.expires },
    { name: "session", path: "/", httpOnly: true, expires: -1 });
  assert.equal(await page.evaluate("document.cookie"), "");
});

test("a reload and a new tab know the login", async () => {
  await page.reload();
  assert.match(await text(), /Logged in as admin/);

  const tab = await page.context().newPage();
  await tab.goto("/");
  assert.match(await tab.innerText("body"), /Logged in as admin/);
  await tab.close();
});

test("the link logs out and takes the cookie away", async () => {
  await follow(page.getByRole("link", { name: "click here to log out" }));
  assert.equal(new URL(page.url()).pathname, "/");
  assert.match(await text(), /You are not logged in/);
  assert.deepEqual(await cookies(), []);
  await picture("4-logged-out");
});

test("the way back after a logout shows no login", async () => {
  await page.goBack();
  await page.reload();
  assert.doesNotMatch(await text(), /Logged in as/);
});

test("the way back from the greeting is the form, and forward the greeting again", async () => {
  await logIn("bob");
  await page.goBack();
  assert.equal(new URL(page.url()).pathname, "/login");
  await page.goForward();
  assert.match(await text(), /Logged in as bob/);
});

test("a name is text, never markup", async () => {
  for (const name of ["<b>x</b>", "<script>document.title = 'taken'</script>", `"'&amp;`]) {
    await logIn(name);
    assert.ok((await text()).includes(`Logged in as ${name}`), await text());
    assert.notEqual(await page.title(), "taken");
  }
  await logIn("<b>x</b>");
  await picture("5-markup-in-a-name");
});

test("names of every script arrive as they were typed", async () => {
  for (const name of ["Zoë", "日本", "😀", "a=b&c+d%20"]) {
    await logIn(name);
    assert.ok((await text()).includes(`Logged in as ${name}`), await text());
  }
});

test("an unknown page says so", async () => {
  const response = await page.goto("/missing");
  assert.equal(response.status(), 404);
  assert.match(await text(), /Not Found/);
  await picture("6-not-found");
});
