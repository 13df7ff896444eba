import type { HostNetwork, NetworkDriver, PortPlan } from '@skerry/driver-contract';
import { run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBridgeNetwork } from './bridge-network.ts';
import { encodeFrame } from './testing/encode-frame.ts';
import { bridgeOf, configure, type GuestSpace, makeGuestSpace, sendFrames } from './testing/guest-space.ts';

/** Addresses of RFC 2544. Two networks behind translation, one that is routed, and an outside with two addresses. */
const network = (networkId: number, nat = true): HostNetwork => ({
  networkId,
  name: `reach-${networkId}`,
  cidr: `198.18.${90 + networkId}.0/24`,
  gateway: `198.18.${90 + networkId}.1`,
  nat,
});
const port = (networkId: number, last: number): PortPlan => ({
  instanceId: last,
  index: 0,
  networkId,
  mac: `02:00:00:00:0${networkId}:${last}`,
  address: `198.18.${90 + networkId}.${last}`,
  hostname: `guest-${last}`,
  domain: 'user-7.internal',
});
const hostOutside = '198.18.99.1';
const [outside, refusedNeighbour, linkLocal] = ['198.18.99.2', '198.18.98.9', '169.254.169.254'];

describe('what a guest reaches of its host and through it', () => {
  let dataDirectory: string;
  let driver: NetworkDriver;
  let refused = ['169.254.0.0/16', '198.18.98.0/24'];
  const guests = new Map<number, GuestSpace>();
  const guest = (last: number) => guests.get(last) as GuestSpace;
  const listener = createServer((_, response) => response.end('secret'));
  let hostPort: number;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-net-'));
    await chmod(dataDirectory, 0o711);
    const settings = { dataDirectory, namePrefix: 'tnr' };
    driver = createBridgeNetwork(settings, { log: silentLog, refused: async () => refused });
    for (const each of [network(1), network(2), network(3, false)]) await driver.ensureNetwork(each);
    for (const plan of [port(1, 20), port(1, 21), port(2, 22), port(3, 23)]) {
      await driver.ensurePort(plan);
      const space = await makeGuestSpace(driver, plan, 'tnr');
      guests.set(plan.instanceId, space);
      await configure(space, network(plan.networkId).gateway);
    }
    await run('ip', ['netns', 'add', 'tnr-outside']);
    const pair = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', 'tnr-outside'];
    await run('ip', ['link', 'add', 'name', 'tnr-out', ...pair]);
    await run('ip', ['address', 'add', `${hostOutside}/24`, 'dev', 'tnr-out']);
    await run('ip', ['link', 'set', 'tnr-out', 'up']);
    for (const address of [`${outside}/24`, `${refusedNeighbour}/32`, `${linkLocal}/32`]) {
      await run('ip', ['-n', 'tnr-outside', 'address', 'add', address, 'dev', 'eth0']);
    }
    for (const name of ['lo', 'eth0']) await run('ip', ['-n', 'tnr-outside', 'link', 'set', name, 'up']);
    await run('ip', ['-n', 'tnr-outside', 'route', 'add', network(3).cidr, 'via', hostOutside]);
    for (const address of [refusedNeighbour, linkLocal]) {
      await run('ip', ['route', 'add', address, 'via', outside]);
    }
    listener.listen(0, '0.0.0.0');
    await once(listener, 'listening');
    hostPort = (listener.address() as AddressInfo).port;
  });
  afterAll(async () => {
    listener.close();
    for (const space of guests.values()) await space.remove();
    await run('ip', ['link', 'delete', 'tnr-out'], { okCodes: [0, 1] });
    await run('ip', ['netns', 'delete', 'tnr-outside'], { okCodes: [0, 1] });
    for (const { instanceId } of (await driver?.listPorts()) ?? []) await driver.removePorts(instanceId);
    for (const networkId of (await driver?.listNetworks()) ?? []) await driver.removeNetwork(networkId);
    await rm(dataDirectory, { recursive: true, force: true });
  });

  const reaches = async (from: GuestSpace, address: string) =>
    (await from.run(['busybox', 'ping', '-c', '1', '-W', '1', address], [0, 1])).code === 0;
  /** `refused`: told so at once. */
  const connects = async (from: GuestSpace, address: string, to = hostPort) => {
    const { code, stdout } = await from.run(['perl', '-e', connecting, address, String(to)], [0, 1]);
    return code === 0 ? 'connected' : stdout.trim();
  };

  test('its neighbour, the outside, and its own gateway', async () => {
    for (const address of [port(1, 21).address, outside, network(1).gateway]) {
      expect([address, await reaches(guest(20), address)]).toEqual([address, true]);
    }
  });

  test('names, by the words that its own tenant uses', async () => {
    await guest(20).run(['busybox', 'nslookup', '-type=a', 'guest-21.user-7.internal', network(1).gateway]);
    // Whose the address is, is nobody's business but its owner's.
    const asked = await guest(20).run(['busybox', 'nslookup', port(1, 21).address, network(1).gateway]);
    expect(asked.stdout).toContain(`${port(1, 21).address.replaceAll('.', '-')}.internal`);
    expect(asked.stdout).not.toContain('guest-21');
  });

  test('no port of the host, on no address of it: it is told so at once', async () => {
    // The host itself does, and the outside does: what is refused is refused to guests.
    expect(await (await fetch(`http://${network(1).gateway}:${hostPort}/`)).text()).toBe('secret');
    for (const address of [network(1).gateway, network(2).gateway, hostOutside]) {
      expect([address, await connects(guest(20), address)]).toEqual([address, 'refused']);
    }
  });

  test("not the gateway or the name server of another network, nor the host's other addresses", async () => {
    for (const address of [network(2).gateway, network(3).gateway, hostOutside]) {
      expect([address, await reaches(guest(20), address)]).toEqual([address, false]);
      expect([address, await connects(guest(20), address, 53)]).toEqual([address, 'refused']);
    }
    expect(await connects(guest(20), network(1).gateway, 53)).toBe('connected');
  });

  test("not the host's loopback, sent to it by MAC", async () => {
    await guest(20).run(['sysctl', '-qw', 'net.ipv4.conf.eth0.route_localnet=1']);
    await run('sysctl', ['-qw', `net.ipv4.conf.${bridgeOf(driver)}.route_localnet=1`]);
    await guest(20).run(['ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo']);
    await guest(20).run(['ip', 'route', 'add', '127.0.0.1/32', 'via', network(1).gateway]);
    expect(await connects(guest(20), '127.0.0.1')).not.toBe('connected');
  });

  test('not another network behind translation, but one that is routed', async () => {
    expect(await reaches(guest(20), port(2, 22).address)).toBe(false);
    expect(await connects(guest(20), port(2, 22).address)).toBe('refused');
    expect(await reaches(guest(22), port(1, 20).address)).toBe(false);
    expect(await reaches(guest(23), port(1, 20).address)).toBe(false);
    expect(await reaches(guest(20), port(3, 23).address)).toBe(true);
  });

  test('not link-local addresses, nor networks that the host keeps for itself; as soon as it is told so', async () => {
    expect(await reaches(guest(20), linkLocal)).toBe(false);
    expect(await reaches(guest(20), refusedNeighbour)).toBe(false);
    expect(await reaches(guest(23), refusedNeighbour)).toBe(false);
    refused = ['169.254.0.0/16'];
    await driver.ensureNetwork(network(1));
    // It is the rule that refused, not the lack of a way.
    expect(await reaches(guest(20), refusedNeighbour)).toBe(true);
    expect(await reaches(guest(20), linkLocal)).toBe(false);
    refused = [];
    await driver.ensureNetwork(network(1));
    expect(await reaches(guest(20), linkLocal)).toBe(true);
  });

  test('not what the host passes on to others by translation', async () => {
    const stop = new AbortController();
    const inOutside = ['netns', 'exec', 'tnr-outside'];
    const server = run('ip', [...inOutside, 'busybox', 'httpd', '-f', '-p', '80'], { signal: stop.signal });
    const ended = server.catch(() => undefined);
    const published = `chain pre {
      type nat hook prerouting priority dstnat;
      ip daddr ${hostOutside} tcp dport 8080 dnat to ${outside}:80
    }`;
    await run('nft', ['-f', '-'], { input: `table ip tnr_published {\n${published}\n}\n` });
    try {
      await expect.poll(() => connects(guest(20), outside, 80)).toBe('connected');
      expect(await connects(guest(20), hostOutside, 8080)).toBe('failed: No route to host');
    } finally {
      await run('nft', ['delete', 'table', 'ip', 'tnr_published']);
      stop.abort();
      await ended;
    }
  });

  test('no service of the host by a reserved group address, which bridges take in by themselves', async () => {
    const socket = createSocket('udp4').bind(0, '0.0.0.0');
    await once(socket, 'listening');
    const heard: string[] = [];
    socket.on('message', (message) => heard.push(message.toString()));
    const { port: targetPort } = socket.address();
    const to = (targetAddress: string, mac?: string) =>
      encodeFrame(
        guest(20).port,
        { kind: 'udp', targetAddress, sourcePort: 4000, targetPort, ...(mac ? { to: mac } : {}) },
        'trick',
      );
    const gateway = network(1).gateway;
    const groups = Array.from({ length: 16 }, (_, i) => `01:80:c2:00:00:0${i.toString(16)}`);
    await sendFrames(guest(20), [to(gateway), ...groups.map((group) => to(gateway, group))]);
    expect(await reaches(guest(20), gateway)).toBe(true);
    // The socket hears: the host's own word comes, and nothing came before it.
    const own = createSocket('udp4');
    own.send('own', targetPort, gateway);
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    expect(heard).toEqual(['own']);
    for (const each of [own, socket]) each.close();
  });

  test('the outside reaches a routed guest, and no other', async () => {
    const fromOutside = (address: string) =>
      run('ip', ['netns', 'exec', 'tnr-outside', 'busybox', 'ping', '-c', '1', '-W', '1', address], {
        okCodes: [0, 1],
      });
    expect((await fromOutside(port(3, 23).address)).code).toBe(0);
    await run('ip', ['-n', 'tnr-outside', 'route', 'add', network(1).cidr, 'via', hostOutside]);
    expect((await fromOutside(port(1, 20).address)).code).toBe(1);
  });

  test('the host reaches its guests, whatever it offers them', async () => {
    expect((await run('busybox', ['ping', '-c', '1', '-W', '2', port(1, 20).address], { okCodes: [0, 1] })).code).toBe(
      0,
    );
  });
});

/** connect(2) with two seconds of patience. */
const connecting = `
use strict; use Socket; use Errno;
my ($address, $port) = @ARGV;
socket(my $s, PF_INET, SOCK_STREAM, 0) or die $!;
$SIG{ALRM} = sub { print "silence"; exit 1 };
alarm 2;
exit 0 if connect($s, sockaddr_in($port, inet_aton($address)));
print $!{ECONNREFUSED} ? "refused" : "failed: $!";
exit 1;
`;
