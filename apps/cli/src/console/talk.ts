import type { Readable, Writable } from 'node:stream';
import { EscapeWatch } from './escape.ts';

export type Screen = Writable & { readonly columns?: number; readonly rows?: number };
type Keyboard = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

export interface Talk {
  readonly url: string;
  readonly protocols: readonly string[];
  /** A shell is told the size of the terminal, and the end of what is piped into it. */
  readonly isShell: boolean;
  /** A command without a terminal hears that nothing more is said to it. */
  readonly isCommand?: boolean;
  readonly stdin: Readable;
  readonly screen: Screen;
}

/** Why the server ended it: a close code of the contract and a sentence; or the person left; or all was typed. */
export type TalkEnd = 'left' | 'typed' | { readonly code: number; readonly reason: string };

/** End of a text that is typed: what Ctrl-D sends. */
const endOfText = Uint8Array.of(4);
/** Milliseconds. A program that the shell runs may take one for itself; the next one is the shell's. */
const repeatMs = 1_000;
/** A serial port has no end: it is over when the guest has answered. Shorter cuts off a guest that thinks. */
const quietMs = 2_000;
/** Nor is one waited for that never stops to speak. */
const answerMs = 15_000;

/** Connects this terminal to a console until either side ends it. The terminal is given back as it was. */
export async function talk({ url, protocols, isShell, isCommand = false, stdin, screen }: Talk): Promise<TalkEnd> {
  const keyboard: Keyboard = stdin;
  const socket = new WebSocket(url, [...protocols]);
  socket.binaryType = 'arraybuffer';
  const over = Promise.withResolvers<TalkEnd>();
  const escape = new EscapeWatch();
  // Keys are no input of a program that has no terminal.
  const isTerminal = keyboard.isTTY === true && !isCommand;
  const tellSize = () => {
    const { columns, rows } = screen;
    if (!isShell || isCommand || !columns || !rows || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type: 'resize', columns: Math.min(columns, 1000), rows: Math.min(rows, 1000) }));
  };
  let last: number | undefined;
  const typed = (chunk: Buffer | string) => {
    const given = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const { bytes, leaves } = isTerminal ? escape.take(given) : { bytes: given, leaves: false };
    if (bytes.length > 0) socket.send(Buffer.from(bytes));
    last = bytes.at(-1) ?? last;
    if (leaves) end('left');
  };
  const timers: NodeJS.Timeout[] = [];
  let quiet: NodeJS.Timeout | undefined;
  const end = (why: TalkEnd) => {
    over.resolve(why);
    quiet = undefined;
    socket.close(1000);
  };
  const emptied = () => {
    // Its terminal is gone: nobody is there to type or to read.
    if (isTerminal) return end('left');
    if (isCommand) return socket.send(JSON.stringify({ type: 'end' }));
    if (isShell) {
      // A shell takes Ctrl-D at the beginning of a line only; the last line may be without its end, as in a script.
      if (last !== undefined && last !== 10 && last !== 13) socket.send(Buffer.from('\r'));
      socket.send(endOfText);
      timers.push(setInterval(() => socket.send(endOfText), repeatMs));
      return;
    }
    quiet = setTimeout(() => end('typed'), quietMs);
    timers.push(
      quiet,
      setTimeout(() => end('typed'), answerMs),
    );
  };
  socket.addEventListener('open', () => {
    if (isTerminal) keyboard.setRawMode?.(true);
    tellSize();
    if (isCommand && keyboard.isTTY === true) emptied();
    else keyboard.on('data', typed).once('end', emptied);
    screen.on('resize', tellSize);
  });
  socket.addEventListener('message', ({ data }) => {
    quiet?.refresh();
    if (data instanceof ArrayBuffer) screen.write(Buffer.from(data));
  });
  socket.addEventListener('close', ({ code, reason }) => over.resolve({ code, reason }));
  try {
    return await over.promise;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
    keyboard.off('data', typed).off('end', emptied).pause();
    screen.off('resize', tellSize);
    if (isTerminal) keyboard.setRawMode?.(false);
    socket.close();
  }
}
