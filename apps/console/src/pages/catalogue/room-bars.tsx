import { Stack, Text } from '@mantine/core';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { CapacityBar } from '../../ui/capacity-bar.tsx';
import type { Amounts } from '../overview/capacity.ts';

interface RoomBarsProps {
  readonly reserved: Amounts;
  readonly room: Amounts;
}

/** How much of what may be given away is: of one host, of a cluster, of all. */
export function RoomBars({ reserved, room }: RoomBarsProps) {
  const t = useText();
  return (
    <Stack gap="md">
      <CapacityBar label={t('catalogue.room.cpus')} used={reserved.cpus} total={room.cpus} />
      <CapacityBar
        label={t('catalogue.room.memory')}
        used={reserved.memoryMiB}
        total={room.memoryMiB}
        format={mebibytes}
      />
      <CapacityBar label={t('catalogue.room.disk')} used={reserved.diskMiB} total={room.diskMiB} format={mebibytes} />
      <Text size="xs" c="dimmed">
        {t('catalogue.room.hint')}
      </Text>
    </Stack>
  );
}
