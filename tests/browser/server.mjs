import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

// Starts `program`, an application of costrel, and waits until it answers.
export async function startServer(program, environment = {}) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = spawn(program, {
    env: {
      ...process.env, ...environment, COSTREL_RUN_HOST: "127.0.0.1", COSTREL_RUN_PORT: `${port}`,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  let ended = false;
  child.on("error", () => (ended = true));
  child.on("exit", () => (ended = true));

  for (let tries = 0; tries < 400 && !ended; ++tries) {
    try {
      await fetch(address);
      return { address, stop: () => child.kill() };
    } catch {
      await sleep(50);
    }
  }
  child.kill();
  throw new Error(`${program} does not answer at ${address}`);
}
