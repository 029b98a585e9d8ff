// Hosts that read one of the files with the policy send what it says: nginx and Apache, where they are installed.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { built, freePort, policyOf, until } from "./harness.mjs";

const MODULES = "/usr/lib/apache2/modules";
const modules = ["mpm_event", "authz_core", "headers", "dir"];

/** How each is told to serve a folder, from a folder of its own. */
const hosts = [
  {
    name: "nginx",
    command: (config) => ["nginx", "-c", config],
    isHere: () => spawnSync("nginx", ["-v"]).status === 0,
    config: ({ port, site, own }) => `
daemon off;
pid ${own}/pid;
error_log ${own}/errors;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${own}/${kind};`).join(" ")}
  server { listen 127.0.0.1:${port}; root ${site}; include ${site}/nginx.conf; }
}`,
  },
  {
    name: "Apache",
    command: (config) => ["apache2", "-D", "FOREGROUND", "-f", config],
    isHere: () => existsSync(`${MODULES}/mod_headers.so`) && spawnSync("apache2", ["-v"]).status === 0,
    config: ({ port, site, own }) => `
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${own}/pid
ErrorLog ${own}/errors
${modules.map((module) => `LoadModule ${module}_module ${MODULES}/mod_${module}.so`).join("\n")}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
DocumentRoot ${site}
<Directory ${site}>
AllowOverride All
Require all granted
DirectoryIndex index.html
</Directory>`,
  },
];

/** Some of each kind: pages, workers, couriers, what lies in folders, and what lies nowhere. */
const PATHS = [
  "/", "/index.html", "/text/", "/learn/", "/models/", "/sw.js", "/courier/pinned.js", "/courier/typed.js", "/courier/carry.js",
  "/out/", "/out/out.js", "/leak/", "/leak/probe.js", "/leak/worker.js", "/licences/", "/start/newer.js",
  "/install/manifest.webmanifest", "/weights/small-resnet.json", "/nothing", "/leak/nothing",
];
const NAMES = ["content-security-policy", "connection-allowlist", "referrer-policy"];

for (const { name, command, isHere, config } of hosts) {
  test(`${name} sends the policy`, { skip: isHere() ? false : `there is no ${name} here` }, async (t) => {
    const own = mkdtempSync(join(tmpdir(), "headstart-host-"));
    // It may be somebody else who reads it.
    chmodSync(own, 0o755);
    const site = join(own, "site");
    cpSync(built, site, { recursive: true });
    const port = await freePort();
    const file = join(own, "config");
    writeFileSync(file, config({ port, site, own }));
    const [program, ...words] = command(file);
    const host = spawn(program, words, { stdio: "ignore" });
    t.after(async () => {
      const ended = new Promise((done) => host.once("exit", done));
      if (host.exitCode === null && host.kill()) await ended;
      rmSync(own, { recursive: true, force: true, maxRetries: 5 });
    });
    const address = `http://127.0.0.1:${port}`;
    await until(() => fetch(address).then(({ ok }) => ok, () => false));
    const headers = policyOf(built);
    for (const path of PATHS) {
      const answer = await fetch(address + path);
      assert.equal(answer.status, path.endsWith("nothing") ? 404 : 200, path);
      const wanted = Object.fromEntries(Object.entries(headers(path)).map(([key, value]) => [key.toLowerCase(), value]));
      for (const key of NAMES) assert.equal(answer.headers.get(key) ?? undefined, wanted[key], `${path}: ${key}`);
    }
  });
}
