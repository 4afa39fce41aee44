"""A site of one page that proves the browser tools: storage, a key, a service worker, a strict policy and a way to break it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
PAGE = """<!doctype html><html lang="zh"><title>probe</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon.svg">
<script type="module" src="/probe.js"></script><main><h1>师傅,今天有 3 单</h1><p id="word"></p></main></html>"""
SCRIPT = """
const open = () => new Promise((yes, no) => {
  const asked = indexedDB.open("probe", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("things");
  asked.onsuccess = () => yes(asked.result);
  asked.onerror = () => no(asked.error);
});
const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error);
});
globalThis.save = async (name, value) => {
  const work = (await open()).transaction("things", "readwrite", { durability: "strict" });
  work.objectStore("things").put(value, name);
  await new Promise((yes, no) => { work.oncomplete = yes; work.onerror = () => no(work.error); });
  return true;
};
globalThis.read = async (name) => done((await open()).transaction("things").objectStore("things").get(name));
const curve = { name: "ECDSA", namedCurve: "P-256" };
globalThis.makeKey = async () => save("key", await crypto.subtle.generateKey(curve, false, ["sign", "verify"]));
globalThis.sign = async () => {
  const { privateKey } = await read("key");
  return (await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, new Uint8Array(3))).byteLength;
};
globalThis.breakPolicy = () => {
  const style = document.createElement("style");
  style.textContent = "p{color:red}";
  document.head.append(style);
};
await navigator.serviceWorker.register("/sw.js");
await navigator.serviceWorker.ready;
document.getElementById("word").textContent = "ready";
"""
WORKER = """
const files = ["/", "/probe.js", "/icon.svg"];
self.addEventListener("install", (event) => event.waitUntil(caches.open("v1").then((cache) => cache.addAll(files))));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
const answer = async (request) => (await caches.match(request)) ?? fetch(request);
self.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));
"""
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
FILES = {
    "/": ("text/html; charset=utf-8", PAGE),
    "/probe.js": ("text/javascript", SCRIPT),
    "/sw.js": ("text/javascript", WORKER),
    "/icon.svg": ("image/svg+xml", ICON),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = FILES.get(self.path, ("text/plain", ""))
        self.send_response(200 if self.path in FILES else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def probe_site(port: int) -> Iterator[str]:
    """Serve the page on *port* as long as the block lasts; afterwards nothing listens there."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
