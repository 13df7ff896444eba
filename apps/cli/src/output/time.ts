import { formatAge, formatSeconds } from './units.ts';

/**
 * One rule for times: absolute with its zone, and how long ago beside it. The zone is that of the person (TZ). JSON, YAML
 * and CSV keep what the API says: RFC 3339 in UTC.
 */
export interface Clock {
  readonly now: Date;
  /** IANA name; undefined: the zone of this machine. */
  readonly zone: string | undefined;
}

export const clockOf = (env: Readonly<Record<string, string | undefined>>, now = new Date()): Clock => ({
  now,
  zone: isZone(env['TZ']) ? env['TZ'] : undefined,
});

function isZone(zone: string | undefined): boolean {
  if (zone === undefined || zone === '') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    // Such as ":/etc/localtime", which the C library knows and this one does not.
    return false;
  }
}

/** "2026-01-03 05:05:06 +01:00". What is no time is given back as it is. */
export function formatTime(iso: string, { zone }: Pick<Clock, 'zone'>): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...(zone === undefined ? {} : { timeZone: zone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? '';
  const offset = part('timeZoneName')
    .replace('GMT', '')
    .replace(/^(\+00:00)?$/, 'UTC');
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} ${offset}`;
}

/** "12s ago", "in 3h". */
export function formatDistance(iso: string, now: Date): string {
  const ahead = (Date.parse(iso) - now.getTime()) / 1000;
  return ahead > 0 ? `in ${formatSeconds(ahead)}` : `${formatAge(iso, now)} ago`;
}

/** "2026-01-03 05:05:06 +01:00 (12s ago)". */
export const formatWhen = (iso: string, clock: Clock): string =>
  `${formatTime(iso, clock)} (${formatDistance(iso, clock.now)})`;
