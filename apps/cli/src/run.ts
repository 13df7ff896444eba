import { CommanderError } from 'commander';
import { exitCodes } from './failure/exit-code.ts';
import type { Io } from './io.ts';
import { palette } from './output/palette.ts';
import { createProgram } from './program.ts';
import { fallingOrders } from './words.ts';

/** One run of the command line, from words to an exit code. Never throws. */
export async function run(io: Io, argv: readonly string[]): Promise<number> {
  try {
    if (argv[0] === '__complete') {
      const { complete } = await import('./completion/complete.ts');
      await complete(io, argv.slice(argv[1] === '--' ? 2 : 1));
      return exitCodes.ok;
    }
    const { program, cli, argv: whole } = await createProgram(io, fallingOrders(argv));
    if (argv.length === 0) {
      program.outputHelp();
      return exitCodes.ok;
    }
    await program.parseAsync([...whole], { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { renderReport, reportOf } = await import('./failure/report.ts');
    const report = reportOf(error);
    if (io.env['SKERRY_DEBUG'] && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
    const width = io.errIsTerminal ? io.errColumns : Infinity;
    io.stderr.write(`${renderReport(report, palette(io.errIsTerminal, io.env), width)}\n`);
    return report.exitCode;
  }
}
