// Chromium walks through examples/flaskr as its visitors would. The environment variable FLASKR
// names the program; a picture of each step is left in build/screenshots, on a desk and on a phone,
// light and dark.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { follow, launchChromium, newVisitor } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const screenshots = new URL("../../build/screenshots/", import.meta.url).pathname;
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
let folder, server, browser, page;
const complaints = []; // of the browser: what it could not load, or the policy forbade

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), "flaskr-"));
  const environment = { FLASKR_DATABASE: join(folder, "flaskr.sqlite") };
  const made = spawnSync(process.env.FLASKR, ["init-db"],
    { env: { ...process.env, ...environment }, encoding: "utf8" });
  assert.equal(made.stdout, "Initialized the database.\n", made.stderr);
  server = await startServer(process.env.FLASKR, environment);
  browser = await launchChromium();
  page = await visitor();
});

after(async () => {
  await browser?.close();
  server?.stop();
  rmSync(folder, { recursive: true });
});

// Somebody with a browser, and so with cookies, of his own.
async function visitor(options = {}) {
  const opened = await newVisitor(browser, { baseURL: server.address, viewport: desk, ...options });
  opened.on("console", (message) => {
    const isPage = message.text().startsWith("Failed to load") && !message.location().url.includes("/static/");
    if (message.type() === "error" && !isPage) // pages with an error status are meant to be there
      complaints.push(message.text());
  });
  return opened;
}

