import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Host } from '../../api/kinds.ts';
import { mebibytes } from '../../format/units.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';

/** Approves what the host reports now, after it was shown. */
export async function approveCapacity(host: Host): Promise<void> {
  const { id, name, capacity } = host;
  if (capacity === undefined) return;
  const { cpus, memoryMiB, diskMiB } = capacity;
  const agreed = await confirm({
    title: text('hosts.approveTitle', { name }),
    body: text('hosts.approveBody', { cpus, memory: mebibytes(memoryMiB), disk: mebibytes(diskMiB) }),
    action: text('hosts.approveNow'),
  });
  if (!agreed) return;
  try {
    await api().call('host.approve', { params: { id }, body: {} });
    announce({ title: text('hosts.changed', { name }), state: 'done' });
  } catch (error) {
    announceTrouble(text('hosts.notChanged', { name }), error, () => void approveCapacity(host));
  }
}
