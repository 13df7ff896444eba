import type { HostNetwork, PortPlan } from '@skerry/driver-contract';
import {
  processAlive,
  processStartTime,
  readPidFile,
  startDetached,
  stopProcess,
  writeFileAtomic,
} from '@skerry/host-os';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dhcpHosts, dhcpOptions, dnsHosts, dnsmasqConf, freeLeases, type NetworkFiles } from './dnsmasq-files.ts';
import { networkFailed } from './failures.ts';

/**
 * One dnsmasq for one network: a daemon of its own that goes on without the agent. Its files say what it shall do; here
 * it is made to do so. It is found again by its pid file or, when we died before that was written, by its command line.
 */
const stopGraceMs = 2_000;
/** It binds its sockets within milliseconds; two busy cores may take a second. */
const startDeadlineMs = 10_000;

/** Makes the daemon run with this configuration and these ports. Restarts it only for what it cannot re-read. */
export async function ensureDnsmasq(
  network: HostNetwork,
  bridge: string,
  files: NetworkFiles,
  ports: readonly PortPlan[],
): Promise<void> {
  const confChanged = await write(files.conf, dnsmasqConf(network, bridge, files));
  const dhcpChanged = await write(files.dhcpHosts, dhcpHosts(ports));
  const optionsChanged = await write(files.dhcpOptions, dhcpOptions(ports));
  const dnsChanged = await write(files.dnsHosts, dnsHosts(ports));
  const leases = await readFile(files.leases, 'utf8').catch(emptyIfMissing);
  const leasesLeft = freeLeases(leases, ports);
  const running = await find(files);
  const mustStop = confChanged || leasesLeft !== leases || running.length > 1;
  if (running[0] !== undefined && !mustStop) {
    if (dhcpChanged || optionsChanged || dnsChanged) process.kill(running[0], 'SIGHUP');
    return;
  }
  await stopDnsmasq(files);
  if (leasesLeft !== leases) await writeFile(files.leases, leasesLeft);
  await start(network, files);
}

export async function stopDnsmasq(files: NetworkFiles): Promise<void> {
  for (const pid of await find(files)) await stopProcess(pid, { graceMs: stopGraceMs });
}

async function start(network: HostNetwork, files: NetworkFiles): Promise<void> {
  const daemon = await startDetached('dnsmasq', commandLine(files), { logFile: files.log, pidFile: files.pid });
  const end = performance.now() + startDeadlineMs;
  while (!(await listens(network.gateway, 53))) {
    if (!(await processAlive(daemon.pid, daemon.startTime))) {
      const log = await readFile(files.log, 'utf8');
      throw networkFailed(`DHCP and DNS of network "${network.name}" could not be started.`, log.slice(-400));
    }
    if (performance.now() > end)
      throw networkFailed(`DHCP and DNS of network "${network.name}" do not start.`, undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const commandLine = (files: NetworkFiles): string[] => ['--keep-in-foreground', `--conf-file=${files.conf}`];

/** Process ids of the daemon; more than one only after a crash between starting it and noting it. */
async function find(files: NetworkFiles): Promise<number[]> {
  const noted = await readPidFile(files.pid);
  if (noted && (await processAlive(noted.pid, noted.startTime))) return [noted.pid];
  const wanted = ['dnsmasq', ...commandLine(files), ''].join('\0');
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(emptyIfMissing);
    if (line === wanted && (await processStartTime(Number(entry))) !== undefined) found.push(Number(entry));
  }
  return found;
}

/** Is the UDP port of this address bound? /proc/net/udp has addresses as little-endian hexadecimal: proc(5). */
async function listens(address: string, port: number): Promise<boolean> {
  const hex = address
    .split('.')
    .toReversed()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');
  const local = `${hex}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  return (await readFile('/proc/net/udp', 'utf8')).includes(` ${local} `);
}

/** True when the file was not already so. A power cut ends the daemon too: whoever starts it looks at the files first. */
async function write(path: string, content: string): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === content) return false;
  await writeFileAtomic(path, content, { lasting: false });
  return true;
}

function emptyIfMissing(error: NodeJS.ErrnoException): string {
  if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  return '';
}
