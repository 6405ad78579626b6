// A plain static folder over HTTP, at a path of its own, as any web server would give it.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const KINDS = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json", ".csv": "text/csv; charset=utf-8", ".mile": "text/plain; charset=utf-8",
};

/** Serves folders by path: `{ "/page/": folder }`. Resolves to the address and a way to stop. */
export function serve(folders) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const at = Object.keys(folders).find((prefix) => path.startsWith(prefix));
    const inside = at && normalize(`/${path.slice(at.length)}`);
    let file = at && join(folders[at], inside);
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!file || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": KINDS[extname(file)] ?? "application/octet-stream", "Cache-Control": "no-cache" });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const stop = () => new Promise((done) => {
        server.closeAllConnections();
        server.close(done);
      });
      resolve({ address: `http://127.0.0.1:${server.address().port}`, stop });
    });
  });
}
