import { createHash } from 'node:crypto';

/**
 * Starts the names of guests, bridges and interfaces of the cloud in this state directory. A second cloud on the same
 * machine, in another directory, gets another one.
 */
export const namePrefixOf = (stateDirectory: string): string =>
  stateDirectory === '/var/lib/skerry'
    ? 'sk'
    : `s${createHash('sha256').update(stateDirectory).digest('hex').slice(0, 3)}`;
