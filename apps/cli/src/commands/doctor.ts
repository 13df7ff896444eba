import { type Finding, type Level, worst } from '@skerry/doctor';
import type { Cli, Register } from '../cli.ts';
import { exitCodes } from '../failure/exit-code.ts';
import type { Tone } from '../output/palette.ts';
import { printedPlainly } from '../output/show.ts';
import { wrap } from '../output/table.ts';
import type { LeakOptions } from './doctor-leaks.ts';

const marks: Readonly<Record<Level, { mark: string; tone: Tone }>> = {
  ok: { mark: '✔', tone: 'good' },
  warning: { mark: '!', tone: 'busy' },
  problem: { mark: '✘', tone: 'bad' },
};

interface DoctorOptions extends LeakOptions {
  readonly quiet?: boolean;
  readonly leaks?: boolean;
}

/** Looks at this machine, not at a server. Ends with 1 when there is a problem, so that scripts can ask it. */
export const register: Register = (command, cli) => {
  command
    .option('-q, --quiet', 'Only warnings and problems')
    .option('--leaks', 'What is on this machine that no store of Skerry knows, and the other way round')
    .option('--state <directory>', 'State directory to look at (SKERRY_STATE; default: all that are in use here)')
    .option('--name-prefix <prefix>', 'With --leaks: how names start, where no agent runs that tells')
    .option('--mend', 'With --leaks: remove what is safe to remove')
    .option('--disk <number...>', 'With --mend: disks that may go, with what is in them')
    .option('-y, --yes', 'With --mend: do not ask')
    .action(async (options: DoctorOptions) => {
      if (options.leaks) {
        const { doctorLeaks } = await import('./doctor-leaks.ts');
        return doctorLeaks(cli, options);
      }
      await examineMachine(cli, options);
    });
};

async function examineMachine(cli: Cli, { quiet, state }: DoctorOptions): Promise<void> {
  const { examine } = await import('@skerry/doctor');
  const findings = await examine({ stateDirectory: state ?? (cli.io.env['SKERRY_STATE'] || '/var/lib/skerry') });
  const shown = quiet ? findings.filter((f) => f.level !== 'ok') : findings;
  if (worst(findings) === 'problem') cli.exitCode = exitCodes.failed;
  if (printedPlainly(cli, shown)) return;
  for (const line of doctorLines(cli, shown)) cli.print(line);
  const count = (level: Level) => findings.filter((f) => f.level === level).length;
  cli.say(`${count('ok')} ok, ${count('warning')} to know, ${count('problem')} to mend.`);
}

export function doctorLines(cli: Pick<Cli, 'io' | 'colours'>, findings: readonly Finding[]): string[] {
  const { colours, io } = cli;
  const left = Math.max(0, ...findings.map((f) => f.check.length));
  return findings.flatMap(({ check, level, sentence, mend }) => {
    const { mark, tone } = marks[level];
    const [first = '', ...rest] = wrap(sentence, Math.max(30, io.columns - left - 6));
    const indent = ' '.repeat(left + 4);
    return [
      `${colours[tone](mark)} ${colours.faint(check.padEnd(left))}  ${first}`,
      ...rest.map((text) => indent + text),
      // Not broken into lines: it is there to be copied.
      ...(mend === undefined ? [] : [`${indent}${colours.strong(mend)}`]),
    ];
  });
}
