/** The front-end as a process. */
import { createFrontEnd } from '@skerry/front-end';
import { createLog, SkerryError, toFailure } from '@skerry/kit';
import { openSqliteStore } from '@skerry/store';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `Usage: front-end --data DIR [options]

  --data DIR               where it keeps all it must not forget
  --listen HOST:PORT       REST API and console (default 127.0.0.1:2640)
  --link-listen HOST:PORT  where clusters connect (default 127.0.0.1:2641)
  --link-name NAME         further name or address under which clusters reach it; may be repeated
  --allow-plain-http       listen on other addresses than loopback without TLS, behind a proxy that has it
  --log-level LEVEL        trace, debug, info, warn or error (default info)

The first start makes the user "admin"; its password is taken from SKERRY_ADMIN_PASSWORD, or made and printed once.
`;

const bad = (message: string) =>
  new SkerryError({ code: 'usage', kind: 'refused', message, hint: 'Run it with --help.' });

function address(text: string, flag: string) {
  const match = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text);
  if (!match || Number(match[2]) > 65_535) throw bad(`${flag} needs HOST:PORT, not "${text}".`);
  return { host: match[1] as string, port: Number(match[2]) };
}

function settings() {
  try {
    return parseArgs({
      strict: true,
      options: {
        data: { type: 'string' },
        listen: { type: 'string', default: '127.0.0.1:2640' },
        'link-listen': { type: 'string', default: '127.0.0.1:2641' },
        'link-name': { type: 'string', multiple: true, default: [] },
        'allow-plain-http': { type: 'boolean', default: false },
        'log-level': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw bad(`${(error as Error).message}.`);
  }
}

async function main(): Promise<void> {
  const values = settings();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const data = values.data;
  if (!data?.startsWith('/')) throw bad('--data needs an absolute directory.');
  const log = createLog('skerry', values['log-level']).child({ role: 'front-end' });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const store = await openSqliteStore(join(data, 'store.db'), { log });
  const password = process.env['SKERRY_ADMIN_PASSWORD'];
  const frontEnd = await createFrontEnd({
    store,
    dataDirectory: data,
    listen: address(values.listen, '--listen'),
    linkListen: address(values['link-listen'], '--link-listen'),
    linkNames: values['link-name'],
    allowPlainHttp: values['allow-plain-http'],
    ...(password ? { admin: { password } } : {}),
    log,
  });
  if (frontEnd.adminPassword !== undefined && !password) {
    process.stdout.write(`The user "admin" was made. Its password, shown this once: ${frontEnd.adminPassword}\n`);
  }
  const runFile = writeRunFile(data, { url: frontEnd.url, linkUrl: frontEnd.linkUrl });
  log.info({ url: frontEnd.url, linkUrl: frontEnd.linkUrl }, 'front-end is up');

  frontEnd.lost.catch((error: unknown) => {
    log.error({ error: String(error) }, 'the store can no longer be followed; ending, to be started again');
    process.exit(1);
  });
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping; clusters go on');
    setTimeout(() => process.exit(0), 10_000).unref();
    void (async () => {
      rmSync(runFile, { force: true });
      await frontEnd.close();
      await store.close();
      process.exit(0);
    })();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Says to people and scripts that it is up, and where it listens. */
function writeRunFile(data: string, facts: Readonly<Record<string, string>>): string {
  const directory = join(data, 'run');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'front-end.json');
  writeFileSync(`${file}.part`, JSON.stringify({ pid: process.pid, ...facts }));
  renameSync(`${file}.part`, file);
  return file;
}

main().catch((error: unknown) => {
  const failure = toFailure(error);
  const detail = error instanceof SkerryError ? '' : `\n${String((error as Error)?.stack ?? error)}`;
  process.stderr.write(`skerry: ${failure.message}${failure.hint ? `\n${failure.hint}` : ''}${detail}\n`);
  process.exit(failure.kind === 'refused' ? 2 : 1);
});
