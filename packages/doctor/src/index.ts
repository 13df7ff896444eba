/** Can this machine be a host, and if not, what is to be done? Looks, judges, and changes nothing. */
export type { Check, Place } from './check.ts';
export { examine } from './doctor.ts';
export { type Finding, type Level, worst } from './finding.ts';
