import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type BackoffOptions, type Failure, type Log, Retries, silentLog, systemClock } from '@skerry/kit';
import { WebSocket } from 'ws';
import { linkError, linkFailure } from './errors.ts';
import { MAX_MESSAGE_BYTES } from './frames/limits.ts';
import { closeCodes } from './frames/protocol-error.ts';
import { type Credentials, readCredentials } from './join/credentials.ts';
import { keepRenewed } from './join/renewal.ts';
import { LinkSession } from './session/link-session.ts';
import type { Handlers, Session } from './session/session.ts';
import type { SessionOptions } from './session/settings.ts';
import { WsTransport } from './ws-transport.ts';

/** Delays between attempts. */
const usually: Retry = { firstMs: 200, maxMs: 5000 };

/**
 * A connection that was open for less does not begin the delays anew, or a peer that refuses us after the hello is
 * hammered. What nobody answers was never open, however long it took.
 */
const STABLE_MS = 1000;

/** The status with which a parent says that it was told that we are gone for good. */
const GONE = 410;

type Retry = Required<Pick<BackoffOptions, 'firstMs' | 'maxMs'>>;

export interface ChildOptions extends SessionOptions {
  /** Where `joinParent` put the credentials. */
  readonly dir: string;
  /** Where to dial, `https://host:port`, tried in turn; those of the token unless given. */
  readonly urls?: readonly string[];
  readonly handlers?: Handlers;
  /** Delays between attempts. Larger: a link that heals is noticed later. Smaller: children of a parent that is busy keep it so. */
  readonly retry?: Retry;
}

/** Dials the parent for ever, until the session is closed. Throws `link-not-joined`. */
export function createChild(options: ChildOptions): Session {
  const { dir, log = silentLog, clock = systemClock } = options;
  let credentials = readCredentials(dir) ?? raise();
  const session = new LinkSession(true, options);
  session.handle(options.handlers ?? {});
  const stop = new AbortController();
  session.on('closed', () => stop.abort());
  const renewal = {
    dir,
    log,
    now: () => clock.now(),
    current: () => credentials,
    renewed: (next: Credentials) => {
      credentials = next;
    },
  };
  // The first look at the certificate's age needs a link.
  const off = session.on('connected', () => {
    off();
    void keepRenewed(session, renewal);
  });
  const dialled = () => ({ ...credentials, urls: options.urls ?? credentials.urls });
  void dialForEver(session, dialled, options.retry ?? usually, log, stop.signal);
  return session;
}

function raise(): never {
  throw linkError('link-not-joined');
}

async function dialForEver(
  session: LinkSession,
  current: () => Credentials,
  retry: Retry,
  log: Log,
  stop: AbortSignal,
) {
  const retries = new Retries({ ...retry, stableMs: STABLE_MS });
  let told: string | undefined;
  for (let turn = 0; !stop.aborted; turn++) {
    const { urls, ...credentials } = current();
    const url = urls[turn % urls.length]!;
    const refusal = await dialOnce(session, url, credentials, { log, stop, onOpen: () => retries.worked() });
    if (refusal !== undefined) session.refused(refusal);
    // Once: dialling goes on every few seconds, and a log of nothing else would hide it.
    if (refusal !== undefined && refusal.code !== told) log.error({ url, code: refusal.code }, inWords(refusal));
    told = refusal?.code;
    const againMs = retries.failed();
    await delay(refusal === undefined ? againMs : retry.maxMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

const inWords = ({ message, hint }: Failure): string => `${message} ${hint ?? ''}`.trim();

/** One connection, from dialling to its end. Returns why the parent does not want us, if it said so. */
async function dialOnce(
  session: LinkSession,
  url: string,
  credentials: Omit<Credentials, 'urls'>,
  { log, stop, onOpen }: { readonly log: Log; readonly stop: AbortSignal; readonly onOpen: () => void },
): Promise<Failure | undefined> {
  const ws = new WebSocket(new URL('/link', url.replace(/^https:/, 'wss:')), {
    ca: credentials.authority,
    cert: credentials.certificate,
    key: credentials.key,
    minVersion: 'TLSv1.3',
    handshakeTimeout: 10_000,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    autoPong: false,
    followRedirects: false,
  });
  const hangUp = () => ws.terminate();
  stop.addEventListener('abort', hangUp);
  try {
    const opened = await new Promise<Socket | Failure | undefined>((resolve) => {
      let socket: Socket;
      ws.once('upgrade', (response) => {
        socket = response.socket;
      });
      ws.once('open', () => resolve(socket));
      ws.once('unexpected-response', (request, response) => {
        request.destroy();
        const detail = `It answered with status ${response.statusCode}.`;
        resolve(
          response.statusCode === GONE ? linkFailure('link-declared-lost') : linkFailure('link-not-accepted', detail),
        );
      });
      ws.once('error', (error) => {
        log.debug({ url, err: error }, 'the parent could not be reached');
        resolve(undefined);
      });
    });
    if (opened === undefined || 'code' in opened) return opened;
    onOpen();
    stop.removeEventListener('abort', hangUp);
    const { code, reason } = await session.attach(new WsTransport(ws, opened));
    log.info({ url, code, reason }, 'the connection to the parent ended');
    if (code === closeCodes.replaced || code === closeCodes.notAccepted) {
      return linkFailure('link-not-accepted', reason);
    }
    return code === closeCodes.version ? linkFailure('link-version') : undefined;
  } finally {
    stop.removeEventListener('abort', hangUp);
  }
}
