export const cookieName = 'skerry_session';
export const deviceCookieName = 'skerry_device';

/** The value of a cookie, as the request has it. */
export function cookieIn(header: string | undefined, cookie: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookie && value) return value;
  }
  return undefined;
}
