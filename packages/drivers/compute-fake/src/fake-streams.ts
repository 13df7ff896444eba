import { Duplex } from 'node:stream';
import type { FakeGuest } from './fake-guests.ts';

/** Echoes what is typed and keeps it in the guest's console log. */
export function fakeConsole(guest: FakeGuest): Duplex {
  guest.consoleBusy = true;
  return new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      guest.console += chunk.toString();
      this.push(chunk);
      done();
    },
    final(done) {
      this.push(null);
      done();
    },
    destroy(error, done) {
      guest.consoleBusy = false;
      done(error);
    },
  });
}

/** The greeting of the RFB protocol (RFC 6143, 7.1.1) and silence after it. */
export function fakeDisplay(guest: FakeGuest): Duplex {
  const stream = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      done();
    },
    final(done) {
      this.push(null);
      done();
    },
  });
  if (guest.state === 'running') stream.push('RFB 003.008\n');
  return stream;
}
