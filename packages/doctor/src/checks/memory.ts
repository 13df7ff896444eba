import type { Check } from '../check.ts';
import { ok, problem, warning } from '../finding.ts';
import { fileText } from '../read.ts';

export interface Reading {
  readonly totalMiB: number;
  readonly availableMiB: number;
}

/** Front-end, controller and agent together, and one small guest. */
const leastMiB = 768;
const comfortableMiB = 2048;

export const memory: Check<Reading> = {
  name: 'memory',
  read: async () => parseMemInfo((await fileText('/proc/meminfo')) ?? ''),
  judge: ({ totalMiB, availableMiB }) => {
    const text = `${availableMiB} of ${totalMiB} MiB of memory are available`;
    const mend = 'ps -eo rss,comm --sort=-rss | head   # what uses it';
    if (availableMiB < leastMiB) return [problem(`${text}: at least ${leastMiB} are needed.`, mend)];
    if (availableMiB < comfortableMiB) return [warning(`${text}: enough for small guests only.`, mend)];
    return [ok(`${text}.`)];
  },
};

/** proc(5): "MemAvailable:   123 kB". */
export function parseMemInfo(text: string): Reading {
  const mib = (key: string) =>
    Math.floor(Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) / 1024);
  return { totalMiB: mib('MemTotal'), availableMiB: mib('MemAvailable') };
}
