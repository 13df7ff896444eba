import { Box, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useMemo } from 'react';
import type { Status } from '../../api/kinds.ts';
import { useAll } from '../../api/use-list.ts';
import { useStatus } from '../../api/use-object.ts';
import { pathOf } from '../../app/places.ts';
import { useText } from '../../i18n/i18n.ts';
import { CheckIcon } from '../../icons/check.tsx';
import { WarningIcon } from '../../icons/warning.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Empty } from '../../ui/empty.tsx';
import { later } from '../../ui/later.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { To } from '../../ui/to.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import { CommandList } from '../../commands/command-list.tsx';
import { RoomBars } from '../catalogue/room-bars.tsx';
import { capacityByCluster, capacityOf } from './capacity.ts';
import { Figures } from './figures.tsx';
import styles from './overview.module.css';
import { SiteList } from './site-list.tsx';
import { UseOfAll } from './use-of-all.tsx';

const SiteMap = later(() => import('./site-map.tsx'));
/** More is not read at a glance. */
const attentionShown = 8;
const newest = { limit: 8 } as const;

/** The cloud at a glance: where its sites are, how they do, what they hold, and what a person should look at. */
export default function OverviewPage() {
  const t = useText();
  const { data: status, error, refetch } = useStatus();
  const clusters = useAll('cluster');
  const hosts = useAll('host');
  const wide = useMediaQuery('(min-width: 640px)') ?? true;
  const capacity = useMemo(() => capacityOf(hosts.items), [hosts.items]);
  const byCluster = useMemo(() => capacityByCluster(hosts.items), [hosts.items]);
  return (
    <>
      <PageHeader
        title={t('overview.title')}
        under={
          status === undefined ? undefined : (
            <span>
              {t('overview.version', { version: status.version, since: '' })}
              <Ago at={status.startedAt} />
            </span>
          )
        }
      />
      {error === null || status !== undefined ? null : (
        <Box mb="md">
          <TroubleNote error={error} onRetry={() => void refetch()} />
        </Box>
      )}
      <Figures status={status} />
      <div className={styles['grid']}>
        <Panel title={t('overview.sites')} className={styles['sites']}>
          {clusters.total === 0 ? (
            <Empty
              title={t('overview.noClusters')}
              hint={t('overview.noClustersHint')}
              action={<To to="/clusters">{t('overview.toClusters')}</To>}
            />
          ) : (
            <>
              {wide && clusters.items.some(({ location }) => location !== undefined) ? (
                <Suspense fallback={<Skeleton height={360} />}>
                  <SiteMap clusters={clusters.items} />
                </Suspense>
              ) : null}
              {clusters.total === undefined ? (
                <Skeleton height={120} />
              ) : (
                <SiteList clusters={clusters.items} capacity={byCluster} />
              )}
            </>
          )}
        </Panel>
        <div className={styles['side']}>
          <Panel title={t('overview.attention')}>
            {status === undefined ? (
              <Skeleton height={90} />
            ) : (
              <Attention items={status.attention} none={status.clusters.total === 0} />
            )}
          </Panel>
          <Panel title={t('overview.use')}>
            <UseOfAll />
          </Panel>
          <Panel title={t('overview.capacity')}>
            {hosts.total === 0 ? (
              <Text c="dimmed">{t('overview.noHosts')}</Text>
            ) : (
              <RoomBars reserved={capacity.reserved} room={capacity.total} />
            )}
          </Panel>
          <Panel title={t('commands.title')}>
            <CommandList query={newest} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Attention({ items, none }: { readonly items: Status['attention']; readonly none: boolean }) {
  const t = useText();
  if (none) return <Text c="dimmed">{t('overview.nothingYet')}</Text>;
  if (items.length === 0) {
    return (
      <div className={styles['calm']}>
        <CheckIcon size={22} />
        <div>
          <b>{t('overview.calm')}</b>
          <Text size="sm" c="dimmed">
            {t('overview.calmHint')}
          </Text>
        </div>
      </div>
    );
  }
  return (
    <ul className={styles['attention']}>
      {items.slice(0, attentionShown).map(({ kind, id, sentence, severity, since }, i) => {
        const path = pathOf(kind, id);
        return (
          <li key={`${kind} ${id} ${String(i)}`}>
            <span data-severity={severity} className={styles['severity']}>
              <WarningIcon size={16} />
              <VisuallyHidden>{t(`overview.severities.${severity}`)}</VisuallyHidden>
            </span>
            <span>
              {path === undefined ? sentence : <To to={path}>{sentence}</To>}
              {since === undefined ? null : (
                <span className={styles['since']}>
                  <Ago at={since} />
                </span>
              )}
            </span>
          </li>
        );
      })}
      {items.length > attentionShown ? <li>{t('overview.more', { count: items.length - attentionShown })}</li> : null}
    </ul>
  );
}
