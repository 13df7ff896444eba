import { z } from 'zod';

/**
 * `GET /v1/console`, a WebSocket. Binary frames carry the bytes of the console both ways: RFB (RFC 6143) for a display,
 * what a terminal sends and shows for the others. Text frames go from the client only and hold `consoleControl` as JSON.
 */
export const consolePath = '/v1/console';

/** The subprotocol that the server answers with. */
export const consoleProtocol = 'skerry.console.v1';
/** Put before the ticket it makes the second subprotocol that the client asks for. */
export const consoleTicketPrefix = 'skerry.ticket.';

export const consoleControl = z.discriminatedUnion('type', [
  /** The terminal has another size now. Has no effect on displays and serial ports, which do not know of sizes. */
  z.strictObject({
    type: z.literal('resize'),
    columns: z.int().min(1).max(1000),
    rows: z.int().min(1).max(1000),
  }),
  /** Of a command without a terminal: nothing more is said to it. */
  z.strictObject({ type: z.literal('end') }),
]);

/** Of a command: its exit status, 0 to 255, is added. */
export const commandEnded = 3000;

/** Why the server closed the WebSocket; the close frame holds a sentence beside. */
export const consoleCloseCodes = {
  /** The shell ended, or the guest closed its side. */
  ended: 1000,
  /** The front-end stops. */
  restarting: 1001,
  /** A frame that is none of the protocol. */
  malformed: 1008,
  /** The right, the user or the log-in is gone. */
  revoked: 4401,
  /** The ticket was used, has expired or never was one. */
  ticketRefused: 4403,
  /** The host refused: the guest does not run, somebody else holds it. */
  refused: 4409,
  /** The guest was stopped. */
  stopped: 4410,
  /** A link on the way was cut. Try again with another ticket. */
  cut: 4503,
} as const;
