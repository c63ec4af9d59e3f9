import { chromium } from "playwright-core";

// How long a step may take, in ms: for a step that hangs, and not for one that a busy machine makes slow.
const patience = 300_000;

export function launchChromium() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    timeout: patience,
    // No sandbox, for it does not start as root; the rest keeps Chromium from calling home.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// A page of a browser, and so of cookies, of its own.
export async function newVisitor(browser, options) {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(patience);
  return page;
}

// Clicks on what leads to a page, and waits until that is there: a click alone may be over before.
export async function follow(locator) {
  await Promise.all([locator.page().waitForEvent("load"), locator.click()]);
}
