/** The process on a cluster's machines: host agent, cluster controller, or both. */
import { createLog, silentLog, SkerryError, toFailure } from '@skerry/kit';
import { keepMemorySettingsToOurselves } from '@skerry/kit/memory-settings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDrivers, releaseHost } from './drivers.ts';
import { runAgent } from './run-agent.ts';
import { runController } from './run-controller.ts';
import { readSettings, usage } from './settings.ts';
import { sweep } from './sweep.ts';

keepMemorySettingsToOurselves(process.env);
const argv = process.argv.slice(2);
if (argv.includes('--help') || argv.includes('-h')) {
  process.stdout.write(usage);
  process.exit(0);
}

try {
  const settings = readSettings(argv, process.env, (path) => readFileSync(path, 'utf8'));
  const log = createLog('skerry', settings.logLevel);
  if (settings.sweep) {
    const directory = join(settings.dataDirectory, 'agent');
    const host = { dataDirectory: directory, namePrefix: settings.namePrefix };
    const drivers = openDrivers(settings.drivers, host, silentLog);
    process.stdout.write(`${await sweep(drivers, () => releaseHost(host), silentLog)}\n`);
    process.exit(0);
  }
  const stops: (() => Promise<void>)[] = [];
  for (const role of settings.roles) {
    const run = role === 'controller' ? runController : runAgent;
    stops.unshift(await run(settings, log.child({ role })));
  }
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping; guests go on');
    // What does not end in time is ended by the exit: all of it is on disk.
    setTimeout(() => process.exit(0), 10_000).unref();
    void (async () => {
      for (const end of stops)
        await end().catch((error: unknown) => log.error({ error: String(error) }, 'did not stop well'));
      process.exit(0);
    })();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  const failure = toFailure(error);
  const detail = error instanceof SkerryError ? '' : `\n${String((error as Error)?.stack ?? error)}`;
  process.stderr.write(`skerry: ${failure.message}${failure.hint ? `\n${failure.hint}` : ''}${detail}\n`);
  process.exit(failure.kind === 'refused' ? 2 : 1);
}
