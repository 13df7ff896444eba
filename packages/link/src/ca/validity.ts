import { randomBytes } from 'node:crypto';

const DAY_MS = 24 * 3600 * 1000;

export const ONE_YEAR_DAYS = 365;

/** Begins a day early: the clock of a new machine is often behind, and a certificate of tomorrow is refused. */
export function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - DAY_MS), notAfter: new Date(now.getTime() + days * DAY_MS) };
}

/** 126 random bits, positive, as RFC 5280 wants it. */
export function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** Whether less than a third of its life is left: time to renew, with months to spare while a link may be cut. */
export function shouldRenew(life: { notBefore: Date; notAfter: Date }, now: Date): boolean {
  const left = life.notAfter.getTime() - now.getTime();
  return left < (life.notAfter.getTime() - life.notBefore.getTime()) / 3;
}
