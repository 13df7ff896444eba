import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Limits, limitsFrom } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { Outbound, type OutboundOptions } from '@skerry/outbound';

export interface Settings {
  readonly data: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly linkListen: { readonly host: string; readonly port: number };
  /** Names and addresses under which clusters reach the link, beside the one it listens on. */
  readonly linkNames: readonly string[];
  /** Names under which the API is reached, beside `listen` and `linkNames`. */
  readonly apiNames: readonly string[];
  /** Proxies whose word of where a request came from is believed. */
  readonly behindProxy: readonly string[];
  /** What it may ask of the world. */
  readonly outbound: OutboundOptions;
  /** Directory of the built console. */
  readonly console: string;
  readonly logLevel: string;
  readonly allowPlainHttp: boolean;
  readonly adminPassword: string | undefined;
  readonly limits: Limits;
  readonly newStoreKey: boolean;
  readonly forgetUserData: boolean;
  readonly help: boolean;
}

export const usage = `Usage: skerry-front-end [options]

  --data DIR             where everything is kept            SKERRY_DATA           ./skerry-data
  --listen HOST:PORT     API, docs and console               SKERRY_LISTEN         127.0.0.1:7480
  --link-listen HOST:PORT  where clusters dial               SKERRY_LINK_LISTEN    127.0.0.1:7481
  --link-name NAME       name or address of the link, may be repeated   SKERRY_LINK_NAMES (with commas)
  --api-name NAME        name under which the API is reached, may be repeated   SKERRY_API_NAMES (with commas)
  --behind-proxy CIDR    proxies whose X-Forwarded-For and X-Forwarded-Proto are believed   SKERRY_BEHIND_PROXY
  --outbound-allow CIDR  inner addresses from which administrators import, may be repeated   SKERRY_OUTBOUND_ALLOW (with commas)
  --outbound-proxy URL   proxy for what is asked of servers outside   SKERRY_OUTBOUND_PROXY
  --outbound-ca FILE     more makers of certificates that are believed there, PEM   SKERRY_OUTBOUND_CA
  --console DIR          the built web console               SKERRY_CONSOLE        dist/console
  --limit NAME=VALUE     a bound, see docs/operating.md; may be repeated   SKERRY_LIMITS (with commas)
  --admin-password-file FILE  first password of the user "admin"   SKERRY_ADMIN_PASSWORD_FILE
  --log-level LEVEL      debug, info, warn, error            SKERRY_LOG            info
  --allow-plain-http     listen without TLS on other addresses than loopback (behind a TLS proxy)
  --new-store-key        seal the user data in the store with a new key at this start, and forget the old one
  --forget-user-data     the key of the store is lost: start without the user data of instances and templates
  --help

The first start makes the user "admin" with the password in the file --admin-password-file (SKERRY_ADMIN_PASSWORD_FILE)
or in SKERRY_ADMIN_PASSWORD, or a random one that it writes to the file admin-password of the data directory (0600).
`;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Flags before environment before defaults. Throws `settings-invalid` with a sentence. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parse(args);
  const logLevel = values['log-level'] ?? env['SKERRY_LOG'] ?? 'info';
  if (!levels.includes(logLevel)) throw invalid(`"${logLevel}" is not a log level: use one of ${levels.join(', ')}.`);
  return {
    data: values.data ?? env['SKERRY_DATA'] ?? 'skerry-data',
    listen: address(values.listen ?? env['SKERRY_LISTEN'] ?? '127.0.0.1:7480', 'listen'),
    linkListen: address(values['link-listen'] ?? env['SKERRY_LINK_LISTEN'] ?? '127.0.0.1:7481', 'link-listen'),
    linkNames: values['link-name'] ?? listed(env['SKERRY_LINK_NAMES']),
    apiNames: values['api-name'] ?? listed(env['SKERRY_API_NAMES']),
    behindProxy: (values['behind-proxy'] ?? [env['SKERRY_BEHIND_PROXY'] ?? '']).flatMap(listed),
    outbound: outboundOf({
      allowed: (values['outbound-allow'] ?? [env['SKERRY_OUTBOUND_ALLOW'] ?? '']).flatMap(listed),
      proxy: values['outbound-proxy'] ?? env['SKERRY_OUTBOUND_PROXY'],
      ca: values['outbound-ca'] ?? env['SKERRY_OUTBOUND_CA'],
    }),
    console: values.console ?? env['SKERRY_CONSOLE'] ?? builtConsole(),
    logLevel,
    allowPlainHttp: values['allow-plain-http'] ?? false,
    adminPassword: passwordIn(values['admin-password-file'] ?? env['SKERRY_ADMIN_PASSWORD_FILE'], env),
    newStoreKey: values['new-store-key'] ?? false,
    forgetUserData: values['forget-user-data'] ?? false,
    limits: limitsFrom(values.limit ?? listed(env['SKERRY_LIMITS'])),
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        listen: { type: 'string' },
        'link-listen': { type: 'string' },
        'link-name': { type: 'string', multiple: true },
        'admin-password-file': { type: 'string' },
        'api-name': { type: 'string', multiple: true },
        'behind-proxy': { type: 'string', multiple: true },
        console: { type: 'string' },
        'outbound-allow': { type: 'string', multiple: true },
        'outbound-ca': { type: 'string' },
        'outbound-proxy': { type: 'string' },
        limit: { type: 'string', multiple: true },
        'log-level': { type: 'string' },
        'allow-plain-http': { type: 'boolean' },
        'new-store-key': { type: 'boolean' },
        'forget-user-data': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw invalid(`${(cause as Error).message}.`);
  }
}

/** Of the first start; later ones need none, and the file may be gone then. */
function passwordIn(file: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (file === undefined || !existsSync(file)) return env['SKERRY_ADMIN_PASSWORD'];
  const password = readFileSync(file, 'utf8').trim();
  if (password.length < 8) throw invalid(`The password in ${file} is shorter than 8 characters.`);
  return password;
}

interface World {
  readonly allowed: readonly string[];
  readonly proxy: string | undefined;
  readonly ca: string | undefined;
}

/** Throws now what would be refused at the first question. */
function outboundOf({ allowed, proxy, ca }: World): OutboundOptions {
  if (ca !== undefined && !existsSync(ca)) throw invalid(`--outbound-ca: there is no file ${ca}.`);
  const options = {
    addresses: { allowed },
    ...(proxy === undefined ? {} : { proxy: { url: proxy } }),
    ...(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }),
  };
  new Outbound(options).close();
  return options;
}

const listed = (text = ''): string[] => text.split(',').filter((part) => part !== '');

/** Beside the bundle; run from its source, the front-end serves what was built last. */
function builtConsole(): string {
  const here = import.meta.dirname;
  return basename(here) === 'dist' ? join(here, 'console') : join(here, '../../../dist/console');
}

/** `127.0.0.1:7480`, `[::1]:7480`, `localhost:7480`. */
function address(text: string, flag: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw invalid(`--${flag} "${text}" is not HOST:PORT.`);
  return { host: match[1] ?? match[2] ?? '', port };
}

const invalid = (message: string): SkerryError =>
  new SkerryError({ code: 'settings-invalid', kind: 'refused', message, hint: 'See --help.' });
