import { type Limits, limitsFrom } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { isIPv4 } from 'node:net';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { managementWord } from './refused-networks.ts';

export type RoleName = 'agent' | 'controller';

export interface Settings {
  readonly roles: readonly RoleName[];
  /** Absolute; each role keeps its things in a directory of its own below. */
  readonly dataDirectory: string;
  /** Where the controller listens for hosts. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly serverNames: readonly string[];
  /** Where the controller serves the API and console of its site; undefined: it does not. */
  readonly apiListen: { readonly host: string; readonly port: number; readonly fd?: number } | undefined;
  readonly allowPlainHttp: boolean;
  /** Names under which the site is reached, beside `apiListen` and `serverNames`. */
  readonly apiNames: readonly string[];
  /** Proxies before the site whose word of where a request came from is believed. */
  readonly behindProxy: readonly string[];
  /** The built web console. */
  readonly console: string;
  readonly joinToken: string | undefined;
  readonly namePrefix: string;
  readonly drivers: 'real' | 'fake';
  readonly limits: Limits;
  /** Networks that guests do not reach through this host: CIDRs, and `management` for those of our own links. */
  readonly guestDenyNetworks: readonly string[];
  readonly logLevel: string;
  /** What this host offers, where that is not what it has. */
  readonly offer: { readonly cpus?: number; readonly memoryMiB?: number; readonly diskMiB?: number };
  /** Take down what runs on this host and end. */
  readonly sweep: boolean;
  /** Of the stores of all roles. */
  readonly newStoreKey: boolean;
  readonly forgetUserData: boolean;
}

export const usage = `Usage: agent --data DIR [--roles agent|controller|controller,agent] [options]

  --data DIR             where this process keeps all it must not forget
  --roles LIST           what it is (default: agent)
  --join-token-file FILE one-time token of the parent; needed the first time only (or SKERRY_JOIN_TOKEN)
  --listen HOST:PORT     controller: where hosts connect (default 127.0.0.1:0, a free port that is kept)
  --api-listen HOST:PORT controller: serve the API and console of this site, for while its link is cut (default: not);
                         fd:N takes a socket of the loopback that was opened for it (or $SKERRY_API_LISTEN)
  --allow-plain-http     controller: do so without TLS on other addresses than loopback (behind a TLS proxy)
  --api-name NAME        controller: name under which the site is reached; may be repeated (or $SKERRY_API_NAMES)
  --behind-proxy CIDR    controller: proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated
                         (or $SKERRY_BEHIND_PROXY, with commas)
  --console DIR          controller: the built web console (default dist/console)
  --server-name NAME     controller: name or address under which hosts reach it; may be repeated
  --name-prefix PREFIX   agent: starts the names of guests, bridges and interfaces (default sk)
  --drivers real|fake    agent: fake runs no guests (default real)
  --guest-deny-network NET  agent: a network that guests do not reach through this host; may be repeated, and then
                         replaces the default: 169.254.0.0/16 and management (private networks of our own links)
  --cpus N               agent: offer this many processors, fewer or more than the machine has (or $SKERRY_CPUS)
  --memory MIB           agent: the same for memory
  --disk MIB             agent: the same for disk space
  --new-store-key        seal the user data in the stores with new keys at this start, and forget the old ones
  --forget-user-data     the key of a store is lost: start without the user data that it sealed
  --sweep                take down all guests and networks of this host, keep the data, and end
  --limit NAME=VALUE     a bound, see docs/operating.md; may be repeated (or $SKERRY_LIMITS, with commas)
  --log-level LEVEL      trace, debug, info, warn or error (default info)
`;

const bad = (message: string, field: string) =>
  new SkerryError({ code: 'usage', kind: 'refused', message, field, hint: 'Run it with --help.' });

