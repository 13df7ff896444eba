/** An ordinary user with a log-in and what it gives her. */
import { createClient } from '@skerry/sdk';
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Attack } from './attack.ts';
import { all, passwords, refusal, type Scene } from './scene.ts';

/** What the attack of 600 requests may leave of memory in the front-end, MiB above what it had. It was 2,500. */
const growthMiB = 300;

export const tenant: readonly Attack[] = [
  {
    rule: 'one user cannot fill the front-end with objects of the largest size',
    async run(scene) {
      const before = await residentMiB(scene);
      const codes = new Set<string>();
      const userData = `#cloud-config\n# ${'x'.repeat(60_000)}\n`;
      for (let sent = 0; sent < 600 && codes.size === 0; sent += 20) {
        const bodies = Array.from({ length: 20 }, (_, i) => ({
          name: `fill-${sent + i}`,
          imageId: 1,
          networkIds: [scene.networkId],
          context: { userData },
        }));
        for (const body of bodies) {
          const answer = await scene.mallory.callAny('template.create', { body }).then(
            () => undefined,
            (error: { code?: string }) => error.code ?? 'no code',
          );
          if (answer !== undefined) codes.add(answer);
        }
      }
      expect([...codes]).not.toEqual([]);
      expect((await residentMiB(scene)) - before).toBeLessThan(growthMiB);
      for (const { id } of await all(scene.mallory, 'template.list')) {
        await scene.mallory.callAny('template.delete', { params: { id } }).catch(() => {});
      }
    },
  },
  {
    rule: "another's instance is not there: not to be read, operated, explained, watched or typed into",
    async run({ mallory, victim }) {
      const params = { id: victim.id };
      for (const route of ['instance.get', 'instance.explain', 'instance.samples', 'instance.console-log'] as const) {
        expect(await refusal(mallory.callAny(route, { params }))).toBe('not-found');
      }
      for (const route of ['instance.stop', 'instance.start', 'instance.delete', 'instance.pause'] as const) {
        expect(await refusal(mallory.callAny(route, { params }))).toBe('not-found');
      }
      const console = mallory.callAny('instance.console', { params, body: { type: 'shell' } });
      expect(await refusal(console)).toBe('not-found');
      expect(await all(mallory, 'instance.list')).toEqual([]);
    },
  },
  {
    rule: 'where datastores lie, and who else is in a group, is not told',
    async run({ mallory }) {
      for await (const datastore of mallory.pages('datastore.list', {})) expect(datastore.path).toBeUndefined();
      const members: Record<string, unknown> = {};
      for await (const group of mallory.pages('group.list', {})) members[group.name] = group.users;
      expect(members['mallorys']).toBe(1);
      expect(members['alices']).toBeUndefined();
    },
  },
  {
    rule: 'a token cannot change the password of its owner, and ends with it where that is asked',
    async run(scene) {
      const { mallory } = scene;
      const me = (await mallory.call('session.get')).data.id;
      const { data: token } = await mallory.callAny('token.create', { body: { name: `robot-${Date.now()}` } });
      const robot = createClient({ url: scene.url, token: (token as { secret: string }).secret });
      const body = { password: 'a new one for nobody 1' };
      await refusal(robot.callAny('user.patch', { params: { id: me }, body }));
      // Nor does a log-in without the old one.
      await refusal(mallory.callAny('user.patch', { params: { id: me }, body }));
      await scene.logIn('mallory', passwords.mallory);
    },
  },
  {
    rule: 'signals with a line feed, and disks of sixty tebibytes, are refused before anything is made',
    async run(scene) {
      const images = await scene.administrator.callAny('image.list', {});
      const [image] = (images.data as { items: { id: number }[] }).items;
      const signal = { haltSignal: 'SIGPWR\nlxc.mount.entry = / mnt none bind 0 0' };
      await refusal(scene.administrator.callAny('image.patch', { params: { id: image?.id ?? 0 }, body: signal }));
      const body = { name: 'vast', kind: 'container', templateId: scene.templateId, diskMiB: 60 * 1024 * 1024 };
      await refusal(scene.mallory.callAny('instance.create', { body }));
      expect(await all(scene.mallory, 'instance.list')).toEqual([]);
    },
  },
];

async function residentMiB({ site }: Scene): Promise<number> {
  const pid = await site.services.serviceAlive('front-end');
  const [, kib] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
