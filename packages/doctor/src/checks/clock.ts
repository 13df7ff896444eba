import { readdir, stat } from 'node:fs/promises';
import type { Check } from '../check.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { exists, fileText } from '../read.ts';

export interface Reading {
  readonly now: Date;
  /** When the newest part of this program was written: no true clock is before it. */
  readonly notBefore: Date;
  /** A time service that runs: chronyd, ntpd, systemd-timesyncd. */
  readonly service: string | undefined;
  /** Undefined: nobody on this machine knows. */
  readonly synchronised: boolean | undefined;
  readonly source: string | undefined;
}

const services = new Set(['chronyd', 'ntpd', 'ntpsec', 'openntpd', 'systemd-timesyn', 'ptp4l', 'phc2sys']);

export const clock: Check<Reading> = {
  name: 'clock',
  read: async () => ({
    now: new Date(),
    notBefore: (await stat(import.meta.filename)).mtime,
    service: await timeService(),
    synchronised: (await exists('/run/systemd/timesync/synchronized')) ? true : undefined,
    source: await fileText('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
  }),
  judge: ({ now, notBefore, service, synchronised, source }) => {
    const found: Judgement[] = [];
    // An hour for clocks that run apart; certificates forgive no more.
    if (now.getTime() < notBefore.getTime() - 3_600_000) {
      found.push(
        problem(
          `The clock says ${now.toISOString()}, which is before this program was made: certificates will not be valid.`,
          'apt-get install --yes chrony && chronyc makestep',
        ),
      );
    } else if (synchronised) found.push(ok('The clock is synchronised.'));
    else if (service !== undefined) found.push(ok(`The clock looks right, and ${service} keeps it.`));
    else {
      found.push(
        warning(
          'The clock looks right, but no time service runs here: unless the machine below keeps it, it will drift.',
          'apt-get install --yes chrony',
        ),
      );
    }
    if (source === 'jiffies' || source === 'refined-jiffies') {
      found.push(warning(`The kernel counts time by ${source}, which is coarse: run leases will be less exact.`));
    }
    return found;
  },
};

async function timeService(): Promise<string | undefined> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const name = await fileText(`/proc/${pid}/comm`);
    if (name !== undefined && services.has(name)) return name;
  }
  return undefined;
}
