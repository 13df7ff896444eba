/**
 * What systemd does with our units where there is no systemd, as far as they go: reads a unit as systemd reads it, makes
 * its directory, and starts its program as its user with its settings. `daemon-reload`, `enable [--now]`, `restart`.
 * It starts nothing again; whoever ends is seen in its log.
 */
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const [verb, ...rest] = process.argv.slice(2);
const unit = rest.findLast((word) => !word.startsWith('-'))?.replace(/\.service$/, '');

/** Of a file of `KEY=value` lines; later ones win. */
const pairsOf = (text) =>
  Object.fromEntries(
    text
      .split('\n')
      .flatMap((line) => (/^\w+=/.test(line) ? [[line.split('=')[0], line.slice(line.indexOf('=') + 1)]] : [])),
  );

function read(name) {
  const text = readFileSync(`/etc/systemd/system/${name}.service`, 'utf8').replaceAll('\\\n', ' ');
  const all = (key) => [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);
  const given = all('Environment').flatMap((line) => line.trim().split(/\s+/));
  const env = pairsOf(given.join('\n').replaceAll('%H', hostname()));
  for (const file of all('EnvironmentFile').map((path) => path.replace(/^-/, ''))) {
    if (existsSync(file)) Object.assign(env, pairsOf(readFileSync(file, 'utf8')));
  }
  const words = (all('ExecStart')[0] ?? '').trim().split(/\s+/);
  return {
    env,
    command: words.map((word) => word.replaceAll(/\$\{(\w+)\}/g, (_, key) => env[key] ?? '')),
    user: all('User')[0] ?? 'root',
    directories: all('StateDirectory').map((path) => `/var/lib/${path}`),
    mode: Number.parseInt(all('StateDirectoryMode')[0] ?? '0755', 8),
  };
}

async function stop(name) {
  const file = `/run/${name}.pid`;
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  const isThere = () => existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  if (isThere()) process.kill(pid, 'SIGTERM');
  for (let tries = 0; isThere() && tries < 200; tries++) await delay(100);
  if (isThere()) process.kill(pid, 'SIGKILL');
}

function start(name) {
  const { env, command, user, directories, mode } = read(name);
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  if (line === undefined) throw new Error(`${name}: there is no user ${user}.`);
  const [, , uid, gid] = line.split(':').map(Number);
  for (const path of directories) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, mode);
    chownSync(path, uid, gid);
  }
  const log = openSync(`/var/log/${name}.log`, 'a');
  const { PATH } = process.env;
  const options = { env: { PATH, ...env }, uid, gid, cwd: '/', detached: true, stdio: ['ignore', log, log] };
  const child = spawn(command[0], command.slice(1), options);
  writeFileSync(`/run/${name}.pid`, String(child.pid));
  child.unref();
}

if (verb === 'restart') {
  await stop(unit);
  start(unit);
} else if (verb === 'enable') {
  read(unit);
  if (rest.includes('--now')) start(unit);
} else if (verb !== 'daemon-reload') {
  throw new Error(`systemctl ${verb} is not known here.`);
}
