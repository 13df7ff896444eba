import { List } from '@mantine/core';
import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { NetworkIcon } from '../../icons/network.tsx';
import { NamedObject } from '../../ui/named-object.tsx';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import { Panel } from '../../ui/panel.tsx';
import { NetworkStateMark } from '../../ui/state.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { Related } from '../catalogue/related.tsx';

export default function NetworkPage() {
  const t = useText();
  const clusters = useNames('cluster');
  return (
    <ObjectPage
      kind="network"
      icon={<NetworkIcon size={22} />}
      mark={({ state }) => <NetworkStateMark state={state} />}
      actions={(network) => (
        <ObjectActions kind="network" object={network} deleteBody={t('networks.deleteBody')} list="/networks" />
      )}
      facts={(network) => [
        [
          t('objects.fields.cluster'),
          <ToObject key="cluster" kind="cluster" id={network.clusterId}>
            {clusters.get(network.clusterId) ?? network.clusterId}
          </ToObject>,
        ],
        [t('networks.cidr'), <code key="cidr">{network.cidr}</code>],
        [t('networks.gateway'), <code key="gateway">{network.gateway}</code>],
        [t('networks.nameservers'), network.nameservers.join(', ')],
        [t('networks.natShort'), network.nat ? t('catalogue.yes') : t('catalogue.no')],
        [t('networks.ranges'), network.ranges.map(({ first, last }) => `${first} – ${last}`).join(', ')],
      ]}
    >
      {({ id, addresses, unbuilt = [] }) => (
        <>
          {unbuilt.length > 0 && (
            <Panel title={t('networks.unbuilt')}>
              <List size="sm">
                {unbuilt.map(({ hostId, hostName, message, hint }) => (
                  <List.Item key={hostId}>
                    <ToObject kind="host" id={hostId}>
                      {hostName}
                    </ToObject>
                    : {message} {hint}
                  </List.Item>
                ))}
              </List>
            </Panel>
          )}
          {addresses !== undefined && (
            <Panel title={t('networks.leased')}>
              <CapacityBar label={t('networks.leased')} used={addresses.leased} total={addresses.total} />
            </Panel>
          )}
          <Related
            title={t('networks.leases')}
            kind="lease"
            parameters={{ networkId: id, sort: 'address', order: 'asc' }}
            empty={t('networks.noLeases')}
            all={{ to: '/addresses', filter: `network:${id}` }}
            columns={[
              {
                label: t('objects.fields.address'),
                render: ({ id: lease, address }) => (
                  <ToObject kind="lease" id={lease}>
                    {address}
                  </ToObject>
                ),
              },
              {
                label: t('networks.instance'),
                render: ({ instanceId }) => <NamedObject kind="instance" id={instanceId} />,
              },
              { label: t('networks.mac'), render: ({ mac }) => <code>{mac}</code> },
            ]}
          />
        </>
      )}
    </ObjectPage>
  );
}
