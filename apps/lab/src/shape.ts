import type { Machine } from '@skerry/host-os';
import { labError } from './lab-error.ts';
import type { Shape } from './lab-state.ts';
import { runIn } from './machines.ts';

/** Limits what leaves an interface to so many bits per second, with tc's token bucket; undefined takes the limit away. */
export async function shapeRate(machine: Machine, name: string, rate: number | undefined): Promise<void> {
  const before = await runIn(machine, 'tc', 'qdisc', 'show', 'dev', name);
  if (rate === undefined) {
    if (before.includes('qdisc tbf')) await runIn(machine, 'tc', 'qdisc', 'delete', 'dev', name, 'root');
    return;
  }
  // The bucket holds what the timer lets through at once (tc-tbf(8)), and never less than one large packet.
  const burst = Math.max(65_536, Math.ceil(rate / 8 / 250));
  const limit = `rate ${rate}bit burst ${burst} latency 100ms`.split(' ');
  await runIn(machine, 'tc', 'qdisc', 'replace', 'dev', name, 'root', 'tbf', ...limit);
}

const rateUnits: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };

/** "100mbit", as tc writes it; bits per second. */
export function parseRate(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(bit|kbit|mbit|gbit)$/i.exec(text) ?? [];
  const rate = Number(number) * (rateUnits[unit?.toLowerCase() ?? ''] ?? Number.NaN);
  // Below, not even the heartbeat of a link gets through in time.
  if (rate >= 8_000 && rate <= 100e9) return Math.round(rate);
  throw labError(
    'lab-shape-invalid',
    `"${text}" is no rate.`,
    'Write it like 100mbit, 512kbit or 1gbit; 8kbit is the least.',
  );
}

/** "20ms", "1.5s"; milliseconds one way. */
export function parseDelay(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/i.exec(text) ?? [];
  const ms = Number(number) * (unit?.toLowerCase() === 's' ? 1000 : 1);
  if (ms >= 0 && ms <= 60_000) return ms;
  throw labError('lab-shape-invalid', `"${text}" is no delay.`, 'Write it like 20ms or 1.5s; a minute is the most.');
}

/** "1%"; a share from 0 to 1. */
export function parseLoss(text: string): number {
  const share = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]) / 100;
  if (share >= 0 && share < 1) return share;
  throw labError(
    'lab-shape-invalid',
    `"${text}" is no share of lost packets.`,
    'Write it like 1% or 0.5%, below 100%. To lose all of them: skerry lab cut.',
  );
}

/** "100 Mbit/s, 20 ms, 1 % lost" */
export function shapeText({ rate, delayMs, loss }: Shape): string {
  const parts: string[] = [];
  if (rate !== undefined) {
    const [size, unit] = rate >= 1e9 ? [1e9, 'Gbit/s'] : rate >= 1e6 ? [1e6, 'Mbit/s'] : [1e3, 'kbit/s'];
    parts.push(`${Number((rate / size).toFixed(2))} ${unit}`);
  }
  if (delayMs) parts.push(`${delayMs} ms`);
  if (loss) parts.push(`${Number((loss * 100).toFixed(3))} % lost`);
  return parts.join(', ');
}
