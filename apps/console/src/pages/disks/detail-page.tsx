import { useNames } from '../../api/use-object.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { DiskIcon } from '../../icons/disk.tsx';
import { NamedObject } from '../../ui/named-object.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';

export default function DiskPage() {
  const t = useText();
  const names = { cluster: useNames('cluster'), host: useNames('host'), image: useNames('image') };
  const link = (kind: keyof typeof names, id: number) => (
    <ToObject key={kind} kind={kind} id={id}>
      {names[kind].get(id) ?? id}
    </ToObject>
  );
  return (
    <ObjectPage
      kind="disk"
      icon={<DiskIcon size={22} />}
      facts={({ sizeMiB, instanceId, imageId, imageDigest, clusterId, hostId }) => [
        [t('objects.fields.size'), mebibytes(sizeMiB)],
        [t('disks.instance'), <NamedObject key="instance" kind="instance" id={instanceId} />],
        [t('objects.fields.image'), link('image', imageId)],
        [t('disks.digest'), <code key="digest">{imageDigest}</code>],
        [t('objects.fields.cluster'), link('cluster', clusterId)],
        [t('objects.fields.host'), hostId === undefined ? t('disks.notPlaced') : link('host', hostId)],
      ]}
    />
  );
}
