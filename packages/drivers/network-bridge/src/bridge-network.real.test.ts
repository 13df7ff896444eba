import { networkConformance } from '@skerry/driver-contract/conformance/network';
import type { NetworkHarness } from '@skerry/driver-contract/conformance/network-harness';
import type { HostNetwork } from '@skerry/driver-contract';
import { readPidFile, run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { Resolver } from 'node:dns/promises';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBridgeNetwork } from './bridge-network.ts';
import { networkFiles } from './dnsmasq-files.ts';
import { bridgeOf, type GuestSpace, makeGuestSpace, passing } from './testing/guest-space.ts';

const prefix = 'tnb';
/** Addresses of RFC 2544, for tests of networks: seldom used by anybody else. */
const network = (networkId: number): HostNetwork => ({
  networkId,
  name: `test-${networkId}`,
  cidr: `198.18.${networkId}.0/24`,
  gateway: `198.18.${networkId}.1`,
  nat: true,
});

networkConformance('the bridge driver', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-net-'));
  await chmod(dataDirectory, 0o711);
  const settings = { dataDirectory, namePrefix: prefix };
  const driver = createBridgeNetwork(settings, { log: silentLog });
  const dhcpScript = join(dataDirectory, 'print-address');
  await writeFile(dhcpScript, '#!/bin/sh\n[ "$1" = bound ] && echo "address $ip"\nexit 0\n', { mode: 0o755 });

  const harness: NetworkHarness = {
    driver,
    reopen: async () => createBridgeNetwork(settings, { log: silentLog }),
    network,
    overlapping() {
      const used = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      const own = used.find((each) => each.family === 'IPv4' && !each.internal);
      const cidr = own?.cidr ?? '127.0.0.0/24';
      return { networkId: 3, name: 'clash', cidr, gateway: cidr.split('/')[0] ?? '', nat: true };
    },
    async obtain(port) {
      const guest = await makeGuestSpace(driver, port, prefix);
      try {
        const client = ['udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-t', '4', '-T', '1', '-s', dhcpScript];
        const { stdout } = await guest.run(['busybox', ...client], [0, 1]);
        return /^address (.*)$/m.exec(stdout)?.[1];
      } finally {
        await guest.remove();
      }
    },
    filters: {
      async passing(from, to, frames) {
        const guests: GuestSpace[] = [];
        try {
          for (const port of [from, to]) guests.push(await makeGuestSpace(driver, port, prefix));
          const [sender, receiver] = guests as [GuestSpace, GuestSpace];
          return await passing(bridgeOf(driver, from.networkId), sender, receiver, frames);
        } finally {
          for (const guest of guests) await guest.remove();
        }
      },
      async flush() {
        for (const family of ['bridge', 'inet']) await run('nft', ['delete', 'table', family, `skerry_${prefix}`]);
      },
    },
    async resolve({ gateway }, hostname) {
      const resolver = new Resolver({ timeout: 1000, tries: 2 });
      resolver.setServers([gateway]);
      const found = await resolver.resolve4(hostname).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTFOUND' || error.code === 'EREFUSED' || error.code === 'ENODATA') return [];
        throw error;
      });
      return found[0];
    },
    async crashService(networkId) {
      const daemon = await readPidFile(networkFiles(dataDirectory, networkId).pid);
      if (!daemon) throw new Error('no dnsmasq to kill');
      process.kill(daemon.pid, 'SIGKILL');
    },
    async leftovers() {
      const { stdout: tables } = await run('nft', ['list', 'tables']);
      const { stdout: processes } = await run('ps', ['-eo', 'args']);
      return [
        ...(await readdir('/sys/class/net')).filter((name) => name.startsWith(prefix)),
        ...tables.split('\n').filter((line) => line.includes(`skerry_${prefix}`)),
        ...processes.split('\n').filter((line) => line.startsWith('dnsmasq') && line.includes(dataDirectory)),
        ...(await readdir(join(dataDirectory, 'networks'))),
      ];
    },
    async dispose() {
      for (const { instanceId } of await driver.listPorts()) await driver.removePorts(instanceId);
      for (const networkId of await driver.listNetworks()) await driver.removeNetwork(networkId);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return harness;
});
