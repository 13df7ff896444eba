import { type ExitCode, exitCodes } from './exit-code.ts';

/** A failure found on this side. `message` and `hint` are sentences for the user. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly field: string | undefined;

  constructor(message: string, options: { exitCode?: ExitCode; hint?: string; field?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CliError';
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.hint = options.hint;
    this.field = options.field;
  }
}

export const usage = (message: string, hint?: string): CliError =>
  new CliError(message, { exitCode: exitCodes.usage, ...(hint === undefined ? {} : { hint }) });
