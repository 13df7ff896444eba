import type { IncomingHttpHeaders } from 'node:http';

/**
 * Did a page of ours send this? Pages of other sites can make a browser send its cookie, but they cannot forge these
 * headers. Without any of them it was no browser, or an old one: the answer is no.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}
