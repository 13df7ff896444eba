import { expect, test } from 'vitest';
import { applicationOf } from './application-of.ts';
import { imageConfiguration } from './documents.ts';

const of = (config: unknown) =>
  applicationOf(imageConfiguration.parse({ architecture: 'amd64', os: 'linux', rootfs: { diff_ids: [] }, config }));

test('all that an image says of its start', () => {
  expect(
    of({
      Entrypoint: ['/entry'],
      Cmd: ['serve', '-x'],
      Env: ['PATH=/bin', 'A=b=c'],
      User: '101:102',
      WorkingDir: 'srv/app',
      StopSignal: 'SIGQUIT',
      Volumes: { '/data': {}, cache: {} },
      ExposedPorts: {
        '80/tcp': {},
        '53/udp': {},
        443: {},
        '8000-8001/tcp': {},
        'x/tcp': {},
        '70000': {},
        '1/quic': {},
      },
      Labels: { a: 'b' },
      Healthcheck: { Test: ['CMD', '/check', '-q'], Interval: 5e9, Timeout: 0, Retries: 2 },
    }),
  ).toEqual({
    entrypoint: ['/entry'],
    command: ['serve', '-x'],
    environment: ['PATH=/bin', 'A=b=c'],
    user: '101:102',
    workingDirectory: '/srv/app',
    stopSignal: 'SIGQUIT',
    volumes: ['/data', '/cache'],
    ports: [
      { port: 443, protocol: 'tcp' },
      { port: 80, protocol: 'tcp' },
      { port: 53, protocol: 'udp' },
      { port: 8000, protocol: 'tcp' },
      { port: 8001, protocol: 'tcp' },
    ],
    healthCheck: {
      test: { exec: ['/check', '-q'] },
      intervalSeconds: 5,
      timeoutSeconds: 30,
      startSeconds: 0,
      retries: 2,
    },
    labels: { a: 'b' },
  });
});

test.each([null, undefined, {}, { Cmd: null, Env: null, User: '', Volumes: null, Healthcheck: null }])(
  'an image that says nothing starts nothing: %j',
  (config) => {
    expect(of(config)).toEqual({
      entrypoint: [],
      command: [],
      environment: [],
      workingDirectory: '/',
      volumes: [],
      ports: [],
      labels: {},
    });
  },
);

test('a health check in words is for the shell, and NONE is none', () => {
  expect(of({ Healthcheck: { Test: ['CMD-SHELL', 'curl -f http://localhost'] } }).healthCheck).toMatchObject({
    test: { shell: 'curl -f http://localhost' },
    retries: 3,
  });
  for (const Test of [['NONE'], [], ['CMD'], ['CMD-SHELL']])
    expect(of({ Healthcheck: { Test } }).healthCheck).toBeUndefined();
});
