import { expect, test } from 'vitest';
import { startFile } from './start-file.ts';

const records = (file: Buffer) => file.toString().split('\0');

test('every word stands in it as it is, in order', () => {
  const odd = 'a "b"\n\tc = \u00fc \\ $x';
  const file = startFile({
    args: ['/bin/sh', '-c', odd, ''],
    environment: [`A=${odd}`, 'B='],
    workingDirectory: '/srv/a b',
    user: 'web:staff',
    stopSignal: 'SIGQUIT',
    haltSignal: 'SIGRTMIN+3',
    hostname: 'web-1',
    searchDomain: 'u7.internal',
    nameservers: ['10.0.0.1', '10.0.0.2'],
    nics: [
      { mac: '02:00:00:00:00:01', address: '10.0.0.5', prefixLength: 24, gateway: '10.0.0.1' },
      { mac: '02:00:00:00:00:02', address: '10.0.1.5', prefixLength: 16 },
    ],
  });
  expect(records(file)).toEqual([
    'arg=/bin/sh',
    'arg=-c',
    `arg=${odd}`,
    'arg=',
    `env=A=${odd}`,
    'env=B=',
    'cwd=/srv/a b',
    'user=web:staff',
    'stop=3',
    'halt=37',
    'host=web-1',
    'search=u7.internal',
    'nic=02:00:00:00:00:01 10.0.0.5/24 10.0.0.1',
    'nic=02:00:00:00:00:02 10.0.1.5/16',
    'dns=10.0.0.1',
    'dns=10.0.0.2',
    '',
  ]);
});

test('it is never empty, for an empty one is one that was cut off', () => {
  expect(records(startFile({ args: [] }))).toEqual(['cwd=/', '']);
});

test('what it cannot say is refused with what to do', () => {
  expect(() => startFile({ args: ['a\0b'] })).toThrow(/zero byte/);
  expect(() => startFile({ args: ['a'], environment: ['A=\0'] })).toThrow(/zero byte/);
  expect(() => startFile({ args: ['a'], stopSignal: 'SIGNOTHING' })).toThrow(/no signal/);
});
