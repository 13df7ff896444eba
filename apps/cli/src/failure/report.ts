import { SkerryError } from '@skerry/kit';
import { ApiError, ConnectionError, WaitTimeout } from '@skerry/sdk';
import type { Io } from '../io.ts';
import type { Palette } from '../output/palette.ts';
import { wrap } from '../output/table.ts';
import { CliError } from './cli-error.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';

/** What the user reads about one failure, and the exit code that goes with it. */
export interface Report {
  readonly exitCode: ExitCode;
  readonly sentence: string;
  readonly details: readonly string[];
  readonly hint: string | undefined;
}

export function reportOf(thrown: unknown): Report {
  if (thrown instanceof CliError) {
    const details = thrown.field === undefined ? [] : [`Field: ${thrown.field}`];
    return { exitCode: thrown.exitCode, sentence: thrown.message, details, hint: thrown.hint };
  }
  if (thrown instanceof ApiError) return ofApi(thrown);
  if (thrown instanceof ConnectionError) {
    const exitCode = thrown.code === 'timed-out' ? exitCodes.timedOut : exitCodes.unreachable;
    return { exitCode, sentence: thrown.message, details: [], hint: thrown.hint };
  }
  if (thrown instanceof WaitTimeout) {
    const hint = 'The work goes on; `skerry instance explain` says what it waits for.';
    return { exitCode: exitCodes.timedOut, sentence: thrown.message, details: [], hint };
  }
  if (thrown instanceof SkerryError) {
    const { kind, message, hint, field } = thrown.failure;
    const details = field === undefined ? [] : [`Field: ${field}`];
    return { exitCode: kind === 'refused' ? exitCodes.refused : exitCodes.failed, sentence: message, details, hint };
  }
  if (thrown instanceof Error && thrown.name === 'CommandError') {
    const hint = '`skerry doctor` says what this machine lacks.';
    return { exitCode: exitCodes.failed, sentence: thrown.message, details: [], hint };
  }
  const sentence = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    exitCode: exitCodes.failed,
    sentence: `Something went wrong inside skerry: ${sentence}`,
    details: [],
    hint: 'Run it again with SKERRY_DEBUG=1 to see where.',
  };
}

function ofApi(error: ApiError): Report {
  const { status, code, field, errors = [], requestId } = error.problem;
  // What the sentence says already is not said again.
  const details = errors
    .filter((e) => !error.message.includes(e.message))
    .map((e) => (e.field === '' ? e.message : `${e.field}: ${e.message}`));
  const named =
    field === undefined || error.message.includes(field) || errors.some((e) => e.field === field && details.length > 0);
  if (!named) details.unshift(`Field: ${field}`);
  if (status >= 500 && requestId !== undefined) details.push(`Request ${requestId} in the log of the front-end.`);
  return {
    exitCode: exitCodeOf(status, code),
    sentence: error.message,
    details,
    hint: code === 'unauthenticated' ? 'Log in with `skerry login`, or give a token in SKERRY_TOKEN.' : error.hint,
  };
}

/** Lines for a terminal or a log, without the last newline; broken at blanks where somebody looks. */
export function renderReport(report: Report, palette: Palette, width = Infinity): string {
  const part = (mark: string, colour: (text: string) => string, text: string) =>
    wrapped(text, width - mark.length).map((line, i) => `${i === 0 ? colour(mark) : ' '.repeat(mark.length)}${line}`);
  const lines = [
    ...part('error: ', palette.bad, report.sentence),
    ...report.details.flatMap((detail) => part('  - ', palette.plain, detail)),
    ...(report.hint === undefined ? [] : part('hint:  ', palette.faint, report.hint)),
  ];
  return lines.join('\n');
}

/** What the reader of a command line says, in the same form. */
export function errorLines(text: string, io: Pick<Io, 'errIsTerminal' | 'errColumns'>, palette: Palette): string {
  const [sentence = '', ...rest] = text.trimEnd().split('\n');
  const report = { exitCode: exitCodes.usage, sentence, details: [], hint: undefined };
  return [renderReport(report, palette, io.errIsTerminal ? io.errColumns : Infinity), ...rest].join('\n');
}

/** A command that is there to be copied is not broken. */
function wrapped(text: string, width: number): string[] {
  const glue = '\u00a0';
  const glued = text.replaceAll(/`[^`]*`/g, (command) => command.replaceAll(' ', glue));
  return wrap(glued, Math.max(20, width)).map((line) => line.replaceAll(glue, ' '));
}
