import type { Cluster } from '../../api/kinds.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { ClusterStateMark } from '../../ui/state.tsx';
import { To, ToObject } from '../../ui/to.tsx';
import type { Capacity } from './capacity.ts';
import styles from './overview.module.css';

interface SiteListProps {
  readonly clusters: readonly Cluster[];
  readonly capacity: ReadonlyMap<number, Capacity>;
}

/** The same sites as on the map, as a list: on phones it stands alone. */
export function SiteList({ clusters, capacity }: SiteListProps) {
  const t = useText();
  return (
    <ul className={styles['siteList']}>
      {clusters.map(({ id, name, state, location, hosts, instances, waitingCommands }) => {
        const memory = capacity.get(id);
        return (
          <li key={id}>
            <div className={styles['site']}>
              <b>
                <ToObject kind="cluster" id={id}>
                  {name}
                </ToObject>
              </b>
              <span className={styles['place']}>{location?.place}</span>
            </div>
            <ClusterStateMark state={state} />
            <span className={styles['counts']}>
              {t('overview.hostsCount', { count: hosts })},{' '}
              <To to="/instances" search={{ q: `cluster:${id}` }}>
                {t('overview.instancesCount', { count: instances })}
              </To>
              {waitingCommands === 0 ? '' : `, ${t('overview.waiting', { count: waitingCommands })}`}
            </span>
            <div className={styles['share']}>
              <CapacityBar
                compact
                label={t('overview.memoryOf', { name })}
                used={memory?.reserved.memoryMiB ?? 0}
                total={memory?.total.memoryMiB}
                format={mebibytes}
              />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
