import { Button, FileButton, Group, Input, Text, Textarea } from '@mantine/core';
import {
  contextBytes,
  type ContextGiven,
  contextTooLarge,
  isTyped,
  maxContextBytes,
  userDataBytes,
  userDataOf,
} from '@skerry/domain';
import { type DragEvent, useState } from 'react';
import { bytes } from '../format/units.ts';
import { useText } from '../i18n/i18n.ts';
import { userDataLine } from '../ui/user-data.tsx';
import type { Form } from './use-form.ts';
import styles from './user-data-field.module.css';

interface UserDataFieldProps {
  readonly form: Form<unknown>;
  readonly label: string;
  readonly hint?: string | undefined;
}

/**
 * User data, typed or from a file that is chosen or dropped here. A file is kept byte by byte: what a field of text would
 * change stands there as a file. What does not fit is said before anything is read or sent.
 */
export function UserDataField({ form, label, hint }: UserDataFieldProps) {
  const t = useText();
  const [from, setFrom] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [over, setOver] = useState(false);
  const context = (form.values['context'] ?? {}) as ContextGiven;
  const isFile = context.userDataBase64 != null || !isTyped(context.userData ?? '');
  const data = userDataBytes(context);
  const give = (given: { readonly userData?: string; readonly userDataBase64?: string }, name?: string) => {
    form.set('context.userData', given.userData ?? '');
    form.set('context.userDataBase64', given.userDataBase64);
    setFrom(name);
    setTrouble(undefined);
  };
  const take = (file: File | null | undefined) => {
    if (!file) return;
    const besides = contextBytes({ sshKeys: context.sshKeys });
    if (file.size + besides > maxContextBytes) {
      return setTrouble(
        t('userData.tooLarge', { name: file.name, size: bytes(file.size), room: bytes(maxContextBytes - besides) }),
      );
    }
    file
      .arrayBuffer()
      .then((read) => give(userDataOf(new Uint8Array(read)), file.name))
      .catch(() => setTrouble(t('userData.unreadable', { name: file.name })));
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  const tooMuch = contextBytes(context) > maxContextBytes ? contextTooLarge : undefined;
  const error = trouble ?? tooMuch ?? form.errorOf('context.userData') ?? form.errorOf('context.userDataBase64');
  const line = data.length === 0 ? '' : userDataLine(data);
  const said = from === undefined ? line : t('userData.from', { line, name: from });
  return (
    <div
      className={styles['field']}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {isFile ? (
        <Input.Wrapper label={label} error={error} labelElement="div" role="group" aria-label={label}>
          <div className={styles['file']}>
            <span>{said}</span>
            <Text size="sm" c="dimmed">
              {t('userData.asFile')}
            </Text>
          </div>
        </Input.Wrapper>
      ) : (
        <Textarea
          label={label}
          description={hint}
          {...form.text('context.userData')}
          error={error}
          onChange={({ currentTarget }) => give({ userData: currentTarget.value })}
          autosize
          minRows={3}
          maxRows={16}
          spellCheck={false}
          classNames={{ input: styles['code'] ?? '' }}
        />
      )}
      <Group gap="xs" mt={6}>
        <FileButton onChange={take}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default">
              {t('userData.choose')}
            </Button>
          )}
        </FileButton>
        {data.length === 0 ? null : (
          <Button size="compact-sm" variant="subtle" onClick={() => give({})}>
            {t('userData.remove')}
          </Button>
        )}
        <Text size="sm" c="dimmed" role="status">
          {isFile || line === '' ? <span className={styles['drop']}>{t('userData.drop')}</span> : said}
        </Text>
      </Group>
    </div>
  );
}
