import type { Readable, Writable } from 'node:stream';

/** The world as the CLI sees it; tests give their own. */
export interface Io {
  /** Only what a program may want to read. Everything said to people about the work goes to `stderr`. */
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A person reads stdout: tables fit `columns`. */
  readonly outIsTerminal: boolean;
  /** A person reads stderr: progress may rewrite its lines. */
  readonly errIsTerminal: boolean;
  /** A person can answer. */
  readonly canAsk: boolean;
  /** Width of stdout; Infinity when nobody looks, so that nothing is cut off in a pipe. */
  readonly columns: number;
  /** Lines of stdout, for what is drawn again in place. */
  readonly rows: number;
  /** Width of stderr, for progress. */
  readonly errColumns: number;
  readonly home: string;
}

/** Node's types say that a stream is always a terminal; it is one only when it says so. */
const isTerminal = (stream: { readonly isTTY?: boolean }): boolean => stream.isTTY ?? false;

export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const wished = Number(env['COLUMNS']);
  const fallback = Number.isInteger(wished) && wished > 20 ? wished : undefined;
  return {
    stdin,
    stdout,
    stderr,
    env,
    outIsTerminal: isTerminal(stdout),
    errIsTerminal: isTerminal(stderr),
    canAsk: isTerminal(stdin) && isTerminal(stderr),
    // Asked each time: a window changes its size.
    get columns() {
      return isTerminal(stdout) ? stdout.columns || fallback || 80 : (fallback ?? Infinity);
    },
    get rows() {
      return stdout.rows || 24;
    },
    get errColumns() {
      return stderr.columns || 80;
    },
    home: env['HOME'] ?? '/',
  };
}
