export { assertNever } from './assert-never.ts';
export { backoff, type BackoffOptions } from './backoff.ts';
export { type Clock, fakeClock, type FakeClock, systemClock } from './clock.ts';
export { type Failure, type FailureKind, SkerryError, toFailure } from './failure.ts';
export { type Branded } from './id.ts';
export { Lasting } from './lasting.ts';
export { createLog, type Log, silentLog } from './log.ts';
export { plainLine } from './plain-line.ts';
export { err, ok, type Result } from './result.ts';
