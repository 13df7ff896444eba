import { expect, test } from 'vitest';
import type { HostReport } from '../host/host.ts';
import { networkOnHosts, takenByHost } from './on-hosts.ts';

const report = (more: Partial<HostReport> = {}): HostReport => ({
  hostname: 'h',
  agentVersion: '1',
  architecture: 'x86_64',
  cpus: 1,
  memoryMiB: 1,
  diskMiB: 1,
  diskFreeMiB: 1,
  runtimes: [],
  problems: [],
  ...more,
});
const host = (id: number, more?: Partial<HostReport>) => ({
  id,
  name: `rack-${id}`,
  report: more === undefined ? undefined : report(more),
});

test('a network is refused where a host uses any of its addresses itself, and the sentence names host and use', () => {
  const by = '192.0.2.2/24, an address of this host on eth0';
  const hosts = [host(1), host(2, {}), host(3, { taken: [{ cidr: '192.0.2.2/24', by }] })];
  expect(takenByHost('192.0.2.128/25', hosts)).toBe(
    `The host "rack-3" cannot build 192.0.2.128/25: it uses 192.0.2.2/24 itself (${by}).`,
  );
  expect(takenByHost('192.0.3.0/24', hosts)).toBeUndefined();
});

test('it is ready, degraded or failed by what those hosts say that have reported', () => {
  const bad = { unbuilt: [{ networkId: 7, message: 'It overlaps.' }] };
  expect(networkOnHosts(7, [host(1), host(2, {})])).toEqual({ state: 'ready', unbuilt: [] });
  expect(networkOnHosts(8, [host(1, bad)]).state).toBe('ready');
  expect(networkOnHosts(7, [host(1, bad), host(2, {})])).toEqual({
    state: 'degraded',
    unbuilt: [{ hostId: 1, hostName: 'rack-1', message: 'It overlaps.' }],
  });
  expect(networkOnHosts(7, [host(1, bad), host(2)]).state).toBe('failed');
});
