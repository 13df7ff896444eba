import { usage } from '../failure/cli-error.ts';

const powers: Readonly<Record<string, number>> = { '': 1, k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 };

/** "256M", "1.5G", "2GiB", "512" (MiB) as MiB. */
export function parseMiB(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  const value = match ? Number(match[1]) * (powers[(match[2] ?? '').toLowerCase()] ?? 1) : Number.NaN;
  if (!Number.isFinite(value) || !Number.isInteger(value) || value < 1) {
    throw usage(`${flag}: "${text}" is not a size in whole MiB.`, 'Write it like 256M, 1G or 1.5G.');
  }
  return value;
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** "90", "90s", "10m", "1h30m", "7d" as seconds. */
export function parseSeconds(text: string, flag: string): number {
  const plain = text.trim().toLowerCase();
  if (/^\d+$/.test(plain)) return Number(plain);
  const parts = [...plain.matchAll(/(\d+)([smhdw])/g)];
  if (parts.length === 0 || parts.map((p) => p[0]).join('') !== plain) {
    throw usage(`${flag}: "${text}" is not a length of time.`, 'Write it like 30s, 10m, 1h30m or 7d.');
  }
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (seconds[unit ?? 's'] ?? 1), 0);
}

/** MiB for people: "256 MiB", "1.5 GiB". */
export const formatMiB = (mib: number): string => formatBytes(mib * 1024 ** 2);

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const text =
    value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '');
  return `${text} ${units[unit] ?? ''}`;
}

/** A part of a whole as people read it. */
export const percent = (fraction: number): string => `${Math.round(fraction * 100)}%`;

/** Seconds for people, two units at most: "45s", "3m 20s", "5d 2h". */
export function formatSeconds(total: number): string {
  const whole = Math.max(0, Math.round(total));
  const steps: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ];
  const from = steps.findIndex(([, size]) => whole >= size);
  if (from < 0) return '0s';
  let rest = whole;
  const parts: string[] = [];
  for (const [unit, size] of steps.slice(from, from + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ');
}

/** How long ago, of an ISO 8601 time. A clock that differs from the server's must not show "-3s". */
export function formatAge(iso: string, now: Date): string {
  return formatSeconds(Math.max(0, (now.getTime() - Date.parse(iso)) / 1000));
}
