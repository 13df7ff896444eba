import type { GuestConsole } from '@skerry/driver-contract';
import { Duplex } from 'node:stream';
import type { FakeGuest } from './fake-guests.ts';

/** Ctrl-D. */
const endOfText = '\u0004';

export interface FakeConsoleOptions {
  /** The guest powers itself off. */
  readonly powerOff: () => void;
  /** A shell ends with `exit`; a serial port asks for the next log-in. */
  readonly isShell: boolean;
}

/**
 * A pretended shell with a prompt: it echoes what is typed, knows a few commands, and keeps all in the guest's console
 * log. Ends when the guest does.
 */
export function fakeConsole(guest: FakeGuest, { powerOff, isShell }: FakeConsoleOptions): GuestConsole {
  const prompt = `root@${guest.plan.name}:~# `;
  let size = { columns: 80, rows: 24 };
  let line = '';
  const say = (text: string) => {
    guest.console += text;
    stream.push(text);
  };
  const commands: Readonly<Record<string, (rest: string) => string | undefined>> = {
    '': () => '',
    help: () => `help  echo  uname  uptime  stty  flood  poweroff  exit\r\n`,
    echo: (rest) => `${rest}\r\n`,
    uname: () => 'Pretended\r\n',
    uptime: () => `up ${Math.round((performance.now() - guest.startedAtMs) / 1000)} s\r\n`,
    stty: () => `${size.rows} ${size.columns}\r\n`,
    flood: () => 'The sea is rough, and the skerry stays where it is.\r\n'.repeat(20_000),
    poweroff: () => {
      powerOff();
      return undefined;
    },
    exit: () => {
      if (!isShell) return `\r\n${guest.plan.name} login: root\r\n`;
      stream.push(null);
      return undefined;
    },
  };
  const enter = () => {
    const [name = '', ...rest] = line.trim().split(' ');
    line = '';
    say('\r\n');
    const answer = commands[name] === undefined ? `${name}: not found\r\n` : commands[name](rest.join(' '));
    if (answer !== undefined) say(answer + prompt);
  };
  const type = (key: string) => {
    if (key === '\r' || key === '\n') enter();
    else if (key === endOfText) {
      // As a real one: only at the beginning of a line.
      if (line === '') commands['exit']?.('');
    } else if (key === '\u007f' || key === '\b') {
      if (line !== '') say('\b \b');
      line = line.slice(0, -1);
    } else if (key >= ' ') {
      line += key;
      say(key);
    }
  };
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      for (const key of chunk.toString()) if (!stream.readableEnded) type(key);
      // A reader that does not read holds the writer too, as a real terminal does.
      if (stream.readableLength < 4 * 1024 * 1024) done();
      else stream.once('data', () => done());
    },
    final(done) {
      done();
      stream.destroy();
    },
    destroy(error, done) {
      guest.viewers.delete(stream);
      done(error);
    },
  });
  // As a process on a terminal: what it said last is read, then both directions are gone.
  stream.once('end', () => stream.destroy());
  guest.viewers.add(stream);
  stream.push(prompt);
  return Object.assign(stream, {
    resize: async (to: { readonly columns: number; readonly rows: number }) => {
      size = { columns: to.columns, rows: to.rows };
    },
  });
}
