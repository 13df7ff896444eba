import { existsSync } from 'node:fs';
import * as cloud from './cloud.ts';
import { serviceAlive, serviceNames } from './services.ts';
import { paths, readState } from './state.ts';
import { credentialsAt } from './state-file.ts';

/** Exit status 0: all services run; 3: not all do. */
export async function status(): Promise<number> {
  const state = readState();
  if (!state) {
    process.stdout.write('Nothing was started here. Start it with: npm start\n');
    return 3;
  }
  let down = 0;
  for (const name of serviceNames) {
    const pid = await serviceAlive(name);
    if (pid === undefined) down++;
    const log = existsSync(paths.log(name)) ? paths.log(name) : 'no log';
    process.stdout.write(
      `${name.padEnd(12)} ${(pid === undefined ? 'stopped' : `runs, pid ${pid}`).padEnd(20)} ${log}\n`,
    );
  }
  process.stdout.write(`${'data'.padEnd(12)} ${paths.state}\n`);
  try {
    const client = await cloud.logIn(credentialsAt(paths.credentials, state.url));
    const { data } = await client.call('status.get', { deadlineMs: 5000 });
    const instances = Object.entries(data.instances).map(([name, count]) => `${count} ${name}`);
    process.stdout.write(
      `\n${state.url}: clusters ${data.clusters.online} of ${data.clusters.total} online, ` +
        `hosts ${data.hosts.online} of ${data.hosts.total} online, instances: ${instances.join(', ') || 'none'}\n`,
    );
    for (const item of data.attention) process.stdout.write(`! ${item.kind} ${item.name}: ${item.sentence}\n`);
  } catch (error) {
    process.stdout.write(`\n${state.url} does not answer: ${(error as Error).message}\n`);
  }
  const site = `http://127.0.0.1:${state.sitePort}`;
  const answers = await fetch(`${site}/health`, { signal: AbortSignal.timeout(3000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  process.stdout.write(`${site}: console of the site, ${answers ? 'answers' : 'does not answer'}\n`);
  if (down > 0) process.stdout.write('\nnpm start starts what is stopped.\n');
  return down === 0 ? 0 : 3;
}
