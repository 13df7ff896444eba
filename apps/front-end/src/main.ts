/**
 * The front-end as a process. It owns its data directory: the database `store.db`, its key in `keys/`, the certificate
 * authority `ca/`, the
 * first datastore `images/`, and `run/front-end.json`. Killed at any point, it starts again from them.
 */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createFrontEnd } from '@skerry/front-end';
import { createLog, SkerryError } from '@skerry/kit';
import { keepMemorySettingsToOurselves } from '@skerry/kit/memory-settings';
import { openSqliteStore } from '@skerry/store';
import { writeRunFile } from '@skerry/host-os';
import { readSettings, type Settings, usage } from './settings.ts';

/** Milliseconds that an orderly end may take. Longer only delays the service manager's own kill. */
const closeMs = 10_000;

async function start(settings: Settings): Promise<void> {
  const data = resolve(settings.data);
  checkDirectory(data);
  const log = createLog('front-end', settings.logLevel);
  const { newStoreKey: newKey, forgetUserData: forgetSealed } = settings;
  const keyFile = join(data, 'keys', 'store.key');
  const store = await openSqliteStore(join(data, 'store.db'), { sealing: { keyFile, newKey, forgetSealed }, log });
  const { adminPassword: password } = settings;
  const frontEnd = await createFrontEnd({
    store,
    dataDirectory: data,
    listen: settings.listen,
    linkListen: settings.linkListen,
    linkNames: settings.linkNames,
    apiNames: settings.apiNames,
    behindProxy: settings.behindProxy,
    allowPlainHttp: settings.allowPlainHttp,
    limits: settings.limits,
    outbound: settings.outbound,
    consoleDirectory: settings.console,
    ...(password === undefined ? {} : { admin: { password } }),
    log,
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const removeRunFile = writeRunFile(data, 'front-end', { url: frontEnd.url, linkUrl: frontEnd.linkUrl });

  let ending = false;
  const end = (code: number, why: string) => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'the front-end stops');
    setTimeout(() => process.exit(code === 0 ? 1 : code), closeMs).unref();
    const close = async () => {
      removeRunFile();
      await frontEnd.close();
      await store.close();
    };
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ err: error }, 'the front-end did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end(0, 'SIGTERM'));
  process.on('SIGINT', () => end(0, 'SIGINT'));
  frontEnd.lost.catch(() => end(1, 'the store cannot be followed'));
  if (frontEnd.adminPasswordFile !== undefined) {
    const where = frontEnd.adminPasswordFile;
    process.stdout.write(`First start. Log in as "admin" with the password in ${where}, then remove that file.\n`);
  }
  process.stdout.write(`Skerry front-end: ${frontEnd.url} (clusters: ${frontEnd.linkUrl})\n`);
}

function checkDirectory(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new SkerryError(
      {
        code: 'directory-not-writable',
        kind: 'refused',
        message: `The data directory ${data} cannot be written.`,
        hint: 'Choose another with --data, or let this user write to it.',
      },
      {},
      cause,
    );
  }
}

keepMemorySettingsToOurselves(process.env);
try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.help) process.stdout.write(usage);
  else await start(settings);
} catch (error) {
  if (!(error instanceof SkerryError)) throw error;
  const { message, hint } = error.failure;
  process.stderr.write(`skerry-front-end: ${message}${hint === undefined ? '' : ` ${hint}`}\n`);
  process.exitCode = 1;
}
