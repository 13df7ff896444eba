import { expect, test } from 'vitest';
import { topology } from './topology.ts';

test('every machine has addresses and ports of its own, in the network of its bridge', () => {
  const { nodes, bridges } = topology(3, 4);
  expect(nodes.map((node) => node.name).filter((name) => name.startsWith('host'))).toHaveLength(12);
  const plugs = nodes.flatMap((node) => node.plugs);
  expect(new Set(plugs.map((plug) => plug.address)).size).toBe(plugs.length);
  expect(new Set(plugs.map((plug) => plug.port)).size).toBe(plugs.length);
  for (const plug of plugs) expect(bridges).toContain(plug.bridge);
  const networks = Map.groupBy(plugs, (plug) => plug.bridge);
  for (const inside of networks.values()) {
    expect(new Set(inside.map((plug) => plug.address.replace(/\.\d+$/, ''))).size).toBe(1);
  }
});

test('a cluster is cut at its way to the front-end, a host at its way to the controller', () => {
  const { nodes } = topology(2, 2);
  const uplink = (name: string) => nodes.find((node) => node.name === name)?.uplink?.bridge;
  expect([uplink('cluster2'), uplink('host3'), uplink('front-end'), uplink('switch')]).toEqual([
    'wan',
    'lan2',
    'wan',
    undefined,
  ]);
});

test('names of interfaces fit into Linux, also in the largest lab', () => {
  const longest = Math.max(...topology(100, 100).nodes.flatMap((node) => node.plugs.map((plug) => plug.port.length)));
  expect(longest).toBeLessThanOrEqual(15);
});
