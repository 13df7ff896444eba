import { Button, Stack, Title } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';
import { TroubleNote } from './trouble-note.tsx';

/** Instead of a page whose code failed, or could not be loaded after an update of the server. */
export function Failed({ error }: { readonly error: unknown }) {
  const t = useText();
  return (
    <Stack align="flex-start" maw={640}>
      <Title order={1}>{t('shell.failedTitle')}</Title>
      <TroubleNote error={error} />
      <Button onClick={() => globalThis.location.reload()}>{t('shell.reload')}</Button>
    </Stack>
  );
}
