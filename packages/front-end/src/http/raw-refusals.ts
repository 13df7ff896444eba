import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Refusals that are said before, or beside, the HTTP library: problems like all others, and the connection ends. */
const reasons = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
} as const;
export type RawStatus = keyof typeof reasons;

export const rawProblem = (status: RawStatus, detail: string, code = 'bad-http'): string =>
  JSON.stringify({ type: `/docs#${code}`, title: code.replaceAll('-', ' '), status, detail, code });

export function refuseSocket(socket: Duplex, status: RawStatus, detail: string, code?: string): void {
  const body = rawProblem(status, detail, code);
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** What is not HTTP gets a short answer and no second chance. */
export function refuseConnection(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy();
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
