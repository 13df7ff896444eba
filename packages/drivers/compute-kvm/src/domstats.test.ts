import { expect, test } from 'vitest';
import { guestStateOf } from './domain-state.ts';
import { parseDomstats, sampleOf } from './domstats.ts';

const printed = `Domain: 'sk-1'
  state.state=1
  state.reason=1
  cpu.time=339822000
  balloon.current=131072
  balloon.rss=52808
  net.count=2
  net.0.name=skt1-0
  net.0.rx.bytes=90
  net.0.tx.bytes=10
  net.1.rx.bytes=5
  net.1.tx.bytes=6
  block.count=2
  block.0.name=vda
  block.0.path=/disks/a=b.qcow2
  block.0.rd.bytes=1000
  block.0.wr.bytes=24
  block.1.rd.bytes=3

Domain: 'foreign guest'
  state.state=5
  state.reason=3

`;

test('counters that are still printed after the end of a guest are no sample', () => {
  const [stats] = parseDomstats("Domain: 'sk-1'\n  state.state=5\n  state.reason=1\n  cpu.time=320000000\n");
  expect(stats && sampleOf(stats)).toBeUndefined();
});

test('statistics become one sample for a running guest, with sums over disks and interfaces', () => {
  const [first, second] = parseDomstats(printed);
  expect(first?.name).toBe('sk-1');
  expect(first?.fields.get('block.0.path')).toBe('/disks/a=b.qcow2');
  expect(first && sampleOf(first)).toEqual({
    cpuSeconds: 0.339822,
    memoryBytes: 52808 * 1024,
    diskReadBytes: 1003,
    diskWrittenBytes: 24,
    networkReceivedBytes: 95,
    networkSentBytes: 16,
  });
  expect(second?.name).toBe('foreign guest');
  expect(second && sampleOf(second)).toBeUndefined();
});

test('what a guest has in use is what its own balloon driver told, and nothing where it told nothing', () => {
  const guestMemory = (...lines: string[]) => {
    const [stats] = parseDomstats(["Domain: 'sk-1'", '  state.state=1', '  cpu.time=1', ...lines, ''].join('\n'));
    return stats && sampleOf(stats)?.guestMemoryBytes;
  };
  const told = ['  balloon.available=100000', '  balloon.usable=60000', '  balloon.last-update=1700000000'];
  expect(guestMemory(...told)).toBe(40_000 * 1024);
  expect(guestMemory(...told.slice(0, 2), '  balloon.last-update=0')).toBeUndefined();
  expect(guestMemory('  balloon.available=100000', '  balloon.last-update=1700000000')).toBeUndefined();
  expect(guestMemory('  balloon.rss=52808')).toBeUndefined();
});

test('only a guest that ended against its will is crashed', () => {
  const shutoff = (reason: number) => guestStateOf(5, reason);
  expect([0, 1, 2, 4, 5, 6, 7].map(shutoff)).toEqual(Array(7).fill('prepared'));
  expect([3, 8].map(shutoff)).toEqual(['crashed', 'crashed']);
  expect(guestStateOf(6, 0)).toBe('crashed');
  expect(guestStateOf(3, 1)).toBe('paused');
  expect(guestStateOf(4, 1)).toBe('running');
});
