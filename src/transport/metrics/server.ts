// Prometheus text over HTTP on the loopback address, while a port is set; nothing else is served there.
import { createServer } from "node:http";
import type { Registry } from "prom-client";
import type { Listener, World } from "../../world/world.ts";

export interface MetricsServer {
  /** Listens on this port of 127.0.0.1, or nowhere. Gives a sentence where it cannot. */
  listen(port: number | null): Promise<string | undefined>;
  /** The port that it listens on; undefined while it does not. */
  readonly port: number | undefined;
}

const mostConnections = 20;
/** Milliseconds that a client has for its request and the answer. */
const patience = 5000;

export function createMetricsServer(world: Pick<World, "net" | "clock">, registry: Registry): MetricsServer {
  const http = createServer(async (request, response) => {
    const answer = (code: number, text: string, type = "text/plain; charset=utf-8") => {
      response.writeHead(code, {
        "Content-Type": type,
        "Content-Length": Buffer.byteLength(text),
        Connection: "close",
      });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    try {
      // A page of another site that had its name point here gets nothing.
      if (!/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(request.headers.host ?? "")) {
        return answer(403, "Ask for 127.0.0.1 or localhost.\n");
      }
      if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "Only GET.\n");
      if (request.url !== "/metrics") return answer(404, "The metrics are at /metrics.\n");
      answer(200, await registry.metrics(), registry.contentType);
    } catch (error) {
      answer(500, `${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
  let open: { readonly wanted: number; readonly listener: Listener } | undefined;
  let connections = 0;

  return {
    async listen(port) {
      if (open?.wanted === port) return undefined;
      const before = open;
      open = undefined;
      await before?.listener.close();
      if (port === null) return undefined;
      try {
        const listener = await world.net.listen({ host: "127.0.0.1", port }, (socket) => {
          socket.on("error", () => undefined);
          if (connections >= mostConnections) return void socket.destroy();
          connections++;
          const timer = world.clock.after(patience, () => socket.destroy());
          socket.once("close", () => {
            connections--;
            timer.cancel();
          });
          http.emit("connection", socket);
        });
        open = { wanted: port, listener };
        return undefined;
      } catch (error) {
        return `The metrics are not served: port ${port} of 127.0.0.1 cannot be bound (${(error as Error).message}). Set another MetricsPort by Set-TransportService.`;
      }
    },
    get port() {
      return open?.listener.port;
    },
  };
}
