import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

// Starts `program`, an application of costrel, on a port that is free, and waits until it says where it listens.
export async function startServer(program, environment = {}) {
  const child = spawn(program, {
    env: { ...process.env, ...environment, COSTREL_RUN_HOST: "127.0.0.1", COSTREL_RUN_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child, "spawn");
  for await (const line of createInterface({ input: child.stdout })) {
    const running = line.match(/^Running on (http:\/\/\S+)/);
    if (running) {
      child.stdout.resume();
      return { address: running[1], stop: () => child.kill() };
    }
  }
  throw new Error(`${program} ended before it listened`);
}
