import { randomBytes } from 'node:crypto';

const DAY_MS = 24 * 3600 * 1000;

export const ONE_YEAR_DAYS = 365;

/**
 * Valid since 1970: a machine whose clock was set back, or that has none at boot, must still reach its parent. The
 * beginning of a certificate's life protects nothing here; its end does.
 */
export function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(0), notAfter: new Date(now.getTime() + days * DAY_MS) };
}

/** 126 random bits, positive, as RFC 5280 wants it. */
export function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** Whether less than a third of its year is left: time to renew, with months to spare while a link may be cut. */
export function shouldRenew(notAfter: Date, now: Date): boolean {
  return notAfter.getTime() - now.getTime() < (ONE_YEAR_DAYS * DAY_MS) / 3;
}
