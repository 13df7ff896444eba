import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Refusals that are said before, or beside, the HTTP library: problems like all others, and the connection ends. */
const reasons = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  421: 'Misdirected Request',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
} as const;
export type RawStatus = keyof typeof reasons;

export const rawProblem = (status: RawStatus, detail: string, code = 'bad-http'): string =>
  JSON.stringify({ type: `/docs#${code}`, title: code.replaceAll('-', ' '), status, detail, code });

/**
 * Milliseconds in which the other end may take its answer. Longer: who does not close holds the socket; shorter: the
 * reset of what it still sends may reach it before the answer.
 */
const lingerMs = 2_000;

/** Says why and lets go of the socket, also when the other end never closes. */
export function refuseSocket(socket: Duplex, status: RawStatus, detail: string, code?: string): void {
  const body = rawProblem(status, detail, code);
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', () => socket.destroy());
  // What it still sends is read and thrown away: unread, it would turn our goodbye into a reset.
  socket.removeAllListeners('data');
  socket.resume();
}

/** What is not HTTP gets a short answer and no second chance. */
export function refuseConnection(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (error.code === 'HPE_HEADER_OVERFLOW') return refuseSocket(socket, 431, 'The headers are too large.');
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return refuseSocket(socket, 408, 'The request did not arrive in time.');
  }
  refuseSocket(socket, 400, 'This is not a well-formed HTTP request.');
}

/** Node would answer with nothing but a status. */
export function answerExpectations(server: Server): void {
  server.on('checkExpectation', (_, response) => {
    const body = rawProblem(417, 'The header Expect asks for something that is not done here.');
    response.writeHead(417, {
      'Content-Type': 'application/problem+json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    });
    response.end(body);
  });
}
