import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Host } from '../../api/kinds.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';

/** Names that are read out; more are counted. */
const named = 6;

/** Takes no new instances, or takes them again. What stays on the host is shown before. */
export async function setAdmission(host: Host, admission: Host['admission']): Promise<void> {
  const { id, name } = host;
  try {
    if (admission === 'disabled' && !(await agreed(host))) return;
    await api().call('host.patch', { params: { id }, body: { admission } });
    announce({ title: text('hosts.changed', { name }), state: 'done' });
  } catch (error) {
    announceTrouble(text('hosts.notChanged', { name }), error, () => void setAdmission(host, admission));
  }
}

async function agreed({ id, name, instances = 0 }: Host): Promise<boolean> {
  const { data } = await api().call('instance.list', { query: { hostId: id, limit: named } });
  const names = data.items.map((instance) => instance.name).join(', ');
  const stays = text('hosts.disableKeeps', { count: instances, names: instances > named ? `${names}, …` : names });
  return confirm({
    title: text('hosts.disableTitle', { name }),
    body: instances === 0 ? text('hosts.disableBody') : `${text('hosts.disableBody')} ${stays}`,
    action: text('hosts.disableNow'),
  });
}
