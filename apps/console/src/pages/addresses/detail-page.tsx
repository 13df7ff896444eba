import { useNames } from '../../api/use-object.ts';
import { useText } from '../../i18n/i18n.ts';
import { MapPinIcon } from '../../icons/map-pin.tsx';
import { NamedObject } from '../../ui/named-object.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';

export default function AddressPage() {
  const t = useText();
  const clusters = useNames('cluster');
  return (
    <ObjectPage
      kind="lease"
      icon={<MapPinIcon size={22} />}
      facts={({ address, mac, instanceId, networkId, clusterId }) => [
        [t('objects.fields.address'), <code key="address">{address}</code>],
        [t('addresses.mac'), <code key="mac">{mac}</code>],
        [t('addresses.instance'), <NamedObject key="instance" kind="instance" id={instanceId} />],
        [t('objects.fields.network'), <NamedObject key="network" kind="network" id={networkId} />],
        [
          t('objects.fields.cluster'),
          <ToObject key="cluster" kind="cluster" id={clusterId}>
            {clusters.get(clusterId) ?? clusterId}
          </ToObject>,
        ],
      ]}
    />
  );
}
