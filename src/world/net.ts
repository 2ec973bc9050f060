// The system's stream sockets, TCP and Unix.
import { chmodSync } from "node:fs";
import { connect, createServer } from "node:net";
import { worldError } from "./errors.ts";
import type { Net } from "./world.ts";

export function realNet(): Net {
  return {
    listen: (at, accept) =>
      new Promise((resolve, reject) => {
        const server = createServer({ noDelay: true }, accept);
        server.once("error", reject);
        server.once("listening", () => {
          server.off("error", reject);
          // What fails later (no more file descriptors for one connection) is that connection's loss, not the listener's.
          server.on("error", () => undefined);
          const bound = server.address();
          const path = typeof bound === "string" ? bound : "path" in at ? at.path : undefined;
          // A socket in the file system is for its owner alone.
          if (path !== undefined) chmodSync(path, 0o600);
          resolve({
            address: path ?? (bound as { address: string }).address,
            port: path === undefined ? (bound as { port: number }).port : 0,
            // `close` waits for the connections as well; the listener itself is gone at once.
            close: async () => void (server.listening && server.close()),
          });
        });
        if ("path" in at) server.listen(at.path);
        else server.listen({ host: at.host, port: at.port });
      }),
    connect: (to, timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        const where = "path" in to ? to.path : `${to.host}:${to.port}`;
        const socket = "path" in to ? connect({ path: to.path }) : connect({ ...to, noDelay: true });
        const giveUp = (error: Error) => {
          settled();
          socket.destroy();
          reject(error);
        };
        const stop = () => giveUp(worldError("ABORT_ERR", `The connection to ${where} was given up.`));
        const timer = setTimeout(
          () => giveUp(worldError("ETIMEDOUT", `${where} did not accept the connection in ${timeoutMs} ms.`)),
          timeoutMs,
        );
        const settled = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", stop);
        };
        if (signal?.aborted) stop();
        signal?.addEventListener("abort", stop, { once: true });
        socket.once("error", (error) => {
          settled();
          reject(error);
        });
        socket.once("connect", () => {
          settled();
          socket.removeAllListeners("error");
          resolve(socket);
        });
      }),
  };
}
