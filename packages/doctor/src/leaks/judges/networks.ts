import { instanceOfInterface, networkOfBridge, tableName } from '@skerry/driver-network-bridge/names';
import { join } from 'node:path';
import type { NftTable } from '../host-facts.ts';
import { type Leak, safely } from '../leak.ts';
import { agentDirectory } from '../site.ts';
import type { Judge, View } from '../view.ts';
import { stopping } from './guests.ts';

/** Our tables of nftables, and chains and rules in them that serve nothing. */
export const judgeTables: Judge = (view) => {
  const own = tableName(view.site.namePrefix);
  return view.facts.tables
    .filter(({ name }) => name === own || name.startsWith(`${own}_`))
    .flatMap((table) => judgeTable(view, table));
};

function judgeTable(view: View, table: NftTable): Leak[] {
  const title = `${table.family} ${table.name}`;
  if (view.both.every(({ agent }) => (agent?.networks.size ?? 0) === 0)) {
    const because = 'The store of this host has no network at all.';
    const mend = safely(['nft', 'delete', 'table', table.family, table.name]);
    return [{ class: 'nft-table', what: 'table of nftables', where: title, because, mend }];
  }
  const leaks: Leak[] = [];
  for (const { chain, handle, text } of table.rules) {
    const names = [...text.matchAll(/"([a-z0-9-]{3,15})"/g)]
      .map(([, name = '']) => name)
      .filter((name) => isOurs(view, name));
    const unknown = names.flatMap((name) => judgeName(view, name));
    // A rule of several networks guards those that are there; the agent takes the others out of it.
    if (unknown[0] === undefined || unknown.length < names.length) continue;
    leaks.push({
      class: 'nft-rule',
      what: 'rule of nftables',
      where: `${title} ${chain} handle ${handle}`,
      because: `The rule names ${unknown[0]}.`,
      mend: safely(['nft', 'delete', 'rule', table.family, table.name, chain, 'handle', String(handle)]),
    });
  }
  for (const { set, interfaceName, text } of table.elements) {
    const [unknown] = judgeName(view, interfaceName);
    if (unknown === undefined) continue;
    leaks.push({
      class: 'nft-element',
      what: 'member of a set of nftables',
      where: `${title} ${set} ${text}`,
      because: `It is for ${unknown}.`,
      mend: safely(['nft', 'delete', 'element', table.family, table.name, set, `{ ${text} }`]),
    });
  }
  const used = table.rules.map(({ text }) => text).join('\n');
  for (const { name, hook } of table.chains) {
    const dead = !hook && !table.rules.some(({ chain }) => chain === name) && !used.includes(`"${name}"`);
    const of = judgeName(view, name.replace(/^[a-z]+[-_]/, ''))[0] ?? judgeName(view, name)[0];
    if (!dead && of === undefined) continue;
    leaks.push({
      class: 'nft-chain',
      what: 'chain of nftables',
      where: `${title} ${name}`,
      because: of === undefined ? 'The chain is empty, and nothing leads to it.' : `The chain is that of ${of}.`,
      mend: safely(
        ['nft', 'flush', 'chain', table.family, table.name, name],
        ['nft', 'delete', 'chain', table.family, table.name, name],
      ),
    });
  }
  return leaks;
}

const isOurs = (view: View, name: string): boolean =>
  (instanceOfInterface(view.site.namePrefix, name) ?? networkOfBridge(view.site.namePrefix, name)) !== undefined;

/** What is wrong with a name of an interface or bridge of ours, as the end of a sentence. */
function judgeName(view: View, name: string): string[] {
  const instanceId = instanceOfInterface(view.site.namePrefix, name);
  if (instanceId !== undefined && !view.knows(instanceId)) {
    return [`interface ${name}, and no store knows instance ${instanceId} on this host`];
  }
  const networkId = networkOfBridge(view.site.namePrefix, name);
  if (networkId === undefined || view.knowsNetwork(networkId)) return [];
  return [`bridge ${name}, and the store of this host has no network ${networkId}`];
}

/** Daemons and files of networks. */
export const judgeNetworkFiles: Judge = (view) => {
  const directory = join(agentDirectory(view.site), 'networks');
  const leaks: Leak[] = [];
  const daemons = new Set<string>();
  for (const process of view.facts.processes) {
    const conf = process.args.find((arg) => arg.startsWith(`--conf-file=${directory}/`));
    const networkId = Number(conf?.slice(`--conf-file=${directory}/`.length).split('/')[0]);
    if (conf === undefined || !process.here || !process.args[0]?.endsWith('dnsmasq')) continue;
    const second = daemons.has(conf);
    daemons.add(conf);
    if (view.knowsNetwork(networkId) && !second) continue;
    leaks.push({
      class: 'process',
      what: `dnsmasq of network ${networkId}`,
      where: `process ${process.pid}`,
      since: process.since,
      because: second ? 'Another one serves the same network.' : `The store of this host has no network ${networkId}.`,
      mend: stopping(process),
    });
  }
  for (const { path, since } of view.facts.networkDirectories) {
    const networkId = Number(path.split('/').at(-1));
    if (view.knowsNetwork(networkId)) continue;
    leaks.push({
      class: 'network-files',
      what: `files of network ${networkId}`,
      where: path,
      since,
      because: `The store of this host has no network ${networkId}.`,
      mend: safely(['rm', '--recursive', '--one-file-system', path]),
    });
  }
  return leaks;
};

/** Addresses that are handed out, against those that the intents of this host give. */
export const judgeDhcpHosts: Judge = (view) => {
  const given = new Set<string>();
  const instances = new Map<string, number>();
  for (const { agent } of view.both) {
    for (const { instanceId, nics } of agent?.intents.values() ?? []) {
      for (const { networkId, address } of nics) {
        given.add(`${networkId}/${address}`);
        instances.set(`${networkId}/${address}`, instanceId);
      }
    }
  }
  const leaks: Leak[] = [];
  for (const { networkId, instanceId, address, path, since } of view.facts.ports) {
    // A network that is not known goes as a whole.
    if (!view.knowsNetwork(networkId) || instances.get(`${networkId}/${address}`) === instanceId) continue;
    if (view.knows(instanceId) && !view.settled(instanceId)) continue;
    leaks.push({
      class: 'dhcp-host',
      what: `address ${address}, noted for instance ${instanceId}`,
      where: path,
      since,
      because: `No intent gives instance ${instanceId} this address on network ${networkId}.`,
      mend: safely(['rm', path]),
    });
  }
  for (const { networkId, address, mac, path, since } of view.facts.dhcpHosts) {
    if (!view.knowsNetwork(networkId) || given.has(`${networkId}/${address}`)) continue;
    const directory = path.slice(0, path.lastIndexOf('/'));
    const forget = (file: string, line: string) => ['sed', '--in-place', `/^${line.replaceAll('.', '\\.')}/d`, file];
    leaks.push({
      class: 'dhcp-host',
      what: `address ${address}, handed out to ${mac}`,
      where: `${path} ${address}`,
      since,
      because: `No intent of this host gives ${address} on network ${networkId} to an instance.`,
      mend: safely(forget(path, `${mac},${address},`), forget(join(directory, 'dns-hosts'), `${address} `), [
        'pkill',
        '--signal',
        'HUP',
        '--full',
        `conf-file=${directory}/dnsmasq.conf`,
      ]),
    });
  }
  return leaks;
};
