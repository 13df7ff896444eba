import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { logIn, logInWithToken } from '../api/session.ts';
import { showFirstWrong } from '../forms/first-wrong.ts';
import { useText } from '../i18n/i18n.ts';
import { Mark } from '../icons/mark.tsx';
import { TroubleNote } from '../ui/trouble-note.tsx';
import styles from './log-in-page.module.css';
import { Seascape } from './seascape.tsx';

/** `reason`: why the session ended; after the log-in the page goes on where it was. */
export function LogInPage({ reason }: { readonly reason?: string | undefined }) {
  const t = useText();
  const [byToken, setByToken] = useState(false);
  const [error, setError] = useState<unknown>();
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (form.current !== null && Object.keys(missing).length > 0) showFirstWrong(form.current);
  }, [missing]);
  useEffect(() => {
    document.title = `${t('logIn.title')} · Skerry`;
  }, [t]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const wanted = byToken
      ? { token: t('logIn.missingToken') }
      : { name: t('logIn.missingName'), password: t('logIn.missingPassword') };
    const lacks = Object.fromEntries(Object.entries(wanted).filter(([name]) => field(name) === ''));
    setMissing(lacks);
    if (Object.keys(lacks).length > 0) return;
    const typed = form.get('password');
    const password = typeof typed === 'string' ? typed : '';
    setBusy(true);
    setError(undefined);
    try {
      await (byToken ? logInWithToken(field('token')) : logIn(field('name'), password));
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };

  return (
    <div className={styles['page']}>
      <Seascape />
      <main className={styles['card']}>
        <div className={styles['brand']}>
          <Mark size={44} />
          <div>
            <Title order={1} className={styles['name'] ?? ''}>
              {t('shell.product')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('logIn.tagline')}
            </Text>
          </div>
        </div>
        {reason === undefined ? null : (
          <Alert color="yellow" variant="light" title={t('logIn.expired')} role="status">
            {reason}
          </Alert>
        )}
        {error === undefined ? null : <TroubleNote error={error} />}
        <form ref={form} onSubmit={(event) => void submit(event)} noValidate>
          <Stack>
            {byToken ? (
              <PasswordInput
                key="token"
                name="token"
                label={t('logIn.token')}
                description={t('logIn.tokenHint')}
                error={missing['token']}
                aria-invalid={missing['token'] !== undefined}
                autoComplete="off"
                autoFocus
              />
            ) : (
              <>
                <TextInput
                  name="name"
                  label={t('logIn.name')}
                  error={missing['name']}
                  autoComplete="username"
                  autoCapitalize="none"
                  spellCheck={false}
                  autoFocus
                />
                <PasswordInput
                  key="password"
                  name="password"
                  label={t('logIn.password')}
                  error={missing['password']}
                  aria-invalid={missing['password'] !== undefined}
                  autoComplete="current-password"
                />
              </>
            )}
            <Button type="submit" size="md" loading={busy} fullWidth>
              {t('logIn.submit')}
            </Button>
            <Anchor component="button" type="button" size="sm" onClick={() => setByToken(!byToken)}>
              {byToken ? t('logIn.withPassword') : t('logIn.withToken')}
            </Anchor>
          </Stack>
        </form>
        <Text size="xs" c="dimmed">
          {t('logIn.first')}
        </Text>
      </main>
    </div>
  );
}
