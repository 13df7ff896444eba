import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { linkState } from '../api/live.ts';
import { reloadWhenAnswered } from '../api/reload.ts';
import { useSignal } from '../api/signal.ts';
import { useText } from '../i18n/i18n.ts';
import { TroubleNote } from './trouble-note.tsx';

/** Instead of a page whose code failed, or could not be loaded: the server is away, or was updated. */
export function Failed({ error }: { readonly error: unknown }) {
  const t = useText();
  const lost = useSignal(linkState) === 'lost';
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    await reloadWhenAnswered();
    setBusy(false);
  };
  return (
    <Stack align="flex-start" maw={640}>
      <Title order={1}>{t('shell.failedTitle')}</Title>
      {lost ? <Text role="alert">{t('shell.failedAway')}</Text> : <TroubleNote error={error} />}
      <Button loading={busy} onClick={() => void again()}>
        {t('shell.reload')}
      </Button>
    </Stack>
  );
}
