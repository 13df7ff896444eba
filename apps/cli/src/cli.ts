import type { Client } from '@skerry/sdk';
import type { Command } from 'commander';
import type { ConnectOptions } from './config/connect.ts';
import type { Io } from './io.ts';
import type { Format } from './output/format.ts';
import { type Palette, palette } from './output/palette.ts';

export interface Globals {
  readonly url?: string;
  readonly token?: string;
  readonly context?: string;
  readonly output: Format;
  /** Of `custom=…` and `csv=…`. */
  readonly fields: readonly string[];
  /** Seconds for each call. */
  readonly deadline?: number;
}

/** What every command works with. */
export interface Cli {
  readonly io: Io;
  readonly globals: Globals;
  readonly colours: Palette;
  readonly errColours: Palette;
  /** One client for the whole run. */
  client(options?: Pick<ConnectOptions, 'anonymous'>): Promise<Client>;
  /** Machine output and tables. */
  print(text: string): void;
  /** Everything said to people about the work. */
  say(text: string): void;
  /** Set by commands that end well enough to print, and still not with 0. */
  exitCode: number;
}

/** What each group of commands exports; it is loaded only when its name is used. */
export type Register = (command: Command, cli: Cli) => void;

export function createCli(io: Io, globals: () => Globals): Cli {
  let client: Promise<Client> | undefined;
  return {
    io,
    get globals() {
      return globals();
    },
    colours: palette(io.outIsTerminal, io.env),
    errColours: palette(io.errIsTerminal, io.env),
    client({ anonymous = false } = {}) {
      const { url, token, context, deadline } = globals();
      const open = async () => {
        const { connect } = await import('./config/connect.ts');
        const deadlineMs = deadline === undefined ? undefined : deadline * 1000;
        return await connect(io, { url, token, context, deadlineMs, anonymous });
      };
      if (anonymous) return open();
      client ??= open();
      return client;
    },
    print: (text) => void io.stdout.write(`${text}\n`),
    say: (text) => void io.stderr.write(`${text}\n`),
    exitCode: 0,
  };
}
