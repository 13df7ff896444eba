import { formatPermissions, newPermissions, tokenScopes } from '@skerry/domain';
import { Button, Code, CopyButton, Stack, Text } from '@mantine/core';
import { api } from '../../api/client.ts';
import { openForm } from '../../forms/open-form.ts';
import { text } from '../../i18n/i18n.ts';
import { tell } from '../../ui/confirm.ts';
import { givenFields, nameField } from '../catalogue/common-fields.ts';
import { inDays } from './in-days.ts';

export function openTokenCreation(): void {
  openForm({
    title: text('people.tokens.create'),
    about: text('people.tokens.about'),
    schema: inDays,
    fields: [
      nameField(),
      { name: 'days', label: text('people.tokens.lifetime'), type: 'number', required: true },
      {
        name: 'scope',
        label: text('people.tokens.scope'),
        type: 'choice',
        options: tokenScopes.map((value) => ({ value, label: text(`people.tokens.scopes.${value}`) })),
        required: true,
      },
      ...givenFields(),
    ],
    initial: { days: 30, scope: 'all', permissions: formatPermissions(newPermissions('token')) },
    action: text('catalogue.create'),
    send: async (body) => {
      const { data } = await api().callAny('token.create', { body });
      const { token, secret } = data as { readonly token: { readonly name: string }; readonly secret: string };
      // After the form has gone: two questions would stand over each other.
      setTimeout(() => void showSecret(token.name, secret), 0);
    },
  });
}

const showSecret = (name: string, secret: string): Promise<void> =>
  tell(
    text('people.tokens.secretTitle', { name }),
    <Stack gap="sm">
      <Text size="sm">{text('people.tokens.secretBody')}</Text>
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        {secret}
      </Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? text('shell.copied') : text('shell.copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>,
  );
