// Debian's Chromium, quiet and offline but for the test's own server; what goes wrong in a page is kept.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
];

/** A browser with an empty profile. `heard` has every error, violation and request that left the server. */
export async function browse(address, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "milepost-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    locale: "en-GB",
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  const heard = [];
  const listen = (page) => {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") heard.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => heard.push(`error: ${error.stack ?? error.message}`));
  };
  context.on("page", listen);
  context.pages().forEach(listen);
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data|about|chrome-extension):/.test(url)) heard.push(`request: ${url}`);
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  return { context, page, heard, close };
}
