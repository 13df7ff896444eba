import { type Leak, stepAsText } from '@skerry/doctor/leaks/index';
import { confirmLoss } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { printedPlainly } from '../output/show.ts';
import { wrap } from '../output/table.ts';

export interface LeakOptions {
  readonly state?: string;
  readonly namePrefix?: string;
  readonly mend?: boolean;
  readonly disk?: readonly string[];
  readonly yes?: boolean;
}

/** Compares this host with the stores on it. Ends with 1 when something is left that is a leak. */
export async function doctorLeaks(cli: Cli, options: LeakOptions): Promise<void> {
  const leaks = await import('@skerry/doctor/leaks/index');
  const disks = (options.disk ?? []).map(diskNumber);
  const state = options.state ?? cli.io.env['SKERRY_STATE'];
  const sites = state ? await leaks.sitesOf(state, options.namePrefix) : await leaks.sitesHere();
  if (sites.length === 0) cli.say(state ? `There is no Skerry in ${state}.` : 'There is no Skerry on this machine.');
  const lookAt = async () => {
    const found = new Map<string, Leak>();
    for (const site of sites) {
      for (const leak of await leaks.audit(site)) found.set(`${leak.class} ${leak.where}`, leak);
    }
    return [...found.values()];
  };
  let found = await lookAt();
  if (options.mend) {
    const chosen = leaks.mendable(found, disks);
    if (chosen.length > 0) {
      await confirmLoss(
        cli,
        chosen.map(({ what, where }) => `${what} (${where})`),
        options.yes,
      );
      for (const { leak, failure } of await leaks.mendLeaks(chosen)) {
        cli.say(failure === undefined ? `Gone: ${leak.what} (${leak.where}).` : `${leak.where}: ${failure}`);
      }
      found = await lookAt();
    }
  }
  if (found.length > 0) cli.exitCode = exitCodes.failed;
  const shown = found.map((leak) => ({ ...leak, mend: { ...leak.mend, commands: leak.mend.steps.map(stepAsText) } }));
  if (printedPlainly(cli, shown)) return;
  for (const line of leakLines(cli, found)) cli.print(line);
  const where = sites.map(({ dataDirectory }) => dataDirectory).join(', ');
  cli.say(found.length === 0 ? `Nothing is left over (${where}).` : `${found.length} left over (${where}).`);
}

export function leakLines(cli: Pick<Cli, 'io' | 'colours'>, leaks: readonly Leak[]): string[] {
  const { colours, io } = cli;
  const width = Math.max(30, io.columns - 4);
  return leaks.flatMap(({ class: kind, what, where, since, because, mend }) => {
    const title = `${kind}  ${what}: ${where}${since === undefined ? '' : `, since ${since}`}`;
    const notes = mend.note === undefined ? [] : wrap(mend.note, width).map((text) => `    ${text}`);
    return [
      `${colours.bad('✘')} ${title}`,
      ...wrap(because, width).map((text) => `    ${text}`),
      ...notes,
      // Not broken into lines: they are there to be copied.
      ...mend.steps.map((step) => `    ${colours.strong(stepAsText(step))}`),
    ];
  });
}

function diskNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw usage(`--disk: "${text}" is not the number of a disk.`);
}
