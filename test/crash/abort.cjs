// Loaded before a server by a test: ends the process, as a fault in native code would, in the moment at which a message
// with a certain word in its subject is to be written into a mailbox, or its content is sent to another server. Only the
// number of ends asked for, then no more.
const fs = require("node:fs");
const { Socket } = require("node:net");

const word = process.env.TEST_ABORT_SUBJECT;
// In one write there may be the arrival of one message beside the delivery of another.
const delivered = new RegExp(`"box/(?:(?!"queue/mail)[\\s\\S])*?"subject":"${word}`);
const sent = new RegExp(`^(?:[!-9;-~]+:.*\r\n(?:[ \t].*\r\n)*)*Subject: ${word}`);
const notes = process.env.TEST_ABORT_NOTES;
const most = Number(process.env.TEST_ABORT_MOST);

function endAt(data, where) {
  const text = Buffer.concat([data].flat().filter(Buffer.isBuffer)).toString("latin1");
  const ends = fs.existsSync(notes) ? fs.readFileSync(notes, "utf8").length : 0;
  if (ends >= most || !text.includes(word) || !where.test(text)) return;
  fs.writeFileSync(notes, "x".repeat(ends + 1));
  process.kill(process.pid, "SIGKILL");
}

for (const name of ["write", "writev"]) {
  const real = fs[name];
  fs[name] = (fd, data, ...rest) => {
    endAt(data, delivered);
    return real(fd, data, ...rest);
  };
}

const { write } = Socket.prototype;
Socket.prototype.write = function (data, ...rest) {
  endAt(data, sent);
  return write.call(this, data, ...rest);
};
