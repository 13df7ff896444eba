import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Cluster } from '../../api/kinds.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';

/** Of each kind that is named; more are counted. */
const named = 20;
const kinds = ['host', 'network', 'instance'] as const;

/** Gives up a cluster that is gone for good, after what goes with it was named and its name was typed. True: it is gone. */
export async function declareLost({ id, name }: Cluster): Promise<boolean> {
  try {
    const agreed = await confirm({
      title: text('clusters.loseTitle', { name }),
      body: text('clusters.loseBody'),
      loses: (await Promise.all(kinds.map((kind) => namesOf(kind, id)))).flat(),
      typed: name,
      action: text('clusters.loseNow'),
      dangerous: true,
    });
    if (!agreed) return false;
    await api().call('cluster.declare-lost', { params: { id }, body: { name } });
    announce({ title: text('clusters.lost', { name }), state: 'done' });
    return true;
  } catch (error) {
    announceTrouble(text('clusters.notLost', { name }), error);
    return false;
  }
}

async function namesOf(kind: (typeof kinds)[number], clusterId: number): Promise<string[]> {
  const { data } = await api().callAny(`${kind}.list`, { query: { clusterId, limit: named } });
  const page = data as { readonly total: number; readonly items: readonly { readonly name: string }[] };
  const more = page.total - page.items.length;
  return [
    ...page.items.map((object) => text(`clusters.loses.${kind}`, { name: object.name })),
    ...(more === 0 ? [] : [text(`clusters.losesMore.${kind}`, { count: more })]),
  ];
}

/** Why it cannot be given up now, or null. */
export function notLost({ state }: Cluster, isAdministrator: boolean): string | null {
  if (!isAdministrator) return text('clusters.loseAdministrators');
  return state === 'online' ? text('clusters.loseConnected') : null;
}
