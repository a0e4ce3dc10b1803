// A browser's real client library against our server: prints one JSON line for whatever happens, and does what its stdin says.
import { createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [url, packages] = process.argv.slice(2);
const { io } = createRequire(packages)("socket.io-client");
const say = (what, ...rest) => console.log(JSON.stringify([what, ...rest]));

const token = randomBytes(32).toString("base64url");
const socket = io(url, { transports: ["websocket"], extraHeaders: { Origin: url }, reconnectionDelay: 50, reconnectionDelayMax: 100 });
for (const event of ["connect", "connect_error", "view", "patch", "you", "muting", "audio", "bye"]) {
  socket.on(event, (...all) => say(event, ...(event === "connect_error" ? [all[0].message] : all)));
}
socket.on("disconnect", (reason) => say("disconnect", reason, socket.active));

for await (const line of createInterface({ input: process.stdin })) {
  const [event, ...all] = JSON.parse(line);
  if (event === "quit") break;
  if (event === "join") all[0].token = createHash("sha256").update(token).digest("hex");
  say("answer", await socket.timeout(5000).emitWithAck(event, ...all));
}
process.exit(0);
