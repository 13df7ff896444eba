import { Readable, Writable } from 'node:stream';
import type { Io } from '../io.ts';
import { run } from '../run.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly stdin?: string;
  /** Makes stdout a terminal of this width. */
  readonly terminal?: number;
}

function collector(): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

/** Runs the command line in this process, with a world of its own. */
export async function runCli(argv: readonly string[], setting: Setting = {}): Promise<Ran> {
  const out = collector();
  const err = collector();
  const io: Io = {
    stdout: out.stream,
    stderr: err.stream,
    stdin: Readable.from(setting.stdin === undefined ? [] : [setting.stdin]),
    env: { SKERRY_STATE: '/nonexistent', TZ: 'UTC', ...setting.env },
    outIsTerminal: setting.terminal !== undefined,
    errIsTerminal: false,
    canAsk: false,
    columns: setting.terminal ?? Infinity,
    rows: 24,
    errColumns: setting.terminal ?? 80,
    home: setting.home ?? '/nonexistent',
  };
  const exitCode = await run(io, argv);
  return { exitCode, stdout: out.text(), stderr: err.text() };
}

export const rendered = ({ exitCode, stdout, stderr }: Ran): string =>
  `exit code ${exitCode}\n--- stdout\n${stdout}--- stderr\n${stderr}`;
