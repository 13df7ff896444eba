import { once } from 'node:events';
import { link, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectGuest } from './guest-socket.ts';

let directory: string;
let server: Server;
let ours: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-socket-'));
  ours = join(directory, 'ours.sock');
  server = createServer((socket) => socket.end('hello'));
  server.listen(ours);
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

test("a guest's own socket is connected to", async () => {
  const [word] = (await once(await connectGuest(ours), 'data')) as [Buffer];
  expect(word.toString()).toBe('hello');
});

test('a link to a socket elsewhere, by name or by file, is not', async () => {
  const [soft, hard] = [join(directory, 'soft.sock'), join(directory, 'hard.sock')];
  await symlink(ours, soft);
  await expect(connectGuest(soft)).rejects.toThrow(/not a socket of its own/);
  await link(ours, hard);
  await expect(connectGuest(hard)).rejects.toThrow(/not a socket of its own/);
});
