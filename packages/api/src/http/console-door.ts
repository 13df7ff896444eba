import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { consoleCloseCodes, consolePath, consoleProtocol, consoleTicketPrefix } from '@skerry/contract';
import { toFailure } from '@skerry/kit';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { isSameOrigin } from '../auth/same-origin.ts';
import { perform } from '../requests/perform.ts';
import { type RawStatus, refuseSocket } from './raw-refusals.ts';
import type { ServerParts } from './server-parts.ts';
import { WebSocketViewer } from './web-socket-viewer.ts';

/** Bytes of one frame. Larger: a browser could fill the memory; smaller: pasting a long text would fail. */
const maxPayload = 1024 * 1024;
/** Milliseconds between pings. Longer: a viewer that is gone keeps its place for longer. */
const pingMs = 20_000;

/** Other offers to upgrade are passed over, as HTTP allows: the request is answered as if there were none. */
export const isForConsole = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Carries consoles by WebSockets. The ticket comes as a subprotocol and not in the address: addresses are written into
 * the logs of proxies and the histories of browsers, this header is not. A ticket that is no good is answered by a
 * WebSocket that closes at once with a sentence, because a browser shows its page nothing of a refused upgrade.
 */
export function registerConsoles(app: FastifyInstance, parts: ServerParts): void {
  const { cloud } = parts;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(consoleProtocol) ? consoleProtocol : false),
  });
  const viewers = new Set<WebSocketViewer>();
  const pinging = setInterval(() => {
    for (const viewer of viewers) viewer.ping();
  }, pingMs);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const refuse = (status: RawStatus, detail: string, code?: string) => refuseSocket(socket, status, detail, code);
    try {
      cloud.hostNames.check(request.headers.host);
    } catch (error) {
      return refuse(421, toFailure(error).message, toFailure(error).code);
    }
    if (request.url?.split('?', 1)[0] !== consolePath)
      return refuse(404, 'No WebSocket is served here.', 'no-such-route');
    if (request.headers.origin !== undefined && !isSameOrigin(request.headers)) {
      return refuse(403, 'This WebSocket came from a page of another site.', 'origin-refused');
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
    const ticket = offered.find((p) => p.startsWith(consoleTicketPrefix))?.slice(consoleTicketPrefix.length);
    if (ticket === undefined || !offered.includes(consoleProtocol)) {
      return refuse(400, `Ask for the subprotocols ${consoleProtocol} and ${consoleTicketPrefix}TICKET.`);
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const viewer = new WebSocketViewer(webSocket);
      viewers.add(viewer);
      webSocket.once('close', () => viewers.delete(viewer));
      void carry(viewer, ticket, cloud.proxies.addressOf(request), parts);
    });
  });
  app.addHook('preClose', async () => {
    clearInterval(pinging);
    cloud.consoles.close();
    sockets.close();
  });
}

async function carry(viewer: WebSocketViewer, ticket: string, address: string, parts: ServerParts): Promise<void> {
  const refuse = (reason: string) => viewer.close({ code: consoleCloseCodes.ticketRefused, reason });
  const asked = { caller: undefined, body: { ticket }, address, requestId: randomUUID() };
  try {
    const outcome = await perform('console', asked, parts);
    if (outcome.outcome === 'opened') return await outcome.stream.carry(viewer);
    const { kind, message, hint = '' } = toFailure(outcome.error);
    if (kind === 'refused') return refuse(`${message} ${hint}`);
    parts.cloud.log.warn({ err: outcome.error }, 'a ticket could not be looked up');
  } catch (err) {
    parts.cloud.log.error({ err }, 'a console was cut');
  }
  refuse('The ticket could not be looked up. Ask for another.');
}
