import { chromium } from "playwright-core";

export function launchChromium() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    // No sandbox, for it does not start as root; the rest keeps Chromium from calling home.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// Clicks on what leads to a page, and waits until that is there: a click alone may be over before.
export async function follow(locator) {
  await Promise.all([locator.page().waitForEvent("load"), locator.click()]);
}
