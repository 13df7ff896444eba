import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { memorySettings, type ProgramName } from './memory-settings.ts';

const units: Readonly<Record<ProgramName, string>> = {
  'front-end': 'skerry-front-end.service',
  controller: 'skerry-cluster.service',
  agent: 'skerry-agent.service',
};

it.each(Object.keys(units) as ProgramName[])('the unit of the %s starts it with the same memory settings', (name) => {
  const path = join(import.meta.dirname, '../../../packaging/systemd', units[name]);
  const unit = readFileSync(path, 'utf8').replaceAll('\\\n ', '');
  const { flags, env } = memorySettings[name];
  expect(/^ExecStart=\S+\/node(.*?) \S+\.mjs/m.exec(unit)?.[1]?.split(' ').filter(Boolean)).toEqual(flags);
  const given = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap((m) => (m[1] as string).split(' '));
  expect(given.filter((each) => each.startsWith('MALLOC_'))).toEqual(Object.entries(env).map((each) => each.join('=')));
});
