import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../frames/protocol-error.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { WINDOW_BYTES, WINDOW_MESSAGES } from './settings.ts';

const tell = (body: string | number) => ({ type: 'notify', method: 'tell', body }) as const;
const takeAll = (outbox: Outbox) => {
  const taken: number[] = [];
  for (let text = outbox.take(); text !== undefined; text = outbox.take()) {
    taken.push((JSON.parse(text) as { seq: number }).seq);
  }
  return taken;
};
const filled = (messages: number) => {
  const outbox = new Outbox(10_000, 64 * 1024 * 1024);
  for (let i = 0; i < messages; i++) outbox.push(tell(i));
  return outbox;
};

describe('an outbox', () => {
  test('sends one window, and goes on as far as it is acknowledged', () => {
    const outbox = filled(WINDOW_MESSAGES + 10);
    expect(takeAll(outbox)).toHaveLength(WINDOW_MESSAGES);
    outbox.acknowledge(3);
    expect(takeAll(outbox)).toEqual([1, 2, 3].map((n) => WINDOW_MESSAGES + n));
    expect(outbox.messages).toBe(WINDOW_MESSAGES + 7);
  });

  test('counts the window in bytes too', () => {
    const outbox = new Outbox(100, 64 * 1024 * 1024);
    for (let i = 0; i < 20; i++) outbox.push(tell('x'.repeat(1_000_000)));
    expect(takeAll(outbox)).toHaveLength(Math.floor(WINDOW_BYTES / 1_000_060));
  });

  test('sends again what the peer did not receive', () => {
    const outbox = filled(10);
    takeAll(outbox);
    outbox.acknowledge(4);
    outbox.resumeAfter(6);
    expect(takeAll(outbox)).toEqual([7, 8, 9, 10]);
  });

  test('keeps the place of what expired', () => {
    const outbox = filled(3);
    outbox.expire(2);
    outbox.expire(99);
    const texts = [outbox.take(), outbox.take(), outbox.take()];
    expect(texts[1]).toBe('{"type":"skip","seq":2}');
    outbox.acknowledge(3);
    expect([outbox.messages, outbox.bytes]).toEqual([0, 0]);
  });

  test('refuses what no honest peer says', () => {
    const outbox = filled(5);
    outbox.take();
    expect(() => outbox.acknowledge(2)).toThrow(ProtocolError);
    outbox.acknowledge(1);
    expect(() => outbox.resumeAfter(0)).toThrow(ProtocolError);
    expect(() => outbox.resumeAfter(6)).toThrow(ProtocolError);
  });

  test('takes answers beyond its bound, and nothing else', () => {
    const outbox = new Outbox(1, 1000);
    outbox.push(tell(1));
    expect(() => outbox.push(tell(2))).toThrow('Too much is waiting');
    expect(outbox.push({ type: 'response', id: 1, body: null })).toBe(2);
  });
});

describe('an inbox', () => {
  test('takes each number once, and refuses a gap', () => {
    const inbox = new Inbox();
    expect([inbox.take(1), inbox.take(1), inbox.take(2), inbox.take(1)]).toEqual([true, false, true, false]);
    expect(() => inbox.take(4)).toThrow(ProtocolError);
    expect(inbox.received).toBe(2);
  });

  test('has handled what lies before the oldest that is in work', () => {
    const inbox = new Inbox();
    for (const seq of [1, 2, 3, 4]) inbox.take(seq);
    const [two, three] = [inbox.hold(2), inbox.hold(3)];
    expect(inbox.handled).toBe(1);
    three();
    expect(inbox.handled).toBe(1);
    two();
    expect(inbox.handled).toBe(4);
  });
});
