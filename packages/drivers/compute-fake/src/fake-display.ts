import { Duplex } from 'node:stream';
import type { FakeGuest } from './fake-guests.ts';

/** Pixels. Small, so that whole pictures cost nothing. */
const width = 320;
const height = 200;
/** Milliseconds between pictures. Faster only warms the room. */
const frameMs = 100;

/** How a client wants its pixels (RFC 6143, 7.4). */
interface PixelFormat {
  readonly bytes: number;
  readonly bigEndian: boolean;
  readonly max: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}
const ownFormat: PixelFormat = { bytes: 4, bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] };

/**
 * A pretended screen that speaks RFB 3.8 (RFC 6143) without a password: a boat that goes to and fro on a sea, with the
 * colour of the sky by the last key that was pressed. Each picture is sent whole and raw when the client asks for one.
 */
export function fakeDisplay(guest: FakeGuest): Duplex {
  let input = Buffer.alloc(0);
  let format = ownFormat;
  let keys = 0;
  let phase: 'version' | 'security' | 'init' | 'running' = 'version';
  let timer: NodeJS.Timeout | undefined;
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      input = Buffer.concat([input, chunk]);
      while (takeMessage());
      done();
    },
    final(done) {
      done();
      stream.destroy();
    },
    destroy(error, done) {
      clearTimeout(timer);
      guest.viewers.delete(stream);
      done(error);
    },
  });
  /** The next `bytes` of input; undefined while they are not all there. */
  const take = (bytes: number): Buffer | undefined => {
    if (input.length < bytes) return undefined;
    const message = input.subarray(0, bytes);
    input = input.subarray(bytes);
    return message;
  };
  const sendPicture = () => {
    timer = undefined;
    if (stream.destroyed || stream.readableEnded) return;
    stream.push(picture(format, performance.now() - guest.startedAtMs, keys));
  };

  function takeMessage(): boolean {
    if (phase === 'version') {
      if (take(12) === undefined) return false;
      phase = 'security';
      stream.push(Buffer.from([1, 1]));
      return true;
    }
    if (phase === 'security') {
      if (take(1) === undefined) return false;
      phase = 'init';
      stream.push(Buffer.from([0, 0, 0, 0]));
      return true;
    }
    if (phase === 'init') {
      if (take(1) === undefined) return false;
      phase = 'running';
      stream.push(serverInit(guest.plan.name));
      return true;
    }
    switch (input[0]) {
      case undefined:
        return false;
      case 0: {
        const message = take(20);
        if (message !== undefined) format = formatIn(message.subarray(4));
        return message !== undefined;
      }
      case 2:
        return input.length >= 4 && take(4 + 4 * input.readUInt16BE(2)) !== undefined;
      case 3: {
        const message = take(10);
        // An incremental request is answered by the next picture, another one at once.
        if (message !== undefined) timer ??= setTimeout(sendPicture, message[1] === 0 ? 0 : frameMs);
        return message !== undefined;
      }
      case 4: {
        const message = take(8);
        if (message?.[1] === 1) keys = message.readUInt32BE(4);
        return message !== undefined;
      }
      case 5:
        return take(6) !== undefined;
      case 6:
        return input.length >= 8 && take(8 + Math.abs(input.readInt32BE(4))) !== undefined;
      default:
        stream.destroy();
        return false;
    }
  }

  guest.viewers.add(stream);
  if (guest.state === 'running') stream.push('RFB 003.008\n');
  return stream;
}

function serverInit(name: string): Buffer {
  const text = Buffer.from(name);
  const init = Buffer.alloc(24);
  init.writeUInt16BE(width, 0);
  init.writeUInt16BE(height, 2);
  // 32 bits a pixel, 24 of them colour, little-endian, true colour.
  init.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, ...ownFormat.shift], 4);
  init.writeUInt32BE(text.length, 20);
  return Buffer.concat([init, text]);
}

const formatIn = (wire: Buffer): PixelFormat => ({
  bytes: Math.max(1, (wire[0] ?? 32) / 8),
  bigEndian: wire[2] === 1,
  max: [wire.readUInt16BE(4), wire.readUInt16BE(6), wire.readUInt16BE(8)],
  shift: [wire[10] ?? 16, wire[11] ?? 8, wire[12] ?? 0],
});

/** One FramebufferUpdate with the whole screen in raw encoding. */
function picture(format: PixelFormat, ms: number, key: number): Buffer {
  const pixel = (r: number, g: number, b: number) => {
    const scaled = [r, g, b].map((c, i) => Math.round((c * (format.max[i] ?? 0)) / 255) << (format.shift[i] ?? 0));
    const value = scaled.reduce((sum, c) => sum | c, 0) >>> 0;
    const bytes = Buffer.alloc(4);
    if (format.bigEndian) bytes.writeUIntBE(value % 2 ** (8 * format.bytes), 0, format.bytes);
    else bytes.writeUIntLE(value % 2 ** (8 * format.bytes), 0, format.bytes);
    return bytes.subarray(0, format.bytes);
  };
  const hue = (key * 47) % 160;
  const [sky, sea, boat] = [pixel(60 + hue, 150, 220 - hue), pixel(20, 70, 120), pixel(250, 240, 220)];
  const left = Math.round(((Math.sin(ms / 2000) + 1) / 2) * (width - 60));
  const row = (y: number): Buffer => {
    const ground = y < height * 0.6 ? sky : sea;
    const line = Buffer.alloc(width * format.bytes, ground);
    const hull = y >= height * 0.55 && y < height * 0.65 ? 60 : 0;
    const sail = y >= height * 0.3 && y < height * 0.55 ? Math.round((y - height * 0.3) * 0.8) : 0;
    const half = Math.floor((hull || sail) / 2);
    line.fill(boat, (left + 30 - half) * format.bytes, (left + 30 + half) * format.bytes);
    return line;
  };
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(width, 8);
  head.writeUInt16BE(height, 10);
  return Buffer.concat([head, ...Array.from({ length: height }, (_, y) => row(y))]);
}
