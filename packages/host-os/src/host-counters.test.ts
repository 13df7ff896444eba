import { expect, test } from 'vitest';
import { hostCounters, parseHostCounters } from './host-counters.ts';

test('waiting is not counted as use, nor are partitions, loop devices and the loopback interface', () => {
  expect(
    parseHostCounters(
      'cpu  100 50 200 9999 777 10 40 0 0 0\ncpu0 1 2 3',
      'MemTotal:       1000 kB\nMemFree:         10 kB\nMemAvailable:    400 kB\n',
      ' 254 0 vda 5 0 8 0 7 0 16 0 0\n 254 1 vda1 5 0 8 0 7 0 16 0 0\n 7 0 loop0 1 0 99 0 1 0 99 0 0\n',
      'Inter-| Receive\n face |bytes\n    lo: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n  eth0: 11 0 0 0 0 0 0 0 22 0 0 0 0 0 0 0\n',
    ),
  ).toEqual({
    cpuSeconds: 4,
    memoryBytes: 600 * 1024,
    diskReadBytes: 8 * 512,
    diskWrittenBytes: 16 * 512,
    networkReceivedBytes: 11,
    networkSentBytes: 22,
  });
});

test('this machine has used some processor time and some memory', async () => {
  const counters = await hostCounters();
  expect(counters.cpuSeconds).toBeGreaterThan(0);
  expect(counters.memoryBytes).toBeGreaterThan(1_000_000);
});
