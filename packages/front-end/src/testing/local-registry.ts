import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** Debian's docker-registry at a free port of loopback, until the test ends. Answers `host:port`. */
export async function startLocalRegistry(directory: string): Promise<string> {
  const configuration = join(directory, 'registry.yml');
  await writeFile(
    configuration,
    `version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: ${directory}/registry}}\n` +
      `http: {addr: "127.0.0.1:0", secret: x}\n`,
  );
  const program = spawn('docker-registry', ['serve', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(program, 'exit');
  onTestFinished(async () => {
    program.kill('SIGKILL');
    await ended;
  });
  for await (const line of createInterface(program.stderr)) {
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    program.stderr.resume();
    return `127.0.0.1:${port}`;
  }
  throw new Error('docker-registry ended before it listened.');
}