async function picture(name) {
  for (const [kind, size] of Object.entries({ desk, phone })) {
    await page.setViewportSize(size);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${screenshots}flaskr-${name}-${kind}-${colorScheme}.png`, fullPage: true });
    }
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.ok(wide <= size.width, `${name} is ${wide} pixels wide on a ${kind}`);
  }
  await page.setViewportSize(desk);
}

const text = (of = page) => of.innerText("body");
const path = (of = page) => new URL(of.url()).pathname;
const link = (name, of = page) => of.getByRole("link", { name });
const heading = (of = page) => of.getByRole("heading", { level: 1 }).innerText();

async function sendCredentials(button, name, password, of = page) {
  await of.getByLabel("Username").fill(name);
  await of.getByLabel("Password").fill(password);
  await follow(of.getByRole("button", { name: button }));
}

async function write(title, body) {
  await page.goto("/create");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Body").fill(body);
  await follow(page.getByRole("button", { name: "Save" }));
}

// As a browser that knows no `required` would.
const sendWhatIsThere = (form = "main > form") =>
  page.locator(form).evaluate((element) => element.noValidate = true)
    .then(() => follow(page.locator(`${form} > button`)));

test("the opening page of an empty blog", async () => {
  await page.goto("/");
  assert.match(await text(), /Nobody has written anything yet\./);
  assert.equal(await page.title(), "Posts · Flaskr");
  assert.equal(await link("New").count(), 0);
  await picture("1-empty");
});

test("the style sheet is there and is used", async () => {
  const width = await page.locator("main").evaluate((main) => main.getBoundingClientRect().width);
  assert.ok(width < 800, `the column is ${width} pixels wide`);
});

test("a visitor registers and is led to the login", async () => {
  await follow(link("Register"));
  await page.getByLabel("Username").focus();
  await picture("2-register");
  await sendCredentials("Register", "ann", "correct horse");
  assert.equal(path(), "/auth/login");
});

test("a name that is taken is refused, and stays in the field", async () => {
  await page.goto("/auth/register");
  await sendCredentials("Register", "ann", "x");
  assert.match(await page.getByRole("status").innerText(), /User ann is already registered\./);
  assert.equal(await page.getByLabel("Username").inputValue(), "ann");
  assert.equal(await page.getByLabel("Password").inputValue(), "");
  await picture("3-name-is-taken");
});

test("the browser asks for what is missing, and so does the server", async () => {
  await page.goto("/auth/register");
  await page.getByRole("button", { name: "Register" }).click();
  assert.equal(await page.getByLabel("Username").evaluate((field) => field.validity.valueMissing), true);
  await sendWhatIsThere();
  assert.equal(await page.getByRole("status").innerText(), "Username is required.");
});

test("a login with another name or password is refused in Flask's words", async () => {
  await page.goto("/auth/login");
  await sendCredentials("Log in", "bob", "correct horse");
  assert.equal(await page.getByRole("status").innerText(), "Incorrect username.");
  await sendCredentials("Log in", "ann", "wrong");
  assert.equal(await page.getByRole("status").innerText(), "Incorrect password.");
  await picture("4-incorrect-password");
});

test("a message is shown once", async () => {
  await page.goto("/auth/login");
  assert.equal(await page.getByRole("status").count(), 0);
});

test("a login leads to the posts, and the bar has the name", async () => {
  await sendCredentials("Log in", "ann", "correct horse");
  assert.equal(path(), "/");
  assert.match(await page.getByRole("navigation").innerText(), /ann\s+Sessions\s+Log out/);
});

test("a post is written", async () => {
  await follow(link("New"));
  assert.equal(path(), "/create");
  await picture("5-new-post");
  await write("A traveller's flask", "A costrel has two ears for a strap.\n\nIt is carried at the side.");
  assert.equal(path(), "/");
  const article = page.getByRole("article");
  assert.equal(await article.getByRole("heading").innerText(), "A traveller's flask");
  assert.match(await article.innerText(), /by ann on \d{4}-\d\d-\d\d/);
  await write("Of pewter, leather and wood", "Most were of leather. " + "They were light and hard to break. ".repeat(6));
  assert.match(await page.getByRole("article").first().innerText(), /Of pewter/);
  await picture("6-posts");
});

test("a post without a title is refused, and its text is not lost", async () => {
  await page.goto("/create");
  await page.getByLabel("Body").fill("\nfirst line empty");
  await sendWhatIsThere();
  assert.equal(await page.getByRole("status").innerText(), "Title is required.");
  assert.equal(await page.getByLabel("Body").inputValue(), "\nfirst line empty");
});

test("its author edits a post", async () => {
  await page.goto("/");
  await follow(link("Edit “A traveller's flask”"));
  assert.equal(await heading(), "Edit “A traveller's flask”");
  assert.equal(await page.getByLabel("Title").inputValue(), "A traveller's flask");
  await picture("7-edit");
  await page.getByLabel("Title").fill("A pilgrim's flask");
  await follow(page.getByRole("button", { name: "Save" }));
  assert.equal(path(), "/");
  assert.match(await text(), /A pilgrim's flask/);
});

test("what is typed is text, never markup", async () => {
  const title = "<script>document.title = 'taken'</script>";
  await write(title, "<b>\"bold\"</b> & 日本 😀 " + "x".repeat(200));
  assert.equal(await page.title(), "Posts · Flaskr");
  assert.equal(await page.getByRole("article").first().getByRole("heading").innerText(), title);
  await picture("8-markup");
});

test("a message that the account is needed is a login page", async () => {
  const stranger = await visitor();
  await stranger.goto("/create");
  assert.equal(path(stranger), "/auth/login");
  await stranger.goto("/1/update");
  assert.equal(path(stranger), "/auth/login");
  await stranger.context().close();
});

test("another author's post has no link to edit it, and answers 403", async () => {
  const bob = await visitor();
  await bob.goto("/auth/register");
  await sendCredentials("Register", "bob", "battery staple", bob);
  await sendCredentials("Log in", "bob", "battery staple", bob);
  assert.match(await text(bob), /A pilgrim's flask/);
  assert.equal(await link(/^Edit/, bob).count(), 0);
  const answer = await bob.goto("/1/update");
  assert.equal(answer.status(), 403);
  assert.match(await text(bob), /This post is another author's\./);
  await bob.context().close();
});

test("a post that is not there is a 404", async () => {
  const answer = await page.goto("/99/update");
  assert.equal(answer.status(), 404);
  assert.match(await text(), /Post id 99 doesn't exist\./);
  await picture("9-not-found");
});

test("a form of another site changes nothing", async () => {
  const evil = await page.context().newPage();
  await evil.goto("data:text/html,<form method=post><button>Win</button></form>");
  await evil.locator("form").evaluate((form, action) => form.action = action, `${server.address}/1/delete`);
  const [answer] = await Promise.all([
    evil.waitForResponse((response) => response.url().endsWith("/1/delete")),
    evil.getByRole("button").click(),
  ]);
  assert.equal(answer.status(), 400);
  await evil.close();
  await page.goto("/");
  assert.match(await text(), /A pilgrim's flask/);
});

test("its author deletes a post, after a second thought", async () => {
  await follow(link("Edit “A pilgrim's flask”"));
  assert.equal(await page.getByRole("button", { name: "Delete" }).isVisible(), false);
  await page.getByText("Delete this post").click();
  await picture("10-delete");
  await follow(page.getByRole("button", { name: "Delete" }));
  assert.equal(path(), "/");
  assert.doesNotMatch(await text(), /A pilgrim's flask/);
});

test("everything can be reached with the keyboard, and shows where it is", async () => {
  await page.goto("/");
  const names = [];
  for (let presses = 0; presses < 5; ++presses) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    names.push(await focused.innerText());
    assert.notEqual(await focused.evaluate((element) => getComputedStyle(element).outlineStyle), "none");
  }
  assert.deepEqual(names.slice(0, 4), ["Flaskr", "Sessions", "Log out", "New"]);
});

test("after a logout the posts are still there, and the account is not", async () => {
  await follow(link("Log out"));
  assert.equal(path(), "/");
  assert.match(await text(), /Of pewter/);
  assert.equal(await link(/^Edit/).count(), 0);
  assert.deepEqual(await page.context().cookies(), []);
});

test("the dark scheme of a visitor is followed", async () => {
  const owl = await visitor({ colorScheme: "dark" });
  await owl.goto("/");
  await owl.screenshot({ path: `${screenshots}flaskr-11-dark-desk.png`, fullPage: true });
  await owl.goto("/auth/login");
  await owl.screenshot({ path: `${screenshots}flaskr-12-dark-login.png`, fullPage: true });
  const colour = await owl.evaluate("getComputedStyle(document.body).backgroundColor");
  assert.equal(colour, "rgb(21, 23, 27)");
  await owl.context().close();
});

test("the browser had nothing to complain about", () => {
  assert.deepEqual(complaints, []);
});
