import type { Duplex } from 'node:stream';

export interface RfbScreen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of the first rectangle, as the server sends them raw. */
  readonly pixels: Buffer;
}

/**
 * Shakes hands with an RFB server that wants no password (RFC 6143), asks for the whole screen and gives back its first
 * rectangle. Rejects when the server says something else, ends, or takes longer than `deadlineMs`.
 */
export async function readScreen(stream: Duplex, deadlineMs: number): Promise<RfbScreen> {
  const reader = new Reader(stream, deadlineMs);
  try {
    const version = (await reader.take(12)).toString('latin1');
    if (!/^RFB 003\.008\n$/.test(version)) throw new Error(`this is not RFB 3.8: ${JSON.stringify(version)}`);
    stream.write('RFB 003.008\n');
    const offered = await reader.take((await reader.take(1)).readUInt8(0));
    if (!offered.includes(1)) throw new Error(`it wants a password: security types ${[...offered].join(', ')}`);
    stream.write(Buffer.from([1]));
    if ((await reader.take(4)).readUInt32BE(0) !== 0) throw new Error('it refused');
    // Shared: others may look at the same time.
    stream.write(Buffer.from([1]));
    const init = await reader.take(24);
    const [width, height] = [init.readUInt16BE(0), init.readUInt16BE(2)];
    const bytesPerPixel = init.readUInt8(4) / 8;
    const name = (await reader.take(init.readUInt32BE(20))).toString();
    // SetEncodings: raw only. FramebufferUpdateRequest: everything, now.
    stream.write(Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]));
    const request = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    request.writeUInt16BE(width, 6);
    request.writeUInt16BE(height, 8);
    stream.write(request);
    for (;;) {
      const type = (await reader.take(1)).readUInt8(0);
      // A bell or the text of a clipboard may come in between.
      if (type === 2) continue;
      if (type === 3) {
        await reader.take((await reader.take(7)).readUInt32BE(3));
        continue;
      }
      if (type !== 0) throw new Error(`message ${type} was not expected`);
      const rectangles = (await reader.take(3)).readUInt16BE(1);
      if (rectangles === 0) continue;
      const head = await reader.take(12);
      if (head.readInt32BE(8) !== 0) throw new Error(`encoding ${head.readInt32BE(8)} was not asked for`);
      return {
        name,
        width,
        height,
        pixels: await reader.take(head.readUInt16BE(4) * head.readUInt16BE(6) * bytesPerPixel),
      };
    }
  } finally {
    reader.stop();
  }
}

/** Takes a stream in pieces of a wanted size. */
class Reader {
  readonly #stream: Duplex;
  readonly #timer: NodeJS.Timeout;
  #have: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;
  #wake = () => {};

  constructor(stream: Duplex, deadlineMs: number) {
    this.#stream = stream;
    this.#timer = setTimeout(() => this.#fail(new Error(`no whole picture within ${deadlineMs} ms`)), deadlineMs);
    stream.on('data', this.#more);
    stream.on('error', this.#fail);
    stream.on('end', this.#end);
  }

  async take(bytes: number): Promise<Buffer> {
    while (this.#have.length < bytes) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const taken = this.#have.subarray(0, bytes);
    this.#have = this.#have.subarray(bytes);
    return taken;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stream.off('data', this.#more).off('error', this.#fail).off('end', this.#end);
  }

  readonly #more = (chunk: Buffer): void => {
    this.#have = Buffer.concat([this.#have, chunk]);
    this.#wake();
  };
  readonly #fail = (error: Error): void => {
    this.#failure = error;
    this.#wake();
  };
  readonly #end = (): void => this.#fail(new Error('the stream ended before the picture'));
}