export function readSettings(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => string,
): Settings {
  const { values } = parse(argv);
  if (!values.data?.startsWith('/')) throw bad('--data needs an absolute directory.', 'data');
  const roles = (values.roles ?? 'agent').split(',');
  const unknown = roles.find((r) => r !== 'agent' && r !== 'controller');
  if (unknown !== undefined) throw bad(`"${unknown}" is no role: use agent or controller.`, 'roles');
  const listen = address(values.listen ?? '127.0.0.1:0', 'listen');
  const { host } = listen;
  const apiListen = (values['api-listen'] ?? env['SKERRY_API_LISTEN']) || undefined;
  const namePrefix = values['name-prefix'] ?? 'sk';
  if (!/^[a-z0-9]{1,4}$/.test(namePrefix)) {
    throw bad('--name-prefix needs 1 to 4 lower-case letters or digits.', 'name-prefix');
  }
  const guestDenyNetworks = values['guest-deny-network'] ?? ['169.254.0.0/16', managementWord];
  const odd = guestDenyNetworks.find(
    (each) => each !== managementWord && !/^\d+(\.\d+){3}\/([0-9]|[12]\d|3[0-2])$/.test(each),
  );
  if (
    odd !== undefined ||
    guestDenyNetworks.some((each) => each !== managementWord && !isIPv4(each.replace(/\/.*/, '')))
  ) {
    throw bad(
      `--guest-deny-network takes IPv4 networks such as 192.168.0.0/16, or ${managementWord}.`,
      'guest-deny-network',
    );
  }
  const drivers = values.drivers ?? 'real';
  if (drivers !== 'real' && drivers !== 'fake') throw bad('--drivers is real or fake.', 'drivers');
  const file = values['join-token-file'];
  return {
    roles: roles as RoleName[],
    dataDirectory: values.data,
    listen,
    apiListen: apiListen === undefined ? undefined : apiAddress(apiListen),
    allowPlainHttp: values['allow-plain-http'] ?? false,
    apiNames: values['api-name'] ?? listed(env['SKERRY_API_NAMES']),
    behindProxy: (values['behind-proxy'] ?? [env['SKERRY_BEHIND_PROXY'] ?? '']).flatMap(listed),
    console: values.console ?? builtConsole(),
    serverNames: values['server-name'] ?? [host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host],
    joinToken: (file === undefined ? env['SKERRY_JOIN_TOKEN'] : readFile(file))?.trim() || undefined,
    namePrefix,
    drivers,
    guestDenyNetworks,
    offer: {
      ...amount('cpus', values.cpus ?? env['SKERRY_CPUS']),
      ...amount('memoryMiB', values.memory),
      ...amount('diskMiB', values.disk),
    },
    newStoreKey: values['new-store-key'] ?? false,
    forgetUserData: values['forget-user-data'] ?? false,
    sweep: values.sweep ?? false,
    limits: limitsFrom(values.limit ?? listed(env['SKERRY_LIMITS'])),
    logLevel: values['log-level'] ?? env['SKERRY_LOG'] ?? 'info',
  };
}

/** How the store in this directory is sealed: each role has a key of its own. */
export const sealingOf = ({ newStoreKey, forgetUserData }: Settings, directory: string) => ({
  keyFile: join(directory, 'keys', 'store.key'),
  newKey: newStoreKey,
  forgetSealed: forgetUserData,
});

function address(text: string, flag: string): { readonly host: string; readonly port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (!match || Number(match[2]) > 65_535) throw bad(`--${flag} needs HOST:PORT.`, flag);
  return { host: (match[1] as string).replace(/^\[(.*)\]$/, '$1'), port: Number(match[2]) };
}

function apiAddress(text: string) {
  const fd = /^fd:(\d{1,4})$/.exec(text)?.[1];
  return fd === undefined ? address(text, 'api-listen') : { host: '127.0.0.1', port: 0, fd: Number(fd) };
}

const listed = (text = ''): string[] => text.split(',').filter((part) => part !== '');

/** Beside the bundle; run from its source, the controller serves what was built last. */
function builtConsole(): string {
  const here = import.meta.dirname;
  return basename(here) === 'dist' ? join(here, 'console') : join(here, '../../../dist/console');
}

function amount<K extends keyof Settings['offer']>(name: K, text: string | undefined): { [N in K]?: number } {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,8}$/.test(text)) throw bad(`"${text}" is not a whole number above zero.`, name);
  return { [name]: Number(text) } as { [N in K]?: number };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      options: {
        data: { type: 'string' },
        roles: { type: 'string' },
        'join-token-file': { type: 'string' },
        listen: { type: 'string' },
        'api-listen': { type: 'string' },
        'allow-plain-http': { type: 'boolean' },
        'api-name': { type: 'string', multiple: true },
        'behind-proxy': { type: 'string', multiple: true },
        console: { type: 'string' },
        'server-name': { type: 'string', multiple: true },
        'name-prefix': { type: 'string' },
        drivers: { type: 'string' },
        'guest-deny-network': { type: 'string', multiple: true },
        cpus: { type: 'string' },
        memory: { type: 'string' },
        disk: { type: 'string' },
        'new-store-key': { type: 'boolean' },
        'forget-user-data': { type: 'boolean' },
        sweep: { type: 'boolean' },
        limit: { type: 'string', multiple: true },
        'log-level': { type: 'string' },
      },
    });
  } catch (error) {
    throw bad(`${(error as Error).message}.`, 'arguments');
  }
}
