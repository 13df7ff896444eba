import { Skeleton } from '@mantine/core';
import { instanceStates } from '@skerry/domain';
import type { ReactNode } from 'react';
import type { Status } from '../../api/kinds.ts';
import { number } from '../../format/number.ts';
import { useText } from '../../i18n/i18n.ts';
import { ClusterIcon } from '../../icons/cluster.tsx';
import { HostIcon } from '../../icons/host.tsx';
import { InstanceIcon } from '../../icons/instance.tsx';
import { InstanceStateMark } from '../../ui/state.tsx';
import { To } from '../../ui/to.tsx';
import styles from './overview.module.css';

/** The counts on top: each leads to what it counts, as far as there is a page. */
export function Figures({ status }: { readonly status: Status | undefined }) {
  const t = useText();
  const total = Object.values(status?.instances ?? {}).reduce((sum, n) => sum + n, 0);
  const states = instanceStates.filter((state) => (status?.instances[state] ?? 0) > 0);
  return (
    <div className={styles['figures']}>
      <Figure icon={<InstanceIcon size={20} />} label={t('overview.instances')} value={status && total}>
        <ul className={styles['states']}>
          {states.map((state) => (
            <li key={state}>
              <To to="/instances" search={{ q: `state:${state}` }} className={styles['stateLink']}>
                <b className="number">{status?.instances[state]}</b> <InstanceStateMark state={state} />
              </To>
            </li>
          ))}
        </ul>
      </Figure>
      <Figure icon={<ClusterIcon size={20} />} label={t('overview.clusters')} value={status?.clusters.total}>
        {status === undefined ? null : t('overview.online', status.clusters)}
      </Figure>
      <Figure icon={<HostIcon size={20} />} label={t('overview.hosts')} value={status?.hosts.total}>
        {status === undefined ? null : t('overview.online', status.hosts)}
      </Figure>
    </div>
  );
}

interface FigureProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly value: number | undefined;
  readonly children: ReactNode;
}

const Figure = ({ icon, label, value, children }: FigureProps) => (
  <section className={styles['figure']} aria-label={label}>
    <div className={styles['figureHead']}>
      {icon}
      <span>{label}</span>
    </div>
    {value === undefined ? <Skeleton height={30} width={60} /> : <div className={styles['value']}>{number(value)}</div>}
    <div className={styles['under']}>{children}</div>
  </section>
);
