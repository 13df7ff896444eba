import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { consoleCloseCodes, consolePath, consoleProtocol, consoleTicketPrefix } from '@skerry/contract';
import { toFailure } from '@skerry/kit';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { isSameOrigin } from '../auth/same-origin.ts';
import type { Cloud } from '../cloud.ts';
import { type RawStatus, refuseSocket } from '../http/raw-refusals.ts';
import { closeSocket } from './console-bridge.ts';

/** Bytes of one frame. Larger: a browser could fill the memory; smaller: pasting a long text would fail. */
const maxPayload = 1024 * 1024;

/** Other offers to upgrade are passed over, as HTTP allows: the request is answered as if there were none. */
export const isForConsole = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket';

/**
 * `GET /v1/console`, upgraded to a WebSocket. The ticket comes as a subprotocol and not in the address: addresses are
 * written into the logs of proxies and the histories of browsers, this header is not. A ticket that is no good is
 * answered by a WebSocket that closes at once with a sentence, because a browser shows its page nothing of a refused
 * upgrade.
 */
export function registerConsoles(app: FastifyInstance, cloud: Cloud): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(consoleProtocol) ? consoleProtocol : false),
  });
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
      // Heard from now on: an error without a listener would end the process.
      webSocket.on('error', () => {});
      void serveHolder(webSocket, ticket, cloud);
    });
  });
  app.addHook('preClose', async () => {
    cloud.consoles.close();
    sockets.close();
  });
}

/** A browser that sends something before its ticket was looked up is not answered any worse: nothing is lost. */
async function serveHolder(webSocket: WebSocket, ticket: string, cloud: Cloud): Promise<void> {
  const refuse = (reason: string) => closeSocket(webSocket, { code: consoleCloseCodes.ticketRefused, reason });
  webSocket.pause();
  try {
    const grant = await cloud.consoles.tickets.redeem(ticket);
    webSocket.resume();
    if (grant !== undefined) return await cloud.consoles.serve(webSocket, grant);
    refuse('This ticket was used already or has expired. Ask for another.');
  } catch (err) {
    cloud.log.warn({ err }, 'a ticket could not be looked up');
    webSocket.resume();
    refuse('The ticket could not be looked up. Ask for another.');
  }
}
