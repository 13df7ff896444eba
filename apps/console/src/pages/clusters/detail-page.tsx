import { Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Cluster } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { useAll } from '../../api/use-list.ts';
import { useGo } from '../../app/use-route.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { ClusterIcon } from '../../icons/cluster.tsx';
import { EditIcon } from '../../icons/edit.tsx';
import { HostIcon } from '../../icons/host.tsx';
import { TrashIcon } from '../../icons/trash.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { Heard } from '../../ui/heard.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ClusterStateMark, HostStateMark } from '../../ui/state.tsx';
import { ToObject } from '../../ui/to.tsx';
import { CommandList } from '../../commands/command-list.tsx';
import { openEdit, removeObject } from '../catalogue/changes.ts';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { refusedText } from '../catalogue/refused-text.ts';
import { Related } from '../catalogue/related.tsx';
import { RoomBars } from '../catalogue/room-bars.tsx';
import { InstancesOf } from '../instances/instances-of.tsx';
import { lackOf } from '../catalogue/rights.ts';
import { capacityOf } from '../overview/capacity.ts';
import { HostTokens } from './host-tokens.tsx';
import { showJoinCommand, showSiteCredential } from './join.tsx';
import { declareLost, notLost } from './lose.ts';
import { When } from '../../ui/when.tsx';

export default function ClusterPage() {
  const t = useText();
  return (
    <ObjectPage
      kind="cluster"
      icon={<ClusterIcon size={22} />}
      mark={({ state }) => <ClusterStateMark state={state} />}
      actions={(cluster) => <Actions cluster={cluster} />}
      facts={(cluster) => [
        [t('clusters.lastHeard'), <Heard key="heard" of={cluster} />],
        [
          t(cluster.state === 'online' ? 'clusters.linkUp' : 'clusters.linkCut'),
          cluster.linkSince === undefined ? undefined : <When key="link" at={cluster.linkSince} />,
        ],
        [
          t('clusters.siteUrl'),
          cluster.siteUrl === undefined ? undefined : (
            <a key="site" href={cluster.siteUrl} target="_blank" rel="noreferrer">
              {cluster.siteUrl}
            </a>
          ),
        ],
        [t('clusters.waiting'), cluster.waitingCommands],
        [t('clusters.place'), cluster.location?.place],
        [t('clusters.refusals'), refusedText(t, cluster.refusals)],
        [t('clusters.unreadable'), cluster.unreadableRecords],
        [t('clusters.joined'), cluster.joinedAt === undefined ? undefined : <When at={cluster.joinedAt} />],
      ]}
    >
      {(cluster) => (
        <>
          <Capacity cluster={cluster} />
          <Tokens cluster={cluster} />
          {(cluster.waitingCommands ?? 0) === 0 ? null : (
            <Panel title={t('commands.waitingTitle')}>
              <CommandList query={waitingIn(cluster.id)} cancellable />
            </Panel>
          )}
          <Related
            title={t('clusters.hosts')}
            kind="host"
            parameters={byCluster(cluster.id)}
            empty={t('clusters.noHosts')}
            all={{ to: '/hosts', filter: `cluster:${cluster.id}` }}
            columns={[
              {
                label: t('objects.fields.name'),
                render: ({ id, name }) => (
                  <ToObject kind="host" id={id}>
                    {name}
                  </ToObject>
                ),
              },
              { label: t('objects.fields.state'), render: ({ state }) => <HostStateMark state={state} /> },
              { label: t('hosts.instances'), render: ({ instances }) => instances },
              {
                label: t('hosts.memoryReserved'),
                render: ({ reserved, room }) => (
                  <CapacityBar
                    compact
                    label={t('hosts.memoryReserved')}
                    used={reserved?.memoryMiB ?? 0}
                    total={room?.memoryMiB}
                    format={mebibytes}
                  />
                ),
              },
            ]}
          />
          <InstancesOf
            title={t('clusters.instances')}
            of={{ clusterId: cluster.id }}
            empty={t('clusters.noInstances')}
            filter={`cluster:${cluster.id}`}
          />
        </>
      )}
    </ObjectPage>
  );
}

const waitingIn = (clusterId: number) => ({ clusterId, state: 'waiting', limit: 50 }) as const;
/** The same object each time for the same cluster: it is a key of the cache. */
const byCluster = (clusterId: number) => ({ clusterId, sort: 'name', order: 'asc' as const });

function Capacity({ cluster }: { readonly cluster: Cluster }) {
  const t = useText();
  const parameters = useMemo(() => ({ clusterId: cluster.id, limit: 1000 }), [cluster.id]);
  const { items } = useAll('host', parameters);
  const sum = capacityOf(items);
  return (
    <Panel title={t('clusters.capacity')}>
      {sum.total.cpus === 0 ? (
        <Text size="sm" c="dimmed">
          {t('clusters.capacityNone')}
        </Text>
      ) : (
        <RoomBars reserved={sum.reserved} room={sum.total} />
      )}
    </Panel>
  );
}

function Tokens({ cluster }: { readonly cluster: Cluster }) {
  return lackOf('admin', cluster, useMe()) === null ? <HostTokens cluster={cluster} /> : null;
}

function Actions({ cluster }: { readonly cluster: Cluster }) {
  const t = useText();
  const go = useGo();
  const me = useMe();
  const admin = lackOf('admin', cluster, me);
  return (
    <>
      <ActionButton
        variant={cluster.joinedAt === undefined ? 'filled' : 'default'}
        refusal={admin}
        onClick={() => void showJoinCommand(cluster, 'controller')}
      >
        {t('clusters.joinController')}
      </ActionButton>
      <ActionButton icon={<HostIcon size={16} />} refusal={admin} onClick={() => void showJoinCommand(cluster, 'host')}>
        {t('clusters.joinHost')}
      </ActionButton>
      <ActionButton refusal={admin} onClick={() => void showSiteCredential(cluster)}>
        {t('clusters.credential')}
      </ActionButton>
      <ActionButton
        icon={<EditIcon size={16} />}
        refusal={lackOf('manage', cluster, me)}
        onClick={() => void openEdit('cluster', cluster.id)}
      >
        {t('catalogue.edit')}
      </ActionButton>
      {cluster.joinedAt === undefined ? null : (
        <ActionButton
          refusal={notLost(cluster, me?.administrator === true)}
          onClick={() => void declareLost(cluster).then((isGone) => isGone && go('/clusters'))}
        >
          {t('clusters.lose')}
        </ActionButton>
      )}
      <ActionButton
        icon={<TrashIcon size={16} />}
        refusal={admin}
        onClick={() =>
          void removeObject({
            kind: 'cluster',
            object: cluster,
            body: t('clusters.deleteBody'),
            done: () => go('/clusters'),
          })
        }
      >
        {t('catalogue.delete')}
      </ActionButton>
    </>
  );
}
