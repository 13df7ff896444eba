import { describe, expect, it } from 'vitest';
import { loadOrder, parseModuleGraph } from './kernel-modules.ts';

const graph = parseModuleGraph(
  [
    'kernel/drivers/net/virtio_net.ko: kernel/drivers/net/net_failover.ko kernel/net/core/failover.ko',
    'kernel/drivers/net/net_failover.ko: kernel/net/core/failover.ko',
    'kernel/net/core/failover.ko:',
    'kernel/drivers/char/hw_random/virtio-rng.ko:',
  ].join('\n'),
);

describe('loadOrder', () => {
  it('puts what a module needs before it, and nothing twice', () => {
    expect(loadOrder(graph, ['virtio_net', 'virtio-rng', 'virtio_net'], () => false)).toEqual([
      'kernel/net/core/failover.ko',
      'kernel/drivers/net/net_failover.ko',
      'kernel/drivers/net/virtio_net.ko',
      'kernel/drivers/char/hw_random/virtio-rng.ko',
    ]);
  });

  it('passes over what is built into the kernel, and nothing else', () => {
    expect(loadOrder(graph, ['ext4'], (name) => name === 'ext4')).toEqual([]);
    expect(() => loadOrder(graph, ['ext5'], () => false)).toThrow('no module ext5');
  });
});
