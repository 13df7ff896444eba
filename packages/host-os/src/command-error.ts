/** Why a command did not do its work. `command-missing`: the program is not installed or not executable. */
export type CommandErrorCode = 'command-failed' | 'command-timeout' | 'command-missing' | 'command-aborted';

export interface CommandErrorDetails {
  readonly code: CommandErrorCode;
  readonly command: string;
  readonly args: readonly string[];
  readonly exitCode?: number;
  readonly signal?: string;
  readonly deadlineMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Long enough for the last complaint of apt or qemu, short enough for one log line. */
const tailLength = 600;

/**
 * The one error of `run`. Its message is a sentence with the command line, the exit code and the end of standard error;
 * it may name paths of the host, so show it to operators only. This package imports nothing of ours: the caller turns
 * it into the failure that fits its own closed list.
 */
export class CommandError extends Error {
  readonly code: CommandErrorCode;
  readonly command: string;
  readonly args: readonly string[];
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  /** The last 600 characters of standard error. */
  readonly stderrTail: string;

  constructor(details: CommandErrorDetails, cause?: unknown) {
    const stderrTail = tail(details.stderr);
    super(sentence(details, stderrTail), { cause });
    this.name = 'CommandError';
    this.code = details.code;
    this.command = details.command;
    this.args = details.args;
    this.exitCode = details.exitCode;
    this.signal = details.signal;
    this.stdout = details.stdout;
    this.stderrTail = stderrTail;
  }
}

function sentence(details: CommandErrorDetails, stderrTail: string): string {
  const line = commandLine(details.command, details.args);
  const said = stderrTail === '' ? '.' : `: ${stderrTail}`;
  switch (details.code) {
    case 'command-missing':
      return `The command "${details.command}" could not be started: it is not installed, or not executable.`;
    case 'command-timeout':
      return `The command "${line}" was stopped: it did not end within ${details.deadlineMs} ms${said}`;
    case 'command-aborted':
      return `The command "${line}" was stopped because its caller gave up${said}`;
    case 'command-failed':
      return details.signal === undefined
        ? `The command "${line}" failed with exit code ${details.exitCode ?? 'unknown'}${said}`
        : `The command "${line}" was ended by ${details.signal}${said}`;
  }
}

/** For reading, not for a shell: only what would be misread is quoted. */
export function commandLine(command: string, args: readonly string[]): string {
  return [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function tail(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= tailLength ? trimmed : `...${trimmed.slice(-tailLength)}`;
}
