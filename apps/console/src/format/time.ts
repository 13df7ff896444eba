/** Times as people read them, in the language of the console. */
import { preferences } from '../api/preferences.ts';
import { text } from '../i18n/i18n.ts';
import { locale } from './locale.ts';

/** Of the computer, unless the reader wants another. */
export const zone = preferences.zone === 'utc' ? { timeZone: 'UTC' } : {};

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `2 minutes ago`; `now` within five seconds. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  if (Math.abs(seconds) < 5) return text('times.now');
  const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return relative().format(Math.trunc(seconds / size), unit);
}

let made: { readonly locale: string; readonly format: Intl.RelativeTimeFormat } | undefined;
/** Costly to make, and asked for by every row of a table. */
function relative(): Intl.RelativeTimeFormat {
  const now = locale();
  if (made?.locale !== now) made = { locale: now, format: new Intl.RelativeTimeFormat(now, { numeric: 'always' }) };
  return made.format;
}

/** `1 h 5 min` of seconds. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  if (days > 0) return `${text('times.d', { days })} ${text('times.h', { hours })}`;
  if (hours > 0) return `${text('times.h', { hours })} ${text('times.min', { minutes })}`;
  return minutes > 0 ? text('times.min', { minutes }) : text('times.s', { seconds: whole });
}

/** The time of a point in a graph, of seconds since 1970. */
export const clockTime = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(locale(), {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...zone,
  });
/**
 * One rule for times everywhere: the moment itself with its zone, how long ago that is beside it (`When`), or, where
 * there is no room, when it is pointed at (`Ago`).
 */
export function moment(iso: string): string {
  const now = locale();
  if (momentFormat?.locale !== now) momentFormat = { locale: now, format: new Intl.DateTimeFormat(now, momentParts) };
  return momentFormat.format.format(new Date(iso));
}
let momentFormat: { readonly locale: string; readonly format: Intl.DateTimeFormat } | undefined;
const momentParts = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
  ...zone,
} as const;
