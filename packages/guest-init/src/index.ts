/** The first program of an application's guest, and the file that tells it what to start. Owns no facts. */
export { ensureGuestInit, guestInitHash } from './guest-init.ts';
export { startOfApplication } from './start-of-application.ts';
export { type GuestStart, type GuestStartNic, startFile } from './start-file.ts';
