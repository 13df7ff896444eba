import type { samplesQuery, useOfHosts } from '@skerry/contract';
import { may, rateNames, type RatePoint, type Rates } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';

type Use = z.input<typeof useOfHosts>;

/** Steps of a trend: more cost memory for each host, and are not seen. */
const steps = 120;
/** Clocks of hosts may be ahead of ours, ms. */
const clocksApartMs = 60_000;

/**
 * What the hosts that somebody may use have used together. Of each host the last that is known within two steps counts
 * on: one whose samples are late must not look like one that does nothing.
 */
export function readUse(query: z.output<typeof samplesQuery>, caller: Caller, cloud: Cloud): Use {
  const { model, samples, clock } = cloud;
  const to = query.to === undefined ? clock.now().getTime() : Date.parse(query.to);
  const from = query.from === undefined ? to - query.seconds * 1000 : Date.parse(query.from);
  const hosts = [...model.all('host')].filter((h) => may(caller, 'use', h));
  const histories = hosts.map((h) => samples.read('host', h.id, from, to + clocksApartMs, query.step ?? 0));
  const finest = Math.max(query.step ?? 0, ...histories.map(({ stepSeconds }) => stepSeconds), 10);
  const stepMs = Math.max(finest, Math.ceil((to - from) / 1000 / steps)) * 1000;
  const sums = new Map<number, Record<keyof Rates, number>>();
  for (const { points } of histories) {
    for (const [step, rates] of perStep(points, stepMs, Math.floor(to / stepMs))) {
      const sum =
        sums.get(step) ?? (Object.fromEntries(rateNames.map((name) => [name, 0])) as Record<keyof Rates, number>);
      for (const name of rateNames) sum[name] += rates[name];
      sums.set(step, sum);
    }
  }
  const reports = hosts.flatMap((h) => model.hostStatus.get(h.id)?.report ?? []);
  const total = (of: (report: (typeof reports)[number]) => number) => reports.reduce((n, report) => n + of(report), 0);
  return {
    intervalSeconds: stepMs / 1000,
    points: [...sums]
      .sort(([a], [b]) => a - b)
      .filter(([step]) => step * stepMs >= from - stepMs && step * stepMs <= to)
      .map(([step, rates]) => ({ at: new Date(step * stepMs).toISOString(), ...rates })),
    hosts: reports.length,
    has: { cpus: total((r) => r.cpus), memoryMiB: total((r) => r.memoryMiB), diskMiB: total((r) => r.diskMiB) },
    diskUsedMiB: Math.max(
      0,
      total((r) => r.diskMiB - r.diskFreeMiB),
    ),
  };
}

function perStep(points: readonly RatePoint[], stepMs: number, last: number): ReadonlyMap<number, Rates> {
  const own = new Map(points.map(({ at, rates }) => [Math.floor(at / stepMs), rates]));
  // What is carried on is not carried further: of before it was added to.
  const known = Array.from(own);
  for (const [step, rates] of known) {
    for (let late = step + 1; late <= Math.min(step + 2, last) && !own.has(late); late++) own.set(late, rates);
  }
  return own;
}
