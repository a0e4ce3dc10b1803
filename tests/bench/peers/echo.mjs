// A worker of stock Socket.IO with its Redis adapter, which only echoes: no state, no rules. `node echo.mjs REDIS_URL` prints where it listens.

import { createServer } from "node:http";

import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const publishing = createClient({ url: process.argv[2] });
const subscribing = publishing.duplicate();
await Promise.all([publishing.connect(), subscribing.connect()]);

const http = createServer();
// As our server: WebSocket alone, a ping every 5 s.
const io = new Server(http, { transports: ["websocket"], pingInterval: 5000, pingTimeout: 5000, adapter: createAdapter(publishing, subscribing) });

io.on("connection", (socket) => {
  socket.on("join", async (circle, answer) => {
    await socket.join(circle);
    socket.data.circle = circle;
    answer({ ok: true });
  });
  socket.on("do", (number, text, answer) => {
    io.to(socket.data.circle).emit("patch", number, text);
    answer({ ok: true });
  });
});

http.listen(0, "127.0.0.1", 2048, () => console.log(`127.0.0.1:${http.address().port}`));
