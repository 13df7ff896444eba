import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CommandError } from '@skerry/host-os';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ConnectionLost, VirshShells } from './virsh-shells.ts';

/** Speaks as virsh does: it repeats what it reads behind its prompt, and says what the question asks it to say. */
const speaker = `#!/bin/bash
printf 'virsh # '
while read -r line; do
  echo "$line"
  mark=$(cut -d'"' -f2 <<< "$line")
  case "$line" in
    *'"torn"') printf 'error: %sDisconnected from qemu:///system due to end of file\\n\\nerror: no valid connection\\n' "$mark" ;;
    *'"gone"') printf 'error: no valid connection\\n%s\\n' "$mark" ;;
    *'"broken"') printf '%s\\nerror: Cannot recv data: Connection reset by peer\\n' "$mark" ;;
    *'"refused"') printf '%s\\nerror: Domain not found\\n' "$mark" ;;
    *'"early"') printf 'error: Domain not found\\n%s\\n' "$mark" ;;
    *'"ends"') exit 1 ;;
    *'"fine"') printf '%s\\nfirst\\nsecond\\n' "$mark" ;;
    *) printf '%s\\n' "$mark" ;;
  esac
  printf 'virsh # '
done
`;

let directory = '';
let shells: VirshShells;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-virsh-'));
  await writeFile(join(directory, 'virsh'), speaker, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}${delimiter}${process.env.PATH ?? ''}`);
  shells = new VirshShells('qemu:///system');
});
afterAll(async () => {
  shells.close();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const ask = (question: string) => shells.call([question], 5000);

test('the answer comes without prompt, question and marks, time after time', async () => {
  for (let round = 0; round < 12; round += 1) expect((await ask('fine')).trim()).toBe('first\nsecond');
});

test('what libvirt refuses is an error with its words, before or after the answer begins', async () => {
  for (const question of ['refused', 'early']) {
    const error: unknown = await ask(question).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).not.toBeInstanceOf(ConnectionLost);
    expect(error).toMatchObject({ stderrTail: 'error: Domain not found' });
  }
});

test.each([
  { question: 'torn', notAsked: true },
  { question: 'gone', notAsked: true },
  { question: 'broken', notAsked: false },
  { question: 'ends', notAsked: false },
])('a connection that is lost is told from a refusal: $question', async ({ question, notAsked }) => {
  const error: unknown = await ask(question).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ConnectionLost);
  expect(error).toMatchObject({ notAsked });
  expect((await ask('fine')).trim()).toBe('first\nsecond');
});
