import { Skeleton, Stack } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';

/** The shape of a page that is on its way. */
export function PageSkeleton() {
  const t = useText();
  return (
    <Stack gap="md" aria-busy="true" aria-label={t('shell.loading')} role="status">
      <Skeleton height={30} width={220} />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </Stack>
  );
}
