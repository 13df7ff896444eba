import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Host } from '../../api/kinds.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';

/** Instances that are named; more are counted. */
const named = 20;

/** Gives up a host that is gone for good, after its instances were named and its name was typed. */
export async function declareLost({ id, name }: Host): Promise<void> {
  try {
    const { data } = await api().call('instance.list', { query: { hostId: id, limit: named } });
    const more = data.total - data.items.length;
    const agreed = await confirm({
      title: text('hosts.loseTitle', { name }),
      body: text('hosts.loseBody'),
      loses: [
        ...data.items.map((instance) => instance.name),
        ...(more === 0 ? [] : [text('hosts.loseMore', { count: more })]),
      ],
      typed: name,
      action: text('hosts.loseNow'),
      dangerous: true,
    });
    if (!agreed) return;
    await api().call('host.declare-lost', { params: { id }, body: { name } });
    announce({ title: text('hosts.loseAsked', { name }), state: 'done' });
  } catch (error) {
    announceTrouble(text('hosts.notChanged', { name }), error);
  }
}

/** Why it cannot be given up now, or null. */
export function notLost(host: Host, isAdministrator: boolean): string | null {
  if (!isAdministrator) return text('hosts.loseAdministrators');
  if (host.state === 'lost') return text('hosts.loseAlready');
  return host.state === 'cut' || host.state === 'joining' ? null : text('hosts.loseConnected');
}
