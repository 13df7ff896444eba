import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection, one request at a time. Far cheaper than a whole client library: the client shares the
 * processors with what it measures. Understands only answers with a Content-Length, which is what we send.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #parts: Buffer[] = [];
  #length = 0;
  /** Bytes of head and body; 0 while the head is not whole. */
  #expected = 0;
  #headLength = 0;
  #status = 0;
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    const fail = (error?: Error) => {
      this.#waiting?.reject(error ?? new Error('The server closed the connection.'));
      this.#waiting = undefined;
    };
    socket.on('error', fail);
    socket.on('close', () => fail());
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new HttpConnection(socket)));
      socket.once('error', reject);
    });
  }

  /** `head` ends with one line break; the length of the body is added. */
  send(head: string, body = ''): Promise<Reply> {
    const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${head}${length}\r\n${body}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#expected === 0) this.#readHead();
    if (this.#expected === 0 || this.#length < this.#expected) return;
    const whole = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts);
    const reply = { status: this.#status, body: whole.subarray(this.#headLength, this.#expected) };
    this.#parts = [];
    this.#length = 0;
    this.#expected = 0;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(reply);
  }

  #readHead(): void {
    const so = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const end = so.indexOf(headEnd);
    if (end === -1) return;
    const head = so.toString('latin1', 0, end);
    this.#status = Number(head.slice(9, 12));
    this.#headLength = end + 4;
    this.#expected = this.#headLength + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  }
}
