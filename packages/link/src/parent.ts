import { constants } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { silentLog } from '@skerry/kit';
import { WebSocketServer } from 'ws';
import type { Authority } from './ca/authority.ts';
import { type Identity, identityOfSubjectAltName } from './ca/identity.ts';
import { shouldRenew } from './ca/validity.ts';
import { ConnectionBounds, type ConnectionLimits, usualConnectionLimits } from './connection-bounds.ts';
import { linkError } from './errors.ts';
import { MAX_MESSAGE_BYTES } from './frames/limits.ts';
import { joinEndpoint, type Redeem } from './join/join-endpoint.ts';
import { answerRenewals } from './join/renewal.ts';
import { LinkSession } from './session/link-session.ts';
import type { Handlers, Session } from './session/session.ts';
import type { SessionOptions } from './session/settings.ts';
import { WsTransport } from './ws-transport.ts';

const DAY_MS = 24 * 3600 * 1000;

export interface ParentOptions extends SessionOptions {
  readonly ca: Authority;
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** DNS names and IP addresses under which children reach us. */
  readonly serverNames: readonly string[];
  readonly redeem: Redeem;
  /** Of connections to the port, links or not. */
  readonly connections?: ConnectionLimits;
  /** Asked at every connection. Handlers are added to the session. */
  readonly accept: (identity: Identity) => Acceptance | Promise<Acceptance>;
}

/** `false`: not (any more) one of ours. `lost`: it was declared gone for good, and is told so. */
export type Acceptance = boolean | 'lost' | Handlers;

export interface Parent {
  readonly port: number;
  /** By child id. A session stays when its link is cut, until `forget`. */
  readonly sessions: ReadonlyMap<string, Session>;
  /** Called with every session that is made from now on, before its first message; returns how to stop. */
  onSession(listener: (session: Session, identity: Identity) => void): () => void;
  /** Closes the session of a child that was removed. `accept` must refuse it from now on. */
  forget(childId: string): Promise<void>;
  close(): Promise<void>;
}

/** How a level takes its children: `createParent`, or one in memory for many levels in one process. */
export type OpenParent = (options: ParentOptions) => Promise<Parent>;

/** Listens for children. Dies with its sessions: children then see another life and resync. */
export async function createParent(options: ParentOptions): Promise<Parent> {
  const { ca, listen, serverNames, log = silentLog } = options;
  const sessions = new Map<string, { session: LinkSession; identity: Identity }>();
  const open = new Map<string, Session>();
  const listeners = new Set<(session: Session, identity: Identity) => void>();
  const join = joinEndpoint(ca, options.redeem, log);

  let own = await ca.issueServer(serverNames);
  const server = createServer(
    {
      key: own.key,
      cert: own.certificate,
      ca: ca.certificate,
      requestCert: true,
      // A stranger may join; everything else asks `authorized`.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      // No resumption: a certificate is looked at on every connection.
      secureOptions: constants.SSL_OP_NO_TICKET,
      handshakeTimeout: 10_000,
      headersTimeout: 10_000,
      requestTimeout: 20_000,
    },
    (request, response) => void join(request, response),
  );
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Answering pings of a peer that reads nothing would fill our memory.
    autoPong: false,
  });

  const sessionOf = (identity: Identity): LinkSession => {
    const known = sessions.get(identity.id);
    if (known !== undefined) {
      if (known.identity.role !== identity.role)
        throw linkError('link-not-accepted', 'Its id belongs to another role.');
      return known.session;
    }
    const session = new LinkSession(false, { ...options, log: log.child({ child: identity.id }) });
    answerRenewals(session, ca, identity);
    sessions.set(identity.id, { session, identity });
    open.set(identity.id, session);
    for (const listener of listeners) listener(session, identity);
    return session;
  };

  // Also those that have not finished their handshake, of which the server itself keeps no list.
  const connections = new ConnectionBounds(options.connections ?? usualConnectionLimits);
  // What TLS makes of a socket knows it only by its ends.
  const below = new Map<string, Socket>();
  const endsOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.prependListener('connection', (socket: Socket) => {
    if (!connections.begin(socket)) return log.debug({ address: socket.remoteAddress }, 'no room for a connection');
    const ends = endsOf(socket);
    below.set(ends, socket);
    socket.once('close', () => below.delete(ends));
  });

  let closing = false;
  server.on('upgrade', (request, socket, head) => {
    const tls = request.socket as TLSSocket;
    socket.on('error', (error) => log.debug({ err: error }, 'a socket of the link failed'));
    const refuse = (status: string) => {
      log.warn({ address: tls.remoteAddress, status }, 'refused a connection');
      // Whoever does not take its answer is cut when it should have become a link.
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
    };
    const identity = tls.authorized ? identityOfSubjectAltName(tls.getPeerCertificate().subjectaltname) : undefined;
    if (identity === undefined || identity.cloudId !== ca.cloudId) return refuse('401 Unauthorized');
    if (request.url !== '/link') return refuse('404 Not Found');
    const admit = async () => {
      const accepted = await options.accept(identity);
      if (accepted === false) return refuse('403 Forbidden');
      if (accepted === 'lost') return refuse('410 Gone');
      // A session made now would outlive us, and keep our end waiting for ever.
      if (closing) return socket.destroy();
      const session = sessionOf(identity);
      if (typeof accepted === 'object') session.handle(accepted);
      sockets.handleUpgrade(request, socket, head, (ws) => {
        const raw = below.get(endsOf(tls));
        if (raw !== undefined) connections.settled(raw);
        void session.attach(new WsTransport(ws, tls));
      });
    };
    admit().catch((error: unknown) => {
      log.error({ child: identity.id, err: error }, 'a child could not be admitted');
      refuse('403 Forbidden');
    });
  });
  server.on('tlsClientError', (error) => log.debug({ err: error }, 'a TLS handshake failed'));

  const renewOwn = async () => {
    own = await ca.issueServer(serverNames);
    server.setSecureContext({ key: own.key, cert: own.certificate, ca: ca.certificate, minVersion: 'TLSv1.3' });
  };
  const renewal = setInterval(() => {
    if (!shouldRenew(own.notAfter, new Date())) return;
    renewOwn().catch((error: unknown) => log.error({ err: error }, 'the server certificate could not be renewed'));
  }, DAY_MS).unref();

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const forget = async (childId: string) => {
    const known = sessions.get(childId);
    sessions.delete(childId);
    open.delete(childId);
    await known?.session.close();
  };
  return {
    port: (server.address() as AddressInfo).port,
    sessions: open,
    onSession(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forget,
    async close() {
      closing = true;
      clearInterval(renewal);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...sessions.keys()].map(forget));
      await Promise.all([...sockets.clients].map((ws) => new Promise((gone) => ws.once('close', gone))));
      for (const socket of connections.sockets) socket.destroy();
      await closed;
    },
  };
}
