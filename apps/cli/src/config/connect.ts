import { ApiError, type Client, createClient } from '@skerry/sdk';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import type { Io } from '../io.ts';
import { type Config, type Context, readConfig, withContext, writeConfig } from './config-file.ts';
import { type QuickstartCredentials, quickstartPath, readQuickstart } from './quickstart.ts';

export interface ConnectOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly context?: string | undefined;
  /** Milliseconds for each call. */
  readonly deadlineMs?: number | undefined;
  /** For commands that make the session themselves. */
  readonly anonymous?: boolean;
}

export const userAgent = 'skerry-cli';

/**
 * Which server, and as whom: options before environment before the configuration before the quickstart's credentials.
 * A token goes only to the server it was made for: with another URL it is left out.
 */
export async function connect(io: Io, options: ConnectOptions): Promise<Client> {
  const url = options.url ?? io.env['SKERRY_URL'];
  const token = options.token ?? io.env['SKERRY_TOKEN'];
  const config = await readConfig(io);
  const context = chosen(config, options.context, url);
  const make = (base: string, secret: string | undefined) =>
    createClient({
      url: checkedUrl(base),
      token: options.anonymous ? undefined : secret,
      userAgent,
      ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
    });
  if (url !== undefined || token !== undefined || (context !== undefined && !context.automatic)) {
    const base = url ?? context?.url ?? (await readQuickstart(io))?.url;
    if (base === undefined) throw noServer(io);
    return make(base, token ?? context?.token);
  }
  // A state directory in the environment is newer than the context that was used last, and older than --context.
  const named = options.context !== undefined || !io.env['SKERRY_STATE'] ? context?.credentials : undefined;
  const quickstart = await readQuickstart(io, named);
  if (quickstart === undefined) {
    if (context === undefined) throw noServer(io);
    return make(context.url, context.token);
  }
  const known = context?.url === quickstart.url ? context.token : undefined;
  if (options.anonymous) return make(quickstart.url, undefined);
  return renewing(make(quickstart.url, known), known, async () => {
    const secret = await logIn(make(quickstart.url, undefined), quickstart);
    const { url: base, user } = quickstart;
    const name = named === undefined ? 'local' : (context?.name ?? 'local');
    const from = named === undefined ? {} : { credentials: named };
    const next: Context = { name, url: base, token: secret, user, automatic: true, ...from };
    // A home that cannot be written to costs one log-in for each command, nothing more.
    await writeConfig(io, withContext(await readConfig(io), next, named === undefined)).catch(() => undefined);
    return make(base, secret);
  });
}

function chosen(config: Config, name: string | undefined, url: string | undefined): Context | undefined {
  if (name !== undefined) {
    const context = config.contexts.find((c) => c.name === name);
    if (context) return context;
    const names = config.contexts.map((c) => c.name).join(', ');
    throw new CliError(`There is no context "${name}".`, {
      exitCode: exitCodes.usage,
      hint: names === '' ? 'Make one with `skerry login`.' : `There are: ${names}.`,
    });
  }
  if (url !== undefined) return config.contexts.find((c) => sameServer(c.url, url));
  return config.contexts.find((c) => c.name === config.current);
}

const sameServer = (a: string, b: string): boolean => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');

export function checkedUrl(url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return url;
  throw new CliError(`"${url}" is not the address of a server.`, {
    exitCode: exitCodes.usage,
    hint: 'Write it like http://127.0.0.1:7480.',
  });
}

const noServer = (io: Io): CliError =>
  new CliError('No server is known: nobody has logged in here, and there is no quickstart on this machine.', {
    exitCode: exitCodes.unreachable,
    hint: `Run \`skerry login --url URL\`, set SKERRY_URL and SKERRY_TOKEN, or start one with \`npm start\` (it writes ${quickstartPath(io)}).`,
  });

async function logIn(client: Client, { user, password }: QuickstartCredentials): Promise<string> {
  return (await client.call('session.create', { body: { name: user, password } })).data.secret;
}

/** Logs in before the first call when there is no token, and once more when the token has expired. */
function renewing(client: Client, token: string | undefined, renew: () => Promise<Client>): Client {
  let current: Promise<Client> | undefined = token === undefined ? undefined : Promise.resolve(client);
  let renewed = token === undefined;
  const withSession = async <T>(work: (live: Client) => Promise<T>): Promise<T> => {
    current ??= renew();
    try {
      return await work(await current);
    } catch (error) {
      if (renewed || !(error instanceof ApiError) || error.status !== 401) throw error;
      renewed = true;
      current = renew();
      return await work(await current);
    }
  };
  return {
    url: client.url,
    call: (id, ...args) => withSession((live) => live.call(id, ...args)),
    callAny: (id, options) => withSession((live) => live.callAny(id, options)),
    async *pages(id, query) {
      // The first page decides whether the session holds.
      await withSession((live) => live.call('session.get'));
      yield* (await (current ?? renew())).pages(id, query);
    },
    async *events(options) {
      await withSession((live) => live.call('session.get'));
      yield* (await (current ?? renew())).events(options);
    },
    upload: async (imageId, content, options) => {
      await withSession((live) => live.call('session.get'));
      await (await (current ?? renew())).upload(imageId, content, options);
    },
  };
}
