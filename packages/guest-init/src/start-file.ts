import { signalNumber } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';

/** What `skerry-init` is told; all of a container's, and what a machine of its own needs besides. */
export interface GuestStart {
  /** Program and arguments. Empty: a machine then hands over to the init that its root has. */
  readonly args: readonly string[];
  /** `NAME=value`. PATH and HOME are added where they are missing. */
  readonly environment?: readonly string[];
  /** Absolute; made where it is not there. Default: `/`. */
  readonly workingDirectory?: string;
  /** Name or number, and group after a colon, by the accounts of the root. Default: root. */
  readonly user?: string;
  /** What asks the application to end: `SIGTERM`, `15`, `RTMIN+3`. Default: SIGTERM. */
  readonly stopSignal?: string;
  /** `lines`: what it prints is written line by line, each with its time and stream. Default: as it prints it. */
  readonly log?: 'lines';
  /** What asks the root's own init to power off. */
  readonly haltSignal?: string;
  /** From here on: of machines alone. */
  readonly hostname?: string;
  readonly nics?: readonly GuestStartNic[];
  readonly nameservers?: readonly string[];
  readonly searchDomain?: string;
}

export interface GuestStartNic {
  readonly mac: string;
  readonly address: string;
  readonly prefixLength: number;
  /** Of the one that has the default route. */
  readonly gateway?: string;
}

/**
 * The start file: records of `key=value`, each ended by a zero byte, so that every word may hold anything else. Pure.
 * @throws SkerryError `guest-start-failed` for what no file can say: a zero byte in a word, a signal that is none.
 */
export function startFile(start: GuestStart): Buffer {
  const records: string[] = [];
  const add = (key: string, value: string | undefined) => {
    if (value === undefined) return;
    if (value.includes('\0')) {
      throw unsayable(`"${value.split('\0')[0]}" has a zero byte in it.`, 'Take it out: no program can be told it.');
    }
    records.push(`${key}=${value}\0`);
  };
  for (const word of start.args) add('arg', word);
  for (const entry of start.environment ?? []) add('env', entry);
  add('cwd', start.workingDirectory);
  add('user', start.user);
  add('stop', signalOf(start.stopSignal));
  add('log', start.log);
  add('halt', signalOf(start.haltSignal));
  add('host', start.hostname);
  add('search', start.searchDomain);
  for (const { mac, address, prefixLength, gateway } of start.nics ?? []) {
    add('nic', [mac, `${address}/${prefixLength}`, ...(gateway === undefined ? [] : [gateway])].join(' '));
  }
  for (const server of start.nameservers ?? []) add('dns', server);
  // A file without a record is one that was cut off.
  if (records.length === 0) records.push('cwd=/\0');
  return Buffer.from(records.join(''));
}

function signalOf(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const number = signalNumber(word);
  if (number === undefined) throw unsayable(`"${word}" is no signal.`, 'Give one as in SIGTERM, 15 or RTMIN+3.');
  return String(number);
}

const unsayable = (message: string, hint: string): SkerryError =>
  new SkerryError({ code: 'guest-start-failed', kind: 'refused', message, hint });
