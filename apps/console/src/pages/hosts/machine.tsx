import type { Host } from '../../api/kinds.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { When } from '../../ui/when.tsx';
import styles from './machine.module.css';

/** What a host is made of, as it says itself. */
export function Machine({ machine }: { readonly machine: NonNullable<Host['machine']> }) {
  const t = useText();
  const { model, processor, kernel, system, bootedAt, load, disks, interfaces } = machine;
  return (
    <Panel title={t('hosts.machine')}>
      <Facts
        rows={[
          [t('hosts.model'), model],
          [t('hosts.processor'), processor],
          [t('hosts.system'), system],
          [t('hosts.kernel'), kernel],
          [t('hosts.booted'), bootedAt === undefined ? undefined : <When key="booted" at={bootedAt} />],
          [t('hosts.load'), load],
          [
            t('hosts.disks'),
            disks.length === 0 ? undefined : (
              <ul key="disks" className={styles['parts']}>
                {disks.map((disk) => (
                  <li key={disk.name}>
                    <code>{disk.name}</code> {mebibytes(disk.sizeMiB)},{' '}
                    {t(disk.rotating ? 'hosts.spinning' : 'hosts.solid')}
                    {disk.model === undefined ? '' : `, ${disk.model}`}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            t('hosts.interfaces'),
            interfaces.length === 0 ? undefined : (
              <ul key="interfaces" className={styles['parts']}>
                {interfaces.map(({ name, up, speedMbps, addresses, mac }) => (
                  <li key={name}>
                    <code>{name}</code> {t(up ? 'hosts.up' : 'hosts.down')}
                    {speedMbps === undefined ? '' : `, ${t('hosts.speed', { speed: speedMbps })}`}
                    {addresses.length === 0 ? '' : `, ${addresses.join(', ')}`} <code>{mac}</code>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </Panel>
  );
}
