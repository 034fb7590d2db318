// A Socket.IO client of some generation, driven by lines of JSON: what to say comes in, what was heard goes out.
// node relay.js MODULE URL OPTIONS
const [module_, url, options] = process.argv.slice(2);
const io = require(module_);
const out = (on, data) => process.stdout.write(JSON.stringify({ on, ...data }) + "\n");
const socket = (io.io || io)(url, { reconnection: false, ...JSON.parse(options) });

const transport = () => socket.io.engine.transport.name;
socket.on("connect", () => {
  out("connect", { transport: transport() });
  socket.io.engine.on("upgrade", () => out("upgrade", { transport: transport() }));
});
for (const name of ["v1", "v1_event"]) socket.on(name, (message) => out(name, { message }));
socket.on("pong", () => out("pong", {}));
socket.on("disconnect", (reason) => out("disconnect", { reason }));
for (const name of ["error", "connect_error"])
  socket.on(name, (error) => out(name, { message: String((error && error.message) || error), data: error && error.data }));

let waiting = "";
process.stdin.on("data", (data) => {
  const lines = (waiting + data).split("\n");
  waiting = lines.pop();
  for (const line of lines) {
    const { say, ack } = JSON.parse(line);
    if (say && say.file_base64) {
      say.file = Buffer.from(say.file_base64, "base64");
      delete say.file_base64;
    }
    if (ack) socket.emit("v1", say, (message) => out("ack", { message }));
    else socket.emit("v1", say);
  }
});
process.stdin.on("end", () => {
  socket.close();
  setTimeout(() => process.exit(0), 50);
});
