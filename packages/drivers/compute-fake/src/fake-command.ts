import type { GuestCommand, RunningCommand } from '@skerry/driver-contract';
import { Duplex } from 'node:stream';
import type { FakeGuest } from './fake-guests.ts';

/** A pretended program: `echo` says its words, `cat` what it is told, `sh -c 'exit 3'` ends so; no other is there. */
export function fakeCommand(guest: FakeGuest, { words: [name = '', ...rest] }: GuestCommand): RunningCommand {
  const exit = name === 'sh' ? /^exit (\d+)$/.exec(rest[1] ?? '') : null;
  const status = Promise.withResolvers<number>();
  // Unless it comes to its own end.
  let ends = 137;
  const end = (code: number) => {
    ends = code;
    stream.push(null);
  };
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      if (name === 'cat') stream.push(chunk);
      done();
    },
    final(done) {
      if (name === 'cat') end(0);
      done();
    },
    destroy(error, done) {
      guest.viewers.delete(stream);
      status.resolve(ends);
      done(error);
    },
  });
  stream.once('end', () => stream.destroy());
  guest.viewers.add(stream);
  if (name === 'echo') {
    stream.push(`${rest.join(' ')}\n`);
    end(0);
  } else if (exit) {
    end(Number(exit[1]));
  } else if (name !== 'cat') {
    stream.push(`${name}: not found\n`);
    end(127);
  }
  return Object.assign(stream, { status: status.promise });
}
