import { expect, test } from 'vitest';
import { encodeText } from '../frames/encode.ts';
import type { Frame } from '../frames/frame.ts';
import type { Transport, TransportListener } from '../transport.ts';
import { LinkSession } from './link-session.ts';

/** A connection whose other end is the test. */
function cable() {
  let listener: TransportListener | undefined;
  let closedWith: number | undefined;
  const sent: Frame[] = [];
  const transport: Transport = {
    receivedBytes: 0,
    bufferedBytes: 0,
    send: (data) => void (typeof data === 'string' && sent.push(JSON.parse(data) as Frame)),
    listen: (given) => (listener = given),
    close: (code) => (closedWith = code),
    terminate: () => (closedWith = 0),
  };
  return {
    transport,
    sent,
    get closedWith() {
      return closedWith;
    },
    say: (frame: Frame) => listener?.frame(Buffer.from(encodeText(frame as never)), false),
    /** The news that it is closed, as late as it comes. */
    tellClosed: () => listener?.closed(1006, ''),
  };
}

test('what an old connection still carries after a new one came is not taken, nor is its end', async () => {
  const session = new LinkSession(false, {});
  const got: unknown[] = [];
  const states: string[] = [];
  session.handle({ notifications: { tell: (body) => void got.push(body) } });
  session.on('cut', ({ reason }) => states.push(`cut: ${reason}`));
  session.on('connected', ({ resumed }) => states.push(resumed ? 'resumed' : 'connected'));
  const peer = 'b7e0d7a2-6a3b-4a57-9c8f-1a2b3c4d5e6f';
  const hello = (received: number, knows: string | null): Frame => ({
    type: 'hello',
    versions: [1, 3],
    session: peer,
    peer: knows,
    received,
  });
  const tell = (seq: number, body: string): Frame => ({ type: 'notify', seq, method: 'tell', body });
  const turn = () => new Promise(setImmediate);
  try {
    const old = cable();
    void session.attach(old.transport);
    old.say(hello(0, null));
    old.say(tell(1, 'one'));
    const fresh = cable();
    void session.attach(fresh.transport);
    expect(old.closedWith).toBe(4003);
    fresh.say(hello(0, session.id));
    expect(fresh.sent[0]).toMatchObject({ type: 'hello', received: 1 });

    // In flight on the old one when the new one came: a message, a wrong one, a second hello, the end.
    old.say(tell(2, 'from the old one'));
    old.say(tell(9, 'a gap'));
    old.say(hello(0, null));
    old.say({ type: 'ack', seq: 99 });
    old.tellClosed();
    expect(session.state).toBe('connected');
    expect(fresh.closedWith).toBeUndefined();

    fresh.say(tell(2, 'two'));
    await turn();
    expect(got).toEqual(['one', 'two']);
    expect(states).toEqual(['connected', 'cut: a newer connection of this child took its place', 'resumed']);
  } finally {
    await Promise.race([session.close(), turn()]);
  }
});
