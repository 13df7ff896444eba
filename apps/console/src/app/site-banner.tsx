import { useStatus } from '../api/use-object.ts';
import { ClusterIcon } from '../icons/cluster.tsx';
import { OfflineIcon } from '../icons/offline.tsx';
import { Ago } from '../ui/ago.tsx';
import styles from './shell.module.css';

/** Where this console is that of one cluster's site: which, and whether the front-end can be reached from it. */
export function SiteBanner() {
  const site = useStatus().data?.site;
  return (
    <div role="status">
      {site === undefined ? null : (
        <div className={site.link === 'cut' ? styles['banner'] : styles['siteBanner']} data-site={site.link}>
          {site.link === 'cut' ? <OfflineIcon /> : <ClusterIcon size={16} />}
          <span>
            {site.sentence} (<Ago at={site.since} />)
          </span>
        </div>
      )}
    </div>
  );
}
